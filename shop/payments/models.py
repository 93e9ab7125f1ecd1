"""Money on its way to a seller: attempts to pay a share, and operators' notices about them.

Amounts are integers, in grosze.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Payment(models.Model):
    """One attempt to pay one share through one gateway."""

    class State(models.TextChoices):
        CREATED = "CREATED", _("created")
        SESSION_OPEN = "SESSION_OPEN", _("waiting for the buyer")
        PROCESSING = "PROCESSING", _("being processed")
        PAID = "PAID", _("paid")
        FAILED = "FAILED", _("failed")
        EXPIRED = "EXPIRED", _("expired")
        REFUNDED = "REFUNDED", _("refunded")

    vendor_order = models.ForeignKey("fulfilment.VendorOrder", on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=20)
    attempt = models.PositiveSmallIntegerField(default=1)
    amount = models.PositiveBigIntegerField(_("amount in grosze"))
    state = models.CharField(max_length=14, choices=State, default=State.CREATED, db_index=True)
    #: the operator's own id of the session or payment
    reference = models.CharField(max_length=255, blank=True)
    #: the operator's id of the money behind a session, known once somebody tried to pay: refunds and disputes name it
    intent = models.CharField(max_length=255, blank=True, db_index=True)
    #: the seller's account with the operator at the time, where it has one for each seller
    account = models.CharField(max_length=64, blank=True)
    #: operators' addresses carry state of their own and are long
    redirect_url = models.URLField(max_length=2000, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    refunded = models.PositiveBigIntegerField(_("refunded, in grosze"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.UniqueConstraint(fields=["vendor_order", "attempt"], name="one_payment_per_attempt"),
            models.UniqueConstraint(
                fields=["vendor_order"],
                condition=Q(state__in=["CREATED", "SESSION_OPEN", "PROCESSING"]),
                name="one_live_payment_per_share",
            ),
            models.UniqueConstraint(
                fields=["gateway", "reference"],
                condition=~Q(reference=""),
                name="operator_reference_is_unique",
            ),
            models.CheckConstraint(condition=Q(refunded__lte=models.F("amount")), name="never_refund_more_than_paid"),
        ]

    def __str__(self) -> str:
        return self.idempotency_key

    @property
    def idempotency_key(self) -> str:
        """Derived from our own row: the same attempt always sends the same key."""
        return f"vo:{self.vendor_order_id}:pay:{self.attempt}"


class Refund(models.Model):
    """One return of money of a payment, written down before the operator is asked for it.

    Money that a bank took back after a dispute is one too. One that the operator refused can be asked for again: a new
    try of the same return. One that failed keeps its grosze reserved: they go back by the seller's hand, and the
    operator is never asked for them again. One that the bank took and gave back (`UNDONE`) keeps nothing.
    """

    class State(models.TextChoices):
        ASKED = "ASKED", _("asked for")
        REFUSED = "REFUSED", _("refused by the operator")
        DONE = "DONE", _("returned")
        FAILED = "FAILED", _("did not arrive")
        UNDONE = "UNDONE", _("given back by the bank")

    class Why(models.TextChoices):
        """Why an operator refused."""

        FUNDS = "FUNDS", _("the seller's account with the operator holds too little")
        ACCOUNT = "ACCOUNT", _("the portal may no longer act for the seller's account")
        DISPUTE = "DISPUTE", _("the buyer's bank holds the money for a dispute")
        OTHER = "OTHER", _("the operator names another reason")

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    #: says which return it is: the same key is the same return
    key = models.CharField(max_length=80)
    amount = models.PositiveBigIntegerField(_("amount in grosze"))
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    #: how often a person had the operator asked: each try has an idempotency key of its own
    tries = models.PositiveSmallIntegerField(default=1)
    refused_why = models.CharField(max_length=8, choices=Why, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("return of money")
        verbose_name_plural = _("returns of money")
        constraints = [
            models.UniqueConstraint(fields=["payment", "key"], name="one_refund_per_key"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="refund_is_of_something"),
        ]

    def __str__(self) -> str:
        return self.idempotency_key

    @property
    def idempotency_key(self) -> str:
        """The return's name in the books and with the operator, at every try."""
        return f"{self.payment.idempotency_key}:refund:{self.key}"

    @property
    def refused_key(self) -> str:
        """Of the incident that tells of the last try's refusal."""
        return f"refund:{self.pk}:refused:{self.tries}"

    @property
    def bounced_key(self) -> str:
        """Of the entry that books a return back which did not arrive."""
        return f"refund:{self.pk}:failed"


