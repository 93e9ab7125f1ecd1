"""Statements of withdrawal (consumer rights act, art. 27-38; directive 2023/2673): one by a buyer, a part per seller."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.clock import local_day
from shop.fulfilment.models import PaymentState

#: days in which the seller returns the money and the buyer sends the things back, counted from the statement
SETTLE_DAYS = 14
#: there is money of the buyer that can go back
OWING = (PaymentState.PAID, PaymentState.PART_REFUNDED)


def settle_by(submitted_at: datetime) -> date:
    return local_day(submitted_at) + timedelta(days=SETTLE_DAYS)


class RefusalCode(models.TextChoices):
    """Why a seller may refuse: the exceptions of art. 38 of the consumer rights act, and where the right is missing."""

    SERVICE_DONE = "SERVICE_DONE", _("a service fully done with the buyer's consent")
    MARKET_PRICE = "MARKET_PRICE", _("a price that follows the financial market")
    CUSTOM_MADE = "CUSTOM_MADE", _("made to the buyer's own order")
    PERISHABLE = "PERISHABLE", _("spoils quickly or has a short shelf life")
    SEALED_HYGIENE = "SEALED_HYGIENE", _("a seal for health or hygiene was opened")
    JOINED = "JOINED", _("joined with other things and cannot be parted")
    URGENT_REPAIR = "URGENT_REPAIR", _("an urgent repair that the buyer asked for")
    SEALED_MEDIA = "SEALED_MEDIA", _("sealed recordings or programs were opened")
    PRESS = "PRESS", _("single newspapers or magazines")
    DATED_SERVICE = "DATED_SERVICE", _("lodging, catering, transport or leisure for a given day")
    DIGITAL = "DIGITAL", _("digital content whose delivery began with the buyer's consent")
    NOT_CONSUMER = "NOT_CONSUMER", _("the buyer has no consumer's rights")
    NOT_TRADER = "NOT_TRADER", _("the seller is not a trader")
    LATE = "LATE", _("the statement came after 14 days")
    NOT_THIS_ORDER = "NOT_THIS_ORDER", _("the thing sent back is not of this order")


class Withdrawal(models.Model):
    """One buyer's statement. `submitted_at`, the moment of its first submission, is the one that counts.

    Without an order: somebody typed a number and an e-mail that do not belong together.
    """

    class Way(models.TextChoices):
        OWNER = "OWNER", _("from the account")
        LINK = "LINK", _("by the order's link")
        NUMBER = "NUMBER", _("by number and e-mail")

    class State(models.TextChoices):
        DRAFT = "DRAFT", pgettext_lazy("statement", "waiting for confirmation")
        CONFIRMED = "CONFIRMED", pgettext_lazy("statement", "confirmed")

    order = models.ForeignKey(
        "order.Order", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawals"
    )
    way = models.CharField(max_length=8, choices=Way)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    #: what the buyer reads on the receipt; only a confirmed statement about a known order has one
    number = models.CharField(_("number"), max_length=20, unique=True, null=True, blank=True)
    buyer_name = models.CharField(pgettext_lazy("person", "name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True)
    account = models.CharField(_("account for the refund"), max_length=26, blank=True)
    typed_number = models.CharField(_("order number as typed"), max_length=40, blank=True)
    text = models.TextField(_("what is withdrawn, in the buyer's words"), blank=True)
    submitted_at = models.DateTimeField(_("submitted at"), db_index=True)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    #: one-time key of the form: a second submit of the same form finds the first statement
    form_key = models.CharField(max_length=64, unique=True, editable=False)
    #: SHA-256 of the key in the addresses of the statement's own pages
    token_hash = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        ordering = ["-submitted_at", "-pk"]
        verbose_name = _("withdrawal from a contract")
        verbose_name_plural = _("withdrawals from contracts")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="DRAFT", confirmed_at__isnull=True)
                | Q(state="CONFIRMED", confirmed_at__isnull=False),
                name="confirmed_withdrawal_says_when",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(order__isnull=False, state="CONFIRMED"),
                name="withdrawal_number_only_of_a_confirmed_one",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(confirmed_at__gte=F("submitted_at")),
                name="withdrawal_confirmed_after_submitting",
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"{self.way} {self.pk}"

    @property
    def settle_by(self) -> date:
        """The last day for returning the money, and for sending the things back."""
        return settle_by(self.submitted_at)


class WithdrawalShare(models.Model):
    """The part of a statement that concerns one seller, and whether its money went back."""

    withdrawal = models.ForeignKey(Withdrawal, on_delete=models.CASCADE, related_name="shares")
    vendor_order = models.ForeignKey(
        "fulfilment.VendorOrder", on_delete=models.PROTECT, related_name="withdrawal_shares"
    )
    #: everything of the share is withdrawn now, so the delivery goes back too
    is_whole = models.BooleanField(default=False)
    #: empty when the buyer typed in words what is withdrawn: the seller reads and counts
    goods_gross = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    delivery_gross = models.DecimalField(max_digits=12, decimal_places=2, default=0)
    #: the first moment that is too late; empty before delivery
    deadline = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(_("late"), default=False)
    #: the things were not sent yet and were called off at once: their money is the cancellation's business
    called_off = models.BooleanField(default=False)
    #: the return of its money, once it was started
    back = models.OneToOneField(
        "aftersales.MoneyBack", on_delete=models.PROTECT, null=True, blank=True, related_name="withdrawal_share"
    )
    refused_code = models.CharField(_("legal reason of a refusal"), max_length=20, choices=RefusalCode, blank=True)
    refusal_words = models.TextField(_("seller's words to it"), blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    refunded_on = models.DateField(_("money returned on"), null=True, blank=True)
    refunded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        verbose_name = _("seller's part of a withdrawal")
        verbose_name_plural = _("sellers' parts of withdrawals")
        constraints = [
            models.UniqueConstraint(fields=["withdrawal", "vendor_order"], name="one_withdrawal_part_per_share"),
            models.CheckConstraint(
                condition=Q(delivery_gross__gte=0) & (Q(goods_gross__isnull=True) | Q(goods_gross__gte=0)),
                name="withdrawal_sums_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(is_late=False) | Q(deadline__isnull=False), name="late_withdrawal_has_a_deadline"
            ),
            models.CheckConstraint(
                condition=Q(refused_code="", refused_at__isnull=True)
                | (~Q(refused_code="") & Q(refused_at__isnull=False, refunded_on__isnull=True, back__isnull=True)),
                name="refused_withdrawal_says_why_and_pays_nothing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.withdrawal_id} {self.vendor_order_id}"

    @property
    def refund_gross(self) -> Decimal | None:
        """The chosen things and, when all of them are, the cheapest delivery; unknown when words were typed."""
        return None if self.goods_gross is None else self.goods_gross + self.delivery_gross

    @property
    def is_paid(self) -> bool:
        """Whether there is money of the buyer that can go back."""
        return self.vendor_order.payment_state in OWING

    @property
    def is_refused(self) -> bool:
        return bool(self.refused_code)

    @property
    def is_asked(self) -> bool:
        """Its return was started and is not done yet."""
        return self.back_id is not None and self.refunded_on is None

    @property
    def is_refunded(self) -> bool:
        return self.refunded_on is not None or self.vendor_order.payment_state == PaymentState.REFUNDED


class WithdrawalItem(models.Model):
    """How many pieces of one bought thing a statement covers."""

    share = models.ForeignKey(WithdrawalShare, on_delete=models.CASCADE, related_name="items")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="withdrawal_items")
    quantity = models.PositiveIntegerField(_("pieces"))
    #: copied from the line, so that the database itself can compare
    bought = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("withdrawn thing")
        verbose_name_plural = _("withdrawn things")
        constraints = [
            models.UniqueConstraint(fields=["share", "line"], name="one_withdrawal_row_per_line"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(quantity__lte=F("bought")), name="withdrawn_within_bought"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"
