"""The selling side of a PES: what it has in stock, at what price, and how it delivers.

All prices are gross, in zł, `Decimal(12, 2)`.
"""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from oscar.apps.partner.abstract_models import AbstractPartner, AbstractStockRecord

from shop.partner.exceptions import OutOfStockError


class PaymentMethod(models.TextChoices):
    """How a buyer may pay a seller."""

    TRANSFER = "TRANSFER", _("bank transfer")
    TRANSFER_DEFERRED = "TRANSFER_DEFERRED", _("transfer after delivery, on invoice")
    SANDBOX = "SANDBOX", _("test payment")
    STRIPE = "STRIPE", _("card, BLIK, Przelewy24")


def default_payment_methods() -> list[str]:
    return [PaymentMethod.TRANSFER]


class Partner(AbstractPartner):
    """A PES as a seller. Exactly one for each profile that sells."""

    profile = models.OneToOneField("pes_profiles.Profile", on_delete=models.PROTECT, related_name="partner")
    payment_methods = models.JSONField(_("payment methods"), default=default_payment_methods)
    deferred_days = models.PositiveSmallIntegerField(_("days to pay an invoice"), default=14)
    free_delivery_from = models.DecimalField(
        _("free delivery from"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    min_order = models.DecimalField(_("smallest order"), max_digits=12, decimal_places=2, null=True, blank=True)
    default_lead_days = models.PositiveSmallIntegerField(_("usual lead time"), default=3)
    demo = models.BooleanField(_("example data"), default=False, editable=False)

    class Meta(AbstractPartner.Meta):
        abstract = False

    @property
    def ways_of_goods(self) -> list["DeliveryWay"]:
        """Ways on offer for things in a basket. Work at the buyer's place is one only where there is no other."""
        offered = [way for way in self.delivery_ways.all() if way.is_active]
        return [way for way in offered if way.code != DeliveryWay.Code.ON_SITE] or offered

    @property
    def is_vat_exempt(self) -> bool:
        entity = self.profile.legal_entity
        return entity is None or entity.is_vat_exempt


class DeliveryWay(models.Model):
    """One way in which a seller gets goods to a buyer, at one gross price per order."""

    class Code(models.TextChoices):
        PARCEL_LOCKER = "PARCEL_LOCKER", _("parcel locker")
        COURIER = "COURIER", _("courier")
        OWN_DELIVERY = "OWN_DELIVERY", _("seller's own delivery")
        PICKUP = "PICKUP", _("pickup at the seller's")
        ON_SITE = "ON_SITE", _("done at your place")
        DIGITAL = "DIGITAL", _("sent electronically")

    #: ways that `free_delivery_from` covers
    FREE_FROM = frozenset({Code.PARCEL_LOCKER, Code.COURIER, Code.OWN_DELIVERY})
    #: ways that need the buyer's street address
    NEEDS_ADDRESS = frozenset({Code.COURIER, Code.OWN_DELIVERY, Code.ON_SITE})

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="delivery_ways")
    code = models.CharField(_("way"), max_length=16, choices=Code)
    gross = models.DecimalField(_("price"), max_digits=12, decimal_places=2, default=0)
    note = models.CharField(_("note"), max_length=255, blank=True)
    #: only for own delivery and work on site; empty means the whole region
    powiats = models.ManyToManyField("region.Powiat", blank=True, related_name="+")
    place = models.CharField(_("pickup place"), max_length=200, blank=True)
    hours = models.CharField(_("hours"), max_length=200, blank=True)
    is_active = models.BooleanField(_("offered"), default=True)

    class Meta:
        ordering = ["gross", "pk"]
        verbose_name = _("delivery way")
        verbose_name_plural = _("delivery ways")
        constraints = [
            models.UniqueConstraint(fields=["partner", "code"], name="one_delivery_way_of_a_kind"),
            models.CheckConstraint(condition=Q(gross__gte=0), name="delivery_price_not_negative"),
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class StockRecord(AbstractStockRecord):
    """Gross price and stock of one thing that can be bought (an offer or one of its variants).

    `num_in_stock` empty: made to order, nothing to count.
    """

    class Meta(AbstractStockRecord.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                condition=Q(num_in_stock__isnull=True)
                | Q(num_allocated__isnull=True)
                | Q(num_allocated__lte=F("num_in_stock")),
                name="allocated_within_stock",
            ),
            models.CheckConstraint(
                condition=Q(num_allocated__isnull=True) | Q(num_allocated__gte=0),
                name="allocated_not_negative",
            ),
            models.CheckConstraint(condition=Q(price__isnull=True) | Q(price__gt=0), name="price_positive"),
            models.UniqueConstraint(fields=["product"], name="one_stock_record_per_product"),
        ]

    @cached_property
    def can_track_allocations(self) -> bool:
        return self.num_in_stock is not None

    @property
    def free(self) -> int | None:
        """Pieces that can still be sold; None when nothing is counted."""
        return None if self.num_in_stock is None else self.net_stock_level

    def allocate(self, quantity: int) -> None:
        """Reserve pieces for an order.

        Oscar only adds; two buyers would both get the last piece. Here the row itself says no.

        Raises:
            OutOfStockError: fewer than `quantity` are free.
        """
        claimed = (
            type(self)
            .objects.filter(pk=self.pk)
            .filter(Q(num_in_stock__isnull=True) | Q(num_in_stock__gte=Coalesce(F("num_allocated"), 0) + quantity))
            .update(num_allocated=Coalesce(F("num_allocated"), 0) + quantity)
        )
        if not claimed:
            raise OutOfStockError(self)

    allocate.alters_data = True

    def cancel_allocation(self, quantity: int) -> None:
        """Give reserved pieces back to the shelf."""
        type(self).objects.filter(pk=self.pk, num_allocated__gte=quantity).update(
            num_allocated=F("num_allocated") - quantity
        )

    cancel_allocation.alters_data = True

    def consume_allocation(self, quantity: int) -> None:
        """Reserved pieces have left the house: both counts fall."""
        rows = type(self).objects.filter(pk=self.pk, num_allocated__gte=quantity)
        rows.filter(num_in_stock__isnull=False).update(
            num_allocated=F("num_allocated") - quantity, num_in_stock=F("num_in_stock") - quantity
        )
        rows.filter(num_in_stock__isnull=True).update(num_allocated=F("num_allocated") - quantity)

    consume_allocation.alters_data = True


class PriceLog(models.Model):
    """Every gross price an offer ever had: append-only, the ground for the 30-day reference price.

    Source: act on informing about prices, art. 4 (Omnibus).
    """

    class Kind(models.TextChoices):
        REGULAR = "REGULAR", _("regular price")
        REDUCTION = "REDUCTION", _("reduced price")

    stockrecord = models.ForeignKey(StockRecord, on_delete=models.CASCADE, related_name="price_log")
    gross = models.DecimalField(max_digits=12, decimal_places=2)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.REGULAR)
    at = models.DateTimeField(db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("price log entry")
        verbose_name_plural = _("price log")

    def __str__(self) -> str:
        return f"{self.gross} {self.at:%Y-%m-%d}"


from oscar.apps.partner.models import *
