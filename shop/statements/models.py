"""Bank statements as far as they concern orders. What else a seller's account says is never stored, only counted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Statement(models.Model):
    """One file that a seller read in; the same file again finds this row."""

    class Format(models.TextChoices):
        MT940 = "MT940", "MT940"
        CSV = "CSV", "CSV"

    partner = models.ForeignKey("partner.Partner", on_delete=models.PROTECT, related_name="statements")
    format = models.CharField(_("format"), max_length=5, choices=Format)
    digest = models.CharField(max_length=64, editable=False)
    read_at = models.DateTimeField(_("read in at"))
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    #: incoming transfers in the file, and how many of them concern no order and were not kept
    incoming = models.PositiveIntegerField()
    unrelated = models.PositiveIntegerField(default=0)
    #: transfers that an earlier file brought already
    known = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-read_at", "-pk"]
        verbose_name = _("bank statement")
        verbose_name_plural = _("bank statements")
        constraints = [
            models.UniqueConstraint(fields=["partner", "digest"], name="one_statement_per_file"),
            models.CheckConstraint(
                condition=Q(incoming__gte=models.F("unrelated") + models.F("known")),
                name="statement_counts_its_lines",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.pk}"


class StatementLine(models.Model):
    """An incoming transfer that may pay an order. Its fingerprint makes the same transfer one row for ever."""

    class Found(models.TextChoices):
        EXACT = "EXACT", pgettext_lazy("found by", "number in the title")
        TYPO = "TYPO", pgettext_lazy("found by", "similar number in the title")
        AMOUNT = "AMOUNT", pgettext_lazy("found by", "amount only")
        SEVERAL = "SEVERAL", pgettext_lazy("found by", "several numbers in the title")

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="lines")
    partner = models.ForeignKey("partner.Partner", on_delete=models.PROTECT, related_name="+")
    vendor_order = models.ForeignKey("fulfilment.VendorOrder", on_delete=models.PROTECT, related_name="statement_lines")
    fingerprint = models.CharField(max_length=64, editable=False)
    found = models.CharField(max_length=8, choices=Found)
    booked_on = models.DateField(_("date"))
    amount = models.PositiveBigIntegerField(_("amount in grosze"))
    #: empty where nothing in the title speaks of an order
    title = models.CharField(_("title"), max_length=140, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["booked_on", "pk"]
        verbose_name = _("line of a bank statement")
        verbose_name_plural = _("lines of bank statements")
        constraints = [
            models.UniqueConstraint(fields=["partner", "fingerprint"], name="one_row_per_bank_line"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="statement_line_is_incoming"),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.amount}"