class Notice(models.Model):
    """An operator's message, kept raw before anything is done about it; applied once."""

    class State(models.TextChoices):
        RECEIVED = "RECEIVED", _("received")
        APPLIED = "APPLIED", _("applied")
        IGNORED = "IGNORED", _("nothing to do")
        DEAD = "DEAD", _("could not be applied")
        SETTLED = "SETTLED", _("settled by hand")

    gateway = models.CharField(_("operator"), max_length=20)
    notice_id = models.CharField(max_length=255)
    kind = models.CharField(_("kind"), max_length=80)
    #: what it speaks of: a payment, an account, a dispute …
    about = models.CharField(max_length=10, default="payment")
    #: the seller's account with the operator
    account = models.CharField(_("account with the operator"), max_length=255, blank=True)
    reference = models.CharField(_("reference"), max_length=255, blank=True)
    body = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.RECEIVED, db_index=True)
    received_at = models.DateTimeField(_("received at"))
    applied_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(_("reason"), blank=True)
    #: who of ROPS settled a dead one, when and how
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("operator's notice")
        verbose_name_plural = _("operators' notices")
        constraints = [models.UniqueConstraint(fields=["gateway", "notice_id"], name="notice_received_once")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.kind} {self.notice_id}"


class Incident(models.Model):
    """Something about money that a person has to look at: a dispute, a payout that failed, a sum that does not agree.

    Its key is the thing's own: the same is never told twice.
    """

    class Kind(models.TextChoices):
        DISPUTE = "DISPUTE", _("the buyer disputes the payment")
        DISPUTE_LOST = "DISPUTE_LOST", _("the bank took the disputed money back")
        DISPUTE_WON = "DISPUTE_WON", _("the dispute was decided for the seller")
        PAYOUT_FAILED = "PAYOUT_FAILED", _("a payout to the seller failed")
        RETURNED_OUTSIDE = "RETURNED_OUTSIDE", _("the seller returned money at the operator")
        LATE_MONEY = "LATE_MONEY", _("money came when nothing was owed")
        WRONG_AMOUNT = "WRONG_AMOUNT", _("another amount than the share's")
        UNKNOWN_MONEY = "UNKNOWN_MONEY", _("money at the operator that we have not booked")
        MISSING_MONEY = "MISSING_MONEY", _("booked money that the operator does not have")
        OTHER_FEE = "OTHER_FEE", _("another fee than booked")
        REFUND_FAILED = "REFUND_FAILED", _("a refund did not reach the buyer")
        REFUND_REFUSED = "REFUND_REFUSED", _("the operator refused a refund")
        DISPUTE_UNDONE = "DISPUTE_UNDONE", _("the bank gave back the money of a lost dispute")

    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    key = models.CharField(max_length=200, unique=True)
    gateway = models.CharField(_("operator"), max_length=20)
    account = models.CharField(_("account with the operator"), max_length=255, blank=True)
    #: empty when the money has no share of ours
    vendor_order = models.ForeignKey(
        "fulfilment.VendorOrder",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="incidents",
        verbose_name=_("share"),
    )
    amount = models.BigIntegerField(_("amount in grosze"), default=0)
    reference = models.CharField(_("reference"), max_length=255, blank=True)
    at = models.DateTimeField(_("at"))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True, db_index=True)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("incident with money")
        verbose_name_plural = _("incidents with money")

    def __str__(self) -> str:
        return self.key


from shop.payments.account_models import SellerAccount  # noqa: F401 -- Django looks for models in this file
