"""Legal documents by version: an order keeps the number of the version it was placed under, so none may vanish."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import StreamValue
from wagtail.models import PageManager, PageQuerySet

from cms.base.blocks import ContentStream
from cms.base.fields import ContentField
from cms.base.models import BasePage
from operations.clock import today


class LegalIndexPage(BasePage):
    """Terms and other documents."""

    intro = models.TextField(_("introduction"), blank=True)

    template = "pages/legal_index.html"
    max_count_per_parent = 1
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types = ["cms_pages.LegalPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of legal documents")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        documents = list(LegalPage.objects.child_of(self).live().order_by("path"))
        versions: dict[str, list[LegalVersionPage]] = {}
        for version in LegalVersionPage.objects.live().descendant_of(self).in_order():
            versions.setdefault(version.path[: -LegalVersionPage.steplen], []).append(version)
        context["documents"] = [(document, in_force(versions.get(document.path, []))) for document in documents]
        return context


class LegalPage(BasePage):
    """One document; shows the version in force and leads to the others."""

    class Kind(models.TextChoices):
        BUYER_TERMS = "BUYER_TERMS", _("terms for buyers")
        SELLER_TERMS = "SELLER_TERMS", _("terms for sellers")
        PRIVACY = "PRIVACY", _("privacy policy")
        COOKIES = "COOKIES", _("cookies")
        WITHDRAWAL = "WITHDRAWAL", _("withdrawal: instruction and form")
        SELLER_RULES = "SELLER_RULES", _("rules of a seller by kind")
        DATA_PROCESSING = "DATA_PROCESSING", _("data processing agreement")
        DUTIES = "DUTIES", _("who answers for what")
        IMAGE_CONSENT = "IMAGE_CONSENT", _("consent to use a likeness")
        OTHER = "OTHER", _("other")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    summary = models.CharField(_("one sentence"), max_length=300, blank=True)

    template = "pages/legal.html"
    parent_page_types = ["cms_pages.LegalIndexPage"]
    subpage_types = ["cms_pages.LegalVersionPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("kind"), FieldPanel("summary")]

    class Meta:
        verbose_name = _("legal document")

    def clean(self) -> None:
        """Refuse what would hide words that somebody may have accepted: another kind, an end by the clock."""
        super().clean()
        kept = self.pk and LegalVersionPage.objects.child_of(self).kept().exists()
        if kept and not LegalPage.objects.filter(pk=self.pk, kind=self.kind).exists():
            raise ValidationError({"kind": _("A version of this document is in force: its kind stays.")})
        if kept:
            _refuse_an_end(self)

    @cached_property
    def versions(self) -> list["LegalVersionPage"]:
        """Published versions, the newest first, also those that are still to come."""
        return list(LegalVersionPage.objects.child_of(self).live().in_order())

    @property
    def current(self) -> "LegalVersionPage | None":
        return in_force(self.versions)

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["version"] = self.current
        context["versions"] = self.versions
        return context


class LegalVersionQuerySet(PageQuerySet):
    def in_order(self) -> "LegalVersionQuerySet":
        """The newest first."""
        return self.order_by("-valid_from", "-pk")

    def kept(self) -> "LegalVersionQuerySet":
        """Those that somebody may have accepted: published once, and their day has come."""
        return self.filter(first_published_at__isnull=False, valid_from__lte=today())


class LegalVersionPage(BasePage):
    """One version of a document. Once in force it is corrected by a new version, not by an edit."""

    version = models.CharField(_("version"), max_length=20)
    valid_from = models.DateField(_("in force from"), db_index=True)
    status = models.CharField(
        _("status"), max_length=120, blank=True, help_text=_("For example: a draft, needs a lawyer.")
    )
    changes = models.TextField(_("what changed"), blank=True)
    body = ContentField(ContentStream, verbose_name=_("content"))

    objects = PageManager.from_queryset(LegalVersionQuerySet)()

    template = "pages/legal.html"
    parent_page_types = ["cms_pages.LegalPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        *(FieldPanel(name) for name in ("version", "valid_from", "status", "changes", "body")),
    ]

    class Meta:
        verbose_name = _("version of a legal document")

    def clean(self) -> None:
        """Refuse to change words that somebody may have accepted already. Status and notes may be added."""
        super().clean()
        _refuse_an_end(self)
        stored = LegalVersionPage.objects.live().filter(pk=self.pk, valid_from__lte=today()).first()
        if stored is None:
            return
        changed = [name for name in ("version", "valid_from") if getattr(self, name) != getattr(stored, name)]
        if _words(self.body) != _words(stored.body):
            changed.append("body")
        if changed:
            raise ValidationError(
                dict.fromkeys(changed, _("This version is in force: orders were placed under it. Add a new version."))
            )

    @cached_property
    def document(self) -> LegalPage:
        return self.get_parent().specific

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        if not self.document.live and not getattr(request, "is_preview", False):
            raise Http404
        context["version"] = self
        context["versions"] = self.document.versions
        context["current"] = self.document.current
        return context


def in_force(versions: list[LegalVersionPage], on: date | None = None) -> LegalVersionPage | None:
    """Return the version in force on a day out of versions ordered from the newest."""
    day = on or today()
    return next((version for version in versions if version.valid_from <= day), None)


def _refuse_an_end(page: BasePage) -> None:
    if page.expire_at:
        raise ValidationError(_("Legal documents stay readable: take the day and hour of expiry out."))


def _words(body: StreamValue) -> list[tuple[str, object]]:
    """Return blocks without their ids, which mean nothing to a reader."""
    return [(block["type"], block["value"]) for block in body.stream_block.get_prep_value(body)]
