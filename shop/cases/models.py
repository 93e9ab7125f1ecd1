"""Threads about a seller's share: complaints with their statutory clock (consumer rights act, art. 7a), and messages."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.clock import local_day, today
from operations.private_files import PrivateStorage


class Side(models.TextChoices):
    """Who takes part in a thread. PORTAL writes what happens by itself."""

    BUYER = "BUYER", pgettext_lazy("side of a case", "buyer")
    SELLER = "SELLER", pgettext_lazy("side of a case", "seller")
    ROPS = "ROPS", "ROPS"
    PORTAL = "PORTAL", pgettext_lazy("side of a case", "portal")


class Case(models.Model):
    """One thread of buyer and seller, and of ROPS once it is called in.

    Unread counts are written with each entry and cleared by whoever opens the thread.
    """

    class Kind(models.TextChoices):
        COMPLAINT = "COMPLAINT", _("complaint")
        MESSAGE = "MESSAGE", _("messages")

    vendor_order = models.ForeignKey("fulfilment.VendorOrder", on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(max_length=10, choices=Kind)
    opened_at = models.DateTimeField()
    last_entry_at = models.DateTimeField(db_index=True)
    #: the last day on which somebody may still write, 24:00 in Warsaw; empty while nothing is decided
    closes_on = models.DateField(null=True, blank=True)
    called_in_at = models.DateTimeField(null=True, blank=True)
    called_in_by = models.CharField(max_length=6, choices=Side, blank=True)
    buyer_unread = models.PositiveIntegerField(default=0)
    seller_unread = models.PositiveIntegerField(default=0)
    #: up to which entry each side was told by a letter, and when
    buyer_told_up_to = models.PositiveBigIntegerField(default=0)
    seller_told_up_to = models.PositiveBigIntegerField(default=0)
    buyer_told_at = models.DateTimeField(null=True, blank=True)
    seller_told_at = models.DateTimeField(null=True, blank=True)
    demo = models.BooleanField(_("example data"), default=False, editable=False)

    class Meta:
        ordering = ["-last_entry_at", "-pk"]
        verbose_name = _("thread about an order")
        verbose_name_plural = _("threads about orders")
        constraints = [
            models.UniqueConstraint(
                fields=["vendor_order"], condition=Q(kind="MESSAGE"), name="one_thread_of_messages_per_share"
            ),
            models.CheckConstraint(
                condition=Q(called_in_at__isnull=True, called_in_by="")
                | Q(called_in_at__isnull=False, called_in_by__in=["BUYER", "SELLER", "ROPS"]),
                name="rops_is_called_in_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def is_closed(self) -> bool:
        return self.closes_on is not None and today() > self.closes_on

    @property
    def is_called_in(self) -> bool:
        """Whether ROPS may read it."""
        return self.called_in_at is not None


class Complaint(models.Model):
    """What the buyer wants, by when the seller answers, and the answer. Amounts are gross, in zł."""

    class Demand(models.TextChoices):
        REPAIR = "REPAIR", pgettext_lazy("complaint", "repair")
        EXCHANGE = "EXCHANGE", pgettext_lazy("complaint", "exchange")
        PRICE_CUT = "PRICE_CUT", pgettext_lazy("complaint", "price cut")
        REFUND = "REFUND", pgettext_lazy("complaint", "refund")

    class Outcome(models.TextChoices):
        REPAIR = "REPAIR", pgettext_lazy("complaint", "repair")
        EXCHANGE = "EXCHANGE", pgettext_lazy("complaint", "exchange")
        PRICE_CUT = "PRICE_CUT", pgettext_lazy("complaint", "price cut")
        REFUND = "REFUND", pgettext_lazy("complaint", "refund")
        REJECTED = "REJECTED", pgettext_lazy("complaint", "rejected")

    class Adr(models.TextChoices):
        """What a trader says of out-of-court settlement when it rejects (act of 23.09.2016, art. 32)."""

        AGREES = "AGREES", _("agrees to an out-of-court settlement")
        REFUSES = "REFUSES", _("refuses an out-of-court settlement")

    class State(models.TextChoices):
        OPEN = "OPEN", pgettext_lazy("complaint", "waits for an answer")
        ANSWERED = "ANSWERED", pgettext_lazy("complaint", "answered")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("complaint", "withdrawn by the buyer")
        ACCEPTED = "ACCEPTED", pgettext_lazy("complaint", "accepted by silence")

    case = models.OneToOneField(Case, on_delete=models.CASCADE, related_name="complaint")
    number = models.CharField(_("number"), max_length=20, unique=True)
    demand = models.CharField(_("what the buyer wants"), max_length=10, choices=Demand)
    account = models.CharField(_("account for the refund"), max_length=26, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    received_at = models.DateTimeField(_("received at"), db_index=True)
    #: the last day for the answer, until 24:00 in Warsaw
    deadline = models.DateField(_("answer by"), db_index=True)
    #: days before the deadline of the last reminder sent; 0: the seller and ROPS know that it is past
    reminded = models.PositiveSmallIntegerField(null=True, blank=True)
    outcome = models.CharField(_("answer"), max_length=10, choices=Outcome, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    adr = models.CharField(_("out-of-court settlement"), max_length=8, choices=Adr, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: one-time key of the form: a second submit of the same form finds the first complaint
    form_key = models.CharField(max_length=64, unique=True, editable=False)

    class Meta:
        ordering = ["deadline", "pk"]
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ANSWERED", answered_at__isnull=False) & ~Q(outcome="")
                | ~Q(state="ANSWERED") & Q(answered_at__isnull=True, outcome=""),
                name="answered_complaint_says_what_and_when",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["PRICE_CUT", "REFUND"], amount__gt=0)
                | ~Q(outcome__in=["PRICE_CUT", "REFUND"]) & Q(amount__isnull=True),
                name="complaint_amount_only_of_money",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        return self.state == self.State.OPEN

    @property
    def money_key(self) -> str:
        """The key of the money that goes back after it: one return, however often it is asked for."""
        return f"complaint:{self.pk}"

    @property
    def days_left(self) -> int:
        """Days until the deadline, 0 on its last day, negative when it is past."""
        return (self.deadline - today()).days

    @property
    def is_overdue(self) -> bool:
        return self.is_open and self.days_left < 0

    @property
    def received_on(self) -> date:
        return local_day(self.received_at)


class ComplaintItem(models.Model):
    """How many pieces of one bought thing a complaint is about."""

    complaint = models.ForeignKey(Complaint, on_delete=models.CASCADE, related_name="items")
    line = models.ForeignKey("order.Line", on_delete=models.PROTECT, related_name="complaint_items")
    quantity = models.PositiveIntegerField(_("pieces"))
    #: copied from the line, so that the database itself can compare
    bought = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("thing complained about")
        verbose_name_plural = _("things complained about")
        constraints = [
            models.UniqueConstraint(fields=["complaint", "line"], name="one_complaint_row_per_line"),
            models.CheckConstraint(
                condition=Q(quantity__gte=1) & Q(quantity__lte=F("bought")), name="complained_within_bought"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class Entry(models.Model):
    """What somebody wrote or did in a thread: append-only."""

    class Kind(models.TextChoices):
        OPENED = "OPENED", pgettext_lazy("case entry", "complaint made")
        WORDS = "WORDS", pgettext_lazy("case entry", "message")
        ANSWERED = "ANSWERED", pgettext_lazy("case entry", "answer to the complaint")
        WITHDRAWN = "WITHDRAWN", pgettext_lazy("case entry", "complaint withdrawn")
        CALLED_IN = "CALLED_IN", pgettext_lazy("case entry", "ROPS called in")
        REOPENED = "REOPENED", pgettext_lazy("case entry", "opened again")
        ACCEPTED = "ACCEPTED", pgettext_lazy("case entry", "accepted by silence")

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="entries")
    side = models.CharField(max_length=6, choices=Side)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.WORDS)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    form_key = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        ordering = ["at", "pk"]
        verbose_name = _("entry of a thread")
        verbose_name_plural = _("entries of threads")

    def __str__(self) -> str:
        return f"{self.case_id} {self.side} {self.kind}"


#: the private shelf's folder of this room
FOLDER = "cases"


def file_path(file: "CaseFile", name: str) -> str:
    return f"{FOLDER}/{file.entry.case_id}/{name}"


class CaseFile(models.Model):
    """A picture, made anew, or a PDF with a thread's entry. Only the parties get it, through a view that checks."""

    class Kind(models.TextChoices):
        PICTURE = "PICTURE", _("picture")
        PDF = "PDF", "PDF"

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="files")
    kind = models.CharField(max_length=8, choices=Kind)
    file = models.FileField(storage=PrivateStorage(), upload_to=file_path, max_length=200)
    #: of a PDF: the name it came with, cleaned; for people only
    name = models.CharField(max_length=100, blank=True)
    size = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("file of a thread")
        verbose_name_plural = _("files of threads")

    def __str__(self) -> str:
        return f"{self.entry_id} {self.kind}"
