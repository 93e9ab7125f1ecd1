"""Money of a share that goes back to its buyer: one row for each return, whatever way it goes.

Amounts are integers, in grosze.
"""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.clock import today
from operations.money import to_zloty

#: what stands before the colon of a return's key, in words
REASONS = {
    "withdrawal": pgettext_lazy("money back for", "withdrawal"),
    "complaint": pgettext_lazy("money back for", "complaint"),
    "cancelled": pgettext_lazy("money back for", "called off:"),
    "cheaper": pgettext_lazy("money back for", "a lower price:"),
}


class MoneyBack(models.Model):
    """One return. Its key is the reason's own: the same reason is one return, however often it is asked for.

    An operator is asked by the worker (`ASKED`); after a transfer, or where the operator refused, the seller returns it
    and says when (`DUE`).
    """

    class State(models.TextChoices):
        DUE = "DUE", pgettext_lazy("money", "to be returned")
        ASKED = "ASKED", pgettext_lazy("money", "operator asked")
        RETURNED = "RETURNED", pgettext_lazy("money", "returned")

    vendor_order = models.ForeignKey("fulfilment.VendorOrder", on_delete=models.PROTECT, related_name="money_back")
    key = models.CharField(max_length=80)
    amount = models.PositiveBigIntegerField(_("amount in grosze"))
    state = models.CharField(max_length=8, choices=State, db_index=True)
    #: the payment through whose operator it goes; none: a transfer of the seller's own
    payment = models.ForeignKey(
        "payments.Payment", on_delete=models.PROTECT, null=True, blank=True, related_name="money_back"
    )
    #: what that operator refused: it can be asked again, or the seller makes a transfer
    refund = models.OneToOneField(
        "payments.Refund", on_delete=models.SET_NULL, null=True, blank=True, related_name="money_back"
    )
    account = models.CharField(_("account of the buyer"), max_length=26, blank=True)
    note = models.CharField(_("note"), max_length=255, blank=True)
    due_by = models.DateField(_("to be returned by"))
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    returned_on = models.DateField(_("money returned on"), null=True, blank=True)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["due_by", "pk"]
        verbose_name = _("money to be returned")
        verbose_name_plural = _("money to be returned")
        constraints = [
            models.UniqueConstraint(fields=["vendor_order", "key"], name="one_return_per_share_and_key"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="return_is_of_something"),
            models.CheckConstraint(
                condition=Q(state="RETURNED", returned_on__isnull=False)
                | Q(state__in=["DUE", "ASKED"], returned_on__isnull=True),
                name="returned_money_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="ASKED") | Q(payment__isnull=False), name="asked_operator_has_a_payment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_order_id} {self.key}"

    @property
    def what_for(self) -> str:
        """The note with the reason that the key names: what the buyer and the seller read."""
        words = REASONS.get(self.key.partition(":")[0])
        return f"{capfirst(str(words))} {self.note}" if words and self.note else self.note

    @property
    def sum(self) -> Decimal:
        """The amount in zł."""
        return to_zloty(self.amount)

    @property
    def is_open(self) -> bool:
        return self.state != self.State.RETURNED

    @property
    def is_due(self) -> bool:
        """The seller has to make a transfer."""
        return self.state == self.State.DUE

    @property
    def is_refused(self) -> bool:
        """The operator refused it: it can be asked again."""
        return self.is_due and self.refund_id is not None

    @property
    def is_overdue(self) -> bool:
        return self.is_open and today() > self.due_by

    @property
    def days_left(self) -> int:
        return (self.due_by - today()).days
