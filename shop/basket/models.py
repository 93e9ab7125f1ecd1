"""One basket across sellers. VAT of a line is counted once, from its gross value."""

from django.db import models
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _
from oscar.apps.basket.abstract_models import AbstractBasket, AbstractLine

from operations.money import vat_in_gross
from operations.private_files import PrivateStorage
from shop.partner.models import Partner

#: where these files lie on the private shelf
FOLDER = "personal"


class Basket(AbstractBasket):
    """A buyer's basket, open until it becomes an order."""

    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta(AbstractBasket.Meta):
        abstract = False

    def all_lines(self):
        """Lines with their sellers, in a fixed number of queries. A seller of many things is read once.

        The offers of variants are for the caller to read: few things have one, a join would be in every statement.
        """
        if self.pk is None:
            return self.lines.none()
        if self._lines is None:
            sellers = Partner.objects.select_related("profile__legal_entity", "stripe_account")
            self._lines = (
                self.lines.select_related("product", "stockrecord")
                .prefetch_related(Prefetch("stockrecord__partner", sellers.prefetch_related("delivery_ways")))
                .order_by("pk")
            )
        return self._lines


def file_path(file: "PersonalFile", name: str) -> str:
    return f"{FOLDER}/{file.kept_at:%Y%m}/{name}"


class PersonalFile(models.Model):
    """A picture, made anew, or a PDF after which one thing is made. It goes from a line of the basket to that of the order."""

    file = models.FileField(storage=PrivateStorage(), upload_to=file_path, max_length=200)
    is_pdf = models.BooleanField(default=False)
    #: the name it came with, cleaned; for people only
    name = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    #: SHA-256 of what was sent: the same file on the same thing is the same line
    digest = models.CharField(max_length=64)
    kept_at = models.DateTimeField()

    class Meta:
        verbose_name = _("file for a thing")
        verbose_name_plural = _("files for things")

    def __str__(self) -> str:
        return str(self.pk)


class Line(AbstractLine):
    """A thing in the basket, with the price the buyer last saw (`price_incl_tax`)."""

    personalisation = models.CharField(max_length=200, blank=True)
    personal_file = models.ForeignKey(
        PersonalFile, on_delete=models.SET_NULL, null=True, blank=True, related_name="basket_lines"
    )
    #: stays when the file itself is no longer kept: such a line cannot be bought
    personal_file_name = models.CharField(max_length=100, blank=True)

    class Meta(AbstractLine.Meta):
        abstract = False

    @property
    def is_personal(self) -> bool:
        """Whether it is made with the buyer's words or file."""
        return bool(self.personalisation or self.personal_file_name)

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
