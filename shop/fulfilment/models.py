"""A seller's share of a purchase: its own number, sums, payment, documents and state."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from shop.partner.models import DeliveryWay, PaymentMethod
from shop.partner.vat import VatCode


class PaymentState(models.TextChoices):
    UNPAID = "UNPAID", _("waiting for payment")
    TERM = "TERM", _("to be paid after delivery")
    PAID = "PAID", _("paid")
    PART_REFUNDED = "PART_REFUNDED", _("partly refunded")
    REFUNDED = "REFUNDED", _("refunded")
    EXPIRED = "EXPIRED", _("not paid in time")


class FulfilmentState(models.TextChoices):
    NEW = "NEW", _("new")
    IN_MAKING = "IN_MAKING", _("being made")
    PACKED = "PACKED", _("packed")
    SHIPPED = "SHIPPED", pgettext_lazy("share", "sent")
    READY_FOR_PICKUP = "READY_FOR_PICKUP", _("ready for pickup")
    DELIVERED = "DELIVERED", _("delivered")
    CANCELLED = "CANCELLED", pgettext_lazy("share", "cancelled")


class CancelledBy(models.TextChoices):
    BUYER = "BUYER", _("buyer")
    SELLER = "SELLER", _("seller")
    ROPS = "ROPS", _("ROPS")
    SYSTEM = "SYSTEM", _("not paid in time")


class VendorOrder(models.Model):
    """One seller's share of a citizen's order: what to pack, and how far it got.

    Sums are gross, in zł. `seller` is a snapshot of the contract party at placing.
    """

    order = models.ForeignKey("order.Order", on_delete=models.PROTECT, related_name="vendor_orders")
    partner = models.ForeignKey("partner.Partner", on_delete=models.PROTECT, related_name="vendor_orders")
    number = models.CharField(_("number"), max_length=40, unique=True)

    payment_state = models.CharField(max_length=16, choices=PaymentState, default=PaymentState.UNPAID, db_index=True)
    fulfilment_state = models.CharField(
        max_length=18, choices=FulfilmentState, default=FulfilmentState.NEW, db_index=True
    )
    payment_method = models.CharField(max_length=20, choices=PaymentMethod)
    instrument = models.CharField(_("instrument"), max_length=20, blank=True)
    hold_until = models.DateTimeField(_("goods held until"), null=True, blank=True, db_index=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)

    goods_gross = models.DecimalField(max_digits=12, decimal_places=2)
    delivery_gross = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    total_gross = models.DecimalField(max_digits=12, decimal_places=2)
    #: by how much goods called off before they were sent made it cheaper; the sums above stay as placed
    cancelled_gross = models.DecimalField(max_digits=12, decimal_places=2, default=0)

    delivery_code = models.CharField(max_length=16, choices=DeliveryWay.Code)
    #: parcel locker code, or the pickup place and hours as they were at placing
    delivery_point = models.CharField(max_length=200, blank=True)
    delivery_hours = models.CharField(max_length=200, blank=True)
    dispatch_by = models.DateField(_("dispatch by"), null=True, blank=True)
    buyer_note = models.TextField(_("buyer's note"), blank=True)

    #: name, short_name, slug, legal_name, nip, regon, krs, address, phone, email, nrb, is_trader, vat_status
    seller = models.JSONField()
    seller_terms_version = models.CharField(max_length=20, blank=True)

    cancelled_by = models.CharField(max_length=8, choices=CancelledBy, blank=True)
    cancel_reason = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    placed_at = models.DateTimeField(db_index=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    demo = models.BooleanField(_("example data"), default=False, editable=False)

    class Meta:
        ordering = ["-placed_at", "-pk"]
        verbose_name = _("seller's share of an order")
        verbose_name_plural = _("sellers' shares of orders")
        constraints = [
            models.UniqueConstraint(fields=["order", "partner"], name="one_vendor_order_per_partner"),
            models.CheckConstraint(
                # SQLite adds decimals as floats: 559.93 + 15.90 is not 575.83 until it is rounded
                condition=Q(total_gross=Round(F("goods_gross") + F("delivery_gross"), precision=2)),
                name="share_total_is_goods_and_delivery",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_gross__gte=0) & Q(cancelled_gross__lte=F("goods_gross")),
                name="share_cancels_within_goods",
            ),
            models.CheckConstraint(
                condition=~Q(fulfilment_state="CANCELLED") | ~Q(cancelled_by=""),
                name="cancelled_share_names_who",
            ),
            models.CheckConstraint(
                condition=Q(payment_state__in=PaymentState.values) & Q(fulfilment_state__in=FulfilmentState.values),
                name="share_states_are_known",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def payable_gross(self) -> Decimal:
        """What the share costs without the pieces called off, in zł."""
        return self.total_gross - self.cancelled_gross

    @property
    def lines(self) -> list:
        """The share's own lines; prefetch `order__lines` for lists."""
        return [line for line in self.order.lines.all() if line.partner_id == self.partner_id]


