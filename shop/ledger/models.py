"""Double entry for every share: an entry says what happened, its postings move whole grosze between accounts.

A posting is signed: debit above zero, credit below. The postings of one entry add up to zero. Rows are written once:
`save` and `delete` refuse, and triggers of the database refuse too (`shop.ledger.receivers`).
"""

from typing import Any, NoReturn

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.clock import now
from shop.ledger.exceptions import AppendOnlyError
from shop.partner.vat import VatCode


class Account(models.TextChoices):
    """Where grosze can be. The first five are money, the others say what it is for."""

    BUYER = "BUYER", pgettext_lazy("account", "owed by the buyer")
    BANK = "BANK", pgettext_lazy("account", "seller's bank account")
    OPERATOR = "OPERATOR", pgettext_lazy("account", "with the operator")
    FEE = "FEE", pgettext_lazy("account", "operator's fee")
    REFUND = "REFUND", pgettext_lazy("account", "to be returned")
    GOODS = "GOODS", pgettext_lazy("account", "goods, net")
    DELIVERY = "DELIVERY", pgettext_lazy("account", "delivery, net")
    VAT = "VAT", pgettext_lazy("account", "VAT")


#: accounts that hold money which came in
CASH = (Account.BANK, Account.OPERATOR, Account.FEE)
#: accounts that hold what was sold
SALES = (Account.GOODS, Account.DELIVERY, Account.VAT)


class WrittenOnce(models.Model):
    """A row that is never changed and never deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise AppendOnlyError(str(self.pk))
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnlyError(str(self.pk))


class Entry(WrittenOnce):
    """One thing that happened to the money of a share. Its key is the thing's own: the same is never booked twice."""

    class Kind(models.TextChoices):
        CHARGE = "CHARGE", pgettext_lazy("entry", "sale")
        PAYMENT = "PAYMENT", pgettext_lazy("entry", "payment")
        CANCELLATION = "CANCELLATION", pgettext_lazy("entry", "cancellation")
        REFUND = "REFUND", pgettext_lazy("entry", "refund")
        REDUCTION = "REDUCTION", pgettext_lazy("entry", "smaller sale")
        CHARGEBACK = "CHARGEBACK", pgettext_lazy("entry", "taken back by the bank")
        BOUNCED = "BOUNCED", pgettext_lazy("entry", "refund that did not arrive")
        REINSTATED = "REINSTATED", pgettext_lazy("entry", "given back by the bank")
        DISPUTE_FEE = "DISPUTE_FEE", pgettext_lazy("entry", "operator's fee for a dispute")

    vendor_order = models.ForeignKey(
        "fulfilment.VendorOrder", on_delete=models.PROTECT, related_name="ledger_entries", verbose_name=_("share")
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    key = models.CharField(max_length=100, unique=True)
    #: the gateway that moved the money; empty for a transfer and where none moved
    operator = models.CharField(pgettext_lazy("money", "operator"), max_length=20, blank=True)
    at = models.DateTimeField(_("at"), default=now, db_index=True)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "CHARGE",
                        "PAYMENT",
                        "CANCELLATION",
                        "REFUND",
                        "REDUCTION",
                        "CHARGEBACK",
                        "BOUNCED",
                        "REINSTATED",
                        "DISPUTE_FEE",
                    ]
                ),
                name="ledger_entry_kind_is_known",
            ),
            models.UniqueConstraint(
                fields=["vendor_order"], condition=models.Q(kind="CHARGE"), name="ledger_charges_a_share_once"
            ),
            models.UniqueConstraint(
                fields=["vendor_order"],
                condition=models.Q(kind="CANCELLATION"),
                name="ledger_cancels_a_share_once",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Posting(WrittenOnce):
    """Grosze on one account of one entry: debit above zero, credit below."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=8, choices=Account)
    #: of goods, delivery and VAT
    rate = models.CharField(max_length=5, choices=VatCode, blank=True)
    amount = models.BigIntegerField(_("amount in grosze"))

    class Meta:
        ordering = ["pk"]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(condition=~models.Q(amount=0), name="ledger_posting_moves_something"),
            models.CheckConstraint(
                condition=models.Q(
                    account__in=["BUYER", "BANK", "OPERATOR", "FEE", "REFUND", "GOODS", "DELIVERY", "VAT"]
                ),
                name="ledger_account_is_known",
            ),
            models.UniqueConstraint(fields=["entry", "account", "rate"], name="one_posting_per_account_and_rate"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.rate} {self.amount}"


class EuroRate(models.Model):
    """The rate by which a year's sale is held against the threshold in euro: typed by ROPS, with its day and source."""

    year = models.PositiveSmallIntegerField(_("year"), unique=True)
    rate = models.DecimalField(_("zloty for one euro"), max_digits=8, decimal_places=4)
    day = models.DateField(_("rate of the day"))
    source = models.CharField(_("table of the National Bank of Poland"), max_length=60)

    class Meta:
        ordering = ["-year"]
        verbose_name = _("rate of the euro")
        verbose_name_plural = _("rates of the euro")
        constraints = [models.CheckConstraint(condition=models.Q(rate__gt=0), name="euro_rate_is_positive")]

    def __str__(self) -> str:
        return f"{self.year}: {self.rate}"
