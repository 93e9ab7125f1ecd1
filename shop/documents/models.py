"""Papers of a seller's share: what was issued, when, under which number. Written once; a change is a correction.

A row and its file are never changed and never deleted: `save` and `delete` refuse, and triggers of the database
refuse too (`shop.documents.receivers`). The file's bytes live beside the row and not in a folder, so that they are
saved, restored and guarded together with it, and no address of a web server leads to them.
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.clock import now
from shop.ledger.models import WrittenOnce

DEFAULT_PATTERN = "{nr}/{rok}"
DEFAULT_CORRECTION_PATTERN = "K{nr}/{rok}"


class PaperSettings(models.Model):
    """How a seller makes its papers. Changes hold for papers issued later."""

    class Mode(models.TextChoices):
        UPLOAD = "UPLOAD", _("I issue invoices elsewhere and add the files here")
        PRINT = "PRINT", _("the portal prints my invoices")

    class Paper(models.TextChoices):
        INVOICE = "INVOICE", pgettext_lazy("paper", "invoice")
        BILL = "BILL", pgettext_lazy("paper", "bill (rachunek)")

    partner = models.OneToOneField("partner.Partner", on_delete=models.PROTECT, related_name="paper_settings")
    mode = models.CharField(_("who issues the invoice"), max_length=6, choices=Mode, default=Mode.UPLOAD)
    #: {nr} is the number within the year, {rok} the year
    pattern = models.CharField(_("pattern of the number"), max_length=30, default=DEFAULT_PATTERN)
    correction_pattern = models.CharField(
        _("pattern of a correction's number"), max_length=30, default=DEFAULT_CORRECTION_PATTERN
    )
    #: where the series begins in the year in which it was set; every other year begins with 1
    first_number = models.PositiveIntegerField(_("first number"), default=1)
    first_year = models.PositiveSmallIntegerField(default=0)
    exempt_paper = models.CharField(
        _("what a seller exempt from VAT issues"), max_length=7, choices=Paper, default=Paper.BILL
    )
    exempt_basis = models.CharField(_("legal basis of the exemption"), max_length=200, blank=True)
    footer = models.CharField(_("text at the foot"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("settings of papers")
        verbose_name_plural = _("settings of papers")
        constraints = [models.CheckConstraint(condition=Q(first_number__gte=1), name="paper_series_begins_above_zero")]

    def __str__(self) -> str:
        return f"{self.partner_id} {self.mode}"

    @property
    def prints(self) -> bool:
        return self.mode == self.Mode.PRINT


class Document(WrittenOnce):
    """An invoice, a bill or a correction of one share.

    The first paper of a share has version 1, every correction the next one. `content` is what the paper says, in whole
    grosze (`shop.documents.content`); it is empty for a paper that the seller made elsewhere.
    """

    class Kind(models.TextChoices):
        INVOICE = "INVOICE", pgettext_lazy("paper", "invoice")
        BILL = "BILL", pgettext_lazy("paper", "bill (rachunek)")
        CORRECTION = "CORRECTION", pgettext_lazy("paper", "correction")

    class Source(models.TextChoices):
        GENERATED = "GENERATED", _("printed by the portal")
        UPLOADED = "UPLOADED", _("added by the seller")

    vendor_order = models.ForeignKey("fulfilment.VendorOrder", on_delete=models.PROTECT, related_name="documents")
    #: the seller of the share: numbers are its own
    partner = models.ForeignKey("partner.Partner", on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    source = models.CharField(_("source"), max_length=9, choices=Source)
    number = models.CharField(_("number"), max_length=60)
    version = models.PositiveSmallIntegerField(_("version"))
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrections")
    issued_on = models.DateField(_("issued on"))
    #: place in the seller's series of the year; empty for a paper from elsewhere
    series_year = models.PositiveSmallIntegerField(null=True, blank=True)
    series_number = models.PositiveIntegerField(null=True, blank=True)
    content = models.JSONField(default=dict, blank=True)
    sha256 = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(default=now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["vendor_order", "version"]
        verbose_name = _("document of a share")
        verbose_name_plural = _("documents of shares")
        constraints = [
            models.UniqueConstraint(fields=["vendor_order", "version"], name="one_document_per_share_and_version"),
            models.UniqueConstraint(
                fields=["partner", "number"], condition=Q(source="GENERATED"), name="document_numbers_never_repeat"
            ),
            models.UniqueConstraint(
                fields=["partner", "kind", "series_year", "series_number"], name="document_series_never_repeats"
            ),
            models.CheckConstraint(
                condition=Q(kind="CORRECTION", corrects__isnull=False, version__gt=1)
                | Q(kind__in=["INVOICE", "BILL"], corrects__isnull=True, version=1),
                name="document_is_first_or_corrects_one",
            ),
            models.CheckConstraint(
                condition=Q(source="GENERATED", series_number__isnull=False, series_year__isnull=False)
                | Q(source="UPLOADED", series_number__isnull=True, series_year__isnull=True),
                name="document_of_ours_has_a_place_in_its_series",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_ours(self) -> bool:
        return self.source == self.Source.GENERATED

    @property
    def ksef_number(self) -> str:
        """The number that KSeF gave; empty until the seller notes it. Select `ksef` for lists."""
        found = getattr(self, "ksef", None)
        return found.number if found else ""

    @property
    def total(self) -> int | None:
        """What it comes to in grosze (a correction: by how much), where we know."""
        return self.content.get("total", {}).get("gross")


class DocumentFile(WrittenOnce):
    """The bytes of a document, apart from its row so that no list loads them."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, primary_key=True, related_name="file")
    body = models.BinaryField()

    class Meta:
        verbose_name = _("file of a document")
        verbose_name_plural = _("files of documents")

    def __str__(self) -> str:
        return str(self.pk)


class KsefNumber(WrittenOnce):
    """The number under which the state's system of invoices (KSeF) took a document in."""

    document = models.OneToOneField(Document, on_delete=models.PROTECT, primary_key=True, related_name="ksef")
    number = models.CharField(_("KSeF number"), max_length=36, unique=True)
    at = models.DateTimeField(default=now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("KSeF number")
        verbose_name_plural = _("KSeF numbers")

    def __str__(self) -> str:
        return self.number


#: what `Document.content` holds
Content = dict[str, Any]
