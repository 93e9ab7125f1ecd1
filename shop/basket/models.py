"""One basket across sellers. VAT of a line is counted once, from its gross value."""

from django.db import models
from django.db.models import Prefetch
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine

from operations.money import vat_in_gross
from shop.partner.models import Partner


class Basket(AbstractBasket):
    """A buyer's basket, open until it becomes an order."""

    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractBasket.Meta):
        abstract = False

    def all_lines(self):
        """Lines with their sellers, in a fixed number of queries. A seller of many things is read once."""
        if self.pk is None:
            return self.lines.none()
        if self._lines is None:
            sellers = Partner.objects.select_related("profile__legal_entity", "stripe_account")
            self._lines = (
                self.lines.select_related("product__parent", "stockrecord")
                .prefetch_related(Prefetch("stockrecord__partner", sellers.prefetch_related("delivery_ways")))
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
