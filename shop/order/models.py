"""What a buyer placed in one go. Its sellers' shares are `fulfilment.VendorOrder` rows.

What is written here at placing never changes: later edits of offers and PES do not touch a contract.
"""

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from oscar.apps.order.abstract_models import AbstractLine, AbstractOrder

from shop.partner.vat import VatCode


class BuyerKind(models.TextChoices):
    """Who buys; "guest" is a way of buying, not a kind."""

    CONSUMER = "CONSUMER", _("private person")
    BUSINESS = "BUSINESS", _("company")
    BUSINESS_CONSUMER_RIGHTS = "BUSINESS_CONSUMER_RIGHTS", _("company with consumer rights")
    INSTITUTION = "INSTITUTION", _("public institution")


class Order(AbstractOrder):
    """One purchase."""

    buyer_kind = models.CharField(_("buyer"), max_length=24, choices=BuyerKind, default=BuyerKind.CONSUMER)
    buyer_name = models.CharField(_("name"), max_length=200)
    buyer_phone = models.CharField(_("phone"), max_length=20, blank=True)
    company_name = models.CharField(_("company or institution"), max_length=255, blank=True)
    nip = models.CharField("NIP", max_length=10, blank=True)
    #: for a public buyer: the unit that receives (KSeF Podmiot3), {"name", "address"}
    recipient = models.JSONField(default=dict, blank=True)
    purchase_order_no = models.CharField(_("buyer's order number"), max_length=60, blank=True)
    #: SHA-256 of the guest's token; the token itself is only in the buyer's mail
    token_hash = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    #: how often the buyer had a new key made: each makes those before it worthless
    key_version = models.PositiveSmallIntegerField(default=0, editable=False)
    #: one-time token of the form: a second submit of the same form finds the first order
    placement_key = models.CharField(max_length=64, unique=True, null=True, editable=False)
    terms_version = models.CharField(_("terms accepted"), max_length=20, blank=True)
    language = models.CharField(max_length=5, default="pl")
    demo = models.BooleanField(_("example data"), default=False, editable=False)

    class Meta(AbstractOrder.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["basket"],
                condition=Q(basket__isnull=False),
                name="one_order_per_basket",
            )
        ]

    def get_absolute_url(self) -> str:
        return reverse("account:order", args=[self.number])

    @property
    def email(self) -> str:
        """Where mail about this order goes; nowhere when its buyer closed the account."""
        return self.guest_email or (self.user.email if self.user and not self.is_buyer_erased else "")

    @property
    def is_buyer_erased(self) -> bool:
        return self.user is not None and self.user.is_erased


class Line(AbstractLine):
    """A thing bought, as it was when bought."""

    unit = models.CharField(max_length=30, default="szt.")
    variant = models.CharField(max_length=120, blank=True)
    personalisation = models.CharField(max_length=200, blank=True)
    personal_file = models.ForeignKey(
        "basket.PersonalFile", on_delete=models.SET_NULL, null=True, blank=True, related_name="order_lines"
    )
    personal_file_name = models.CharField(max_length=100, blank=True)
    withdrawal = models.CharField(max_length=20, blank=True)
    dispatch_by = models.DateField(null=True, blank=True)
    #: what was claimed of a monthly capacity; given back on cancellation
    capacity_month = models.DateField(null=True, blank=True)
    #: pieces called off before they were sent, and by how much the line became cheaper; kept by `shop.fulfilment.pieces`
    cancelled = models.PositiveIntegerField(_("cancelled pieces"), default=0)
    cancelled_gross = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    image = models.ForeignKey("cms_media.Image", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta(AbstractLine.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(condition=Q(cancelled__lte=models.F("quantity")), name="cancelled_within_bought"),
            models.CheckConstraint(
                condition=Q(cancelled_gross__gte=0) & Q(cancelled_gross__lte=models.F("line_price_incl_tax")),
                name="cancelled_within_price",
            ),
        ]

    @property
    def left(self) -> int:
        """Pieces that were not called off."""
        return self.quantity - self.cancelled

    @property
    def left_gross(self) -> Decimal:
        """What they cost, in zł."""
        return self.line_price_incl_tax - self.cancelled_gross

    def worth(self, pieces: int) -> Decimal:
        """Return what the first of the pieces that are left cost, in zł: the last one takes the rest to the grosz."""
        if not self.left:
            return Decimal(0)
        return (self.left_gross * pieces / self.left).quantize(Decimal("0.01"))


class LineTax(models.Model):
    """VAT of a line at one rate; a gift basket has several."""

    line = models.ForeignKey(Line, on_delete=models.CASCADE, related_name="taxes")
    rate = models.CharField(max_length=5, choices=VatCode)
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    vat = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("VAT of a line")
        verbose_name_plural = _("VAT of lines")
        constraints = [
            models.UniqueConstraint(fields=["line", "rate"], name="one_tax_row_per_line_and_rate"),
            models.CheckConstraint(
                condition=Q(gross__gte=0) & Q(vat__gte=0) & Q(vat__lte=models.F("gross")),
                name="line_tax_is_plausible",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gross} @ {self.rate}"


from oscar.apps.order.models import *