class VendorOrderTax(models.Model):
    """VAT of a share at one rate; carriage is split over the goods' rates."""

    vendor_order = models.ForeignKey(VendorOrder, on_delete=models.CASCADE, related_name="taxes")
    rate = models.CharField(max_length=5, choices=VatCode)
    goods_gross = models.DecimalField(max_digits=12, decimal_places=2)
    delivery_gross = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    vat = models.DecimalField(max_digits=12, decimal_places=2)

    class Meta:
        verbose_name = _("VAT of a share")
        verbose_name_plural = _("VAT of shares")
        constraints = [models.UniqueConstraint(fields=["vendor_order", "rate"], name="one_tax_row_per_share_and_rate")]

    def __str__(self) -> str:
        return f"{self.goods_gross + self.delivery_gross} @ {self.rate}"


class VendorOrderEvent(models.Model):
    """What happened to a share and when: append-only, shown as its timeline."""

    class Kind(models.TextChoices):
        PLACED = "PLACED", _("order placed")
        PAID = "PAID", _("paid")
        EXPIRED = "EXPIRED", _("not paid in time")
        IN_MAKING = "IN_MAKING", _("being made")
        PACKED = "PACKED", _("packed")
        SHIPPED = "SHIPPED", pgettext_lazy("share", "sent")
        READY_FOR_PICKUP = "READY_FOR_PICKUP", _("ready for pickup")
        DELIVERED = "DELIVERED", _("delivered")
        CANCELLED = "CANCELLED", pgettext_lazy("share", "cancelled")
        REFUND_DUE = "REFUND_DUE", _("money to be returned")
        REFUNDED = "REFUNDED", _("money returned")
        LATE_MONEY = "LATE_MONEY", _("money came too late")
        WITHDRAWN = "WITHDRAWN", _("buyer withdrew from the contract")
        REDUCED = "REDUCED", pgettext_lazy("share", "some things cancelled")
        CHANGE_ASKED = "CHANGE_ASKED", _("seller proposes a change")
        CHANGE_ANSWERED = "CHANGE_ANSWERED", _("change answered")
        REFUND_FAILED = "REFUND_FAILED", _("a return of money did not arrive")
        DISPUTED = "DISPUTED", _("buyer disputes the payment at the bank")
        DISPUTE_WON = "DISPUTE_WON", _("dispute decided for the seller")
        DISPUTE_LOST = "DISPUTE_LOST", _("the bank took the disputed money back")

    vendor_order = models.ForeignKey(VendorOrder, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=18, choices=Kind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("event of a share")
        verbose_name_plural = _("events of shares")

    def __str__(self) -> str:
        return f"{self.vendor_order_id} {self.kind}"


class CancelledItem(models.Model):
    """Pieces of one line called off before they were sent, or, with no pieces, a line that became cheaper."""

    vendor_order = models.ForeignKey(VendorOrder, on_delete=models.PROTECT, related_name="cancelled_items")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="cancelled_items")
    quantity = models.PositiveIntegerField(_("pieces"))
    worth = models.DecimalField(max_digits=12, decimal_places=2)
    who = models.CharField(max_length=8, choices=CancelledBy)
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("cancelled thing")
        verbose_name_plural = _("cancelled things")
        constraints = [
            models.CheckConstraint(
                condition=Q(worth__gte=0) & (Q(quantity__gt=0) | Q(worth__gt=0)), name="cancelled_item_is_something"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class Shipment(models.Model):
    """A parcel on its way."""

    vendor_order = models.ForeignKey(VendorOrder, on_delete=models.CASCADE, related_name="shipments")
    carrier = models.CharField(_("carrier"), max_length=60, blank=True)
    tracking_no = models.CharField(_("tracking number"), max_length=60, blank=True)
    tracking_url = models.URLField(_("tracking address"), blank=True)
    shipped_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["shipped_at"]
        verbose_name = _("shipment")
        verbose_name_plural = _("shipments")

    def __str__(self) -> str:
        return self.tracking_no or str(self.vendor_order)
