"""One basket across sellers. VAT of a line is counted once, from its gross value."""

from django.db import models
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine

from operations.money import vat_in_gross


class Basket(AbstractBasket):
    """A buyer's basket, open until it becomes an order."""

    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractBasket.Meta):
        abstract = False

    def all_lines(self):
        """Lines with what a page of the basket shows, in a fixed number of queries."""
        if self.pk is None:
            return self.lines.none()
        if self._lines is None:
            self._lines = (
                self.lines.select_related(
                    "product__parent__partner__profile__legal_entity",
                    "product__partner__profile__legal_entity",
                    "stockrecord__partner__profile__legal_entity",
                    "stockrecord__partner__stripe_account",
                )
                .prefetch_related(
                    "product__images__image__renditions",
                    "product__parent__images__image__renditions",
                    "stockrecord__partner__delivery_ways__powiats",
                )
                .order_by("pk")
            )
        return self._lines


class Line(AbstractLine):
    """A thing in the basket, with the price the buyer last saw (`price_incl_tax`)."""

    personalisation = models.CharField(max_length=200, blank=True)

    class Meta(AbstractLine.Meta):
        abstract = False

    @property
    def line_price_excl_tax(self):
        gross = self.line_price_incl_tax
        return None if gross is None else gross - vat_in_gross(gross, self._vat_code)

    @property
    def line_price_excl_tax_incl_discounts(self):
        gross = self.line_price_incl_tax_incl_discounts
        return None if gross is None else gross - vat_in_gross(gross, self._vat_code)

    @property
    def _vat_code(self) -> str:
        return self.purchase_info.price.tax_code


from oscar.apps.basket.models import *
