"""Pages that stay where they are: contact, about, for institutions; and the accessibility declaration."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField

from cms.base.blocks import LINE_FEATURES
from cms.base.fields import ContentField
from cms.base.models import BasePage
from cms.pages.blocks import PortalStream


class StandardPage(BasePage):
    """A page of text and blocks at a fixed address."""

    lead = models.TextField(_("lead"), max_length=400, blank=True)
    show_contact = models.BooleanField(
        _("show the portal's contact data"),
        default=False,
        help_text=_("They come from the settings, so they are right everywhere."),
    )
    body = ContentField(PortalStream, blank=True, verbose_name=_("content"))

    template = "pages/standard.html"
    parent_page_types = ["cms_pages.HomePage", "cms_pages.StandardPage"]
    subpage_types = ["cms_pages.StandardPage"]
    content_panels = [
        *BasePage.content_panels,
        *(FieldPanel(name) for name in ("lead", "body", "show_contact")),
    ]

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")


class AccessibilityDeclarationPage(BasePage):
    """The declaration that the act of 4 April 2019 asks for. Machines look for its parts by id, so it is a form, not free text."""

    class Conformance(models.TextChoices):
        FULL = "FULL", _("fully conforms")
        PARTIAL = "PARTIAL", _("partly conforms")
        NONE = "NONE", _("does not conform")

    subject = models.CharField(_("public body"), max_length=160)
    site_url = models.URLField(_("address of the site"))
    published_on = models.DateField(_("site published on"))
    changed_on = models.DateField(_("last important change on"))
    conformance = models.CharField(_("conformance"), max_length=10, choices=Conformance, default=Conformance.PARTIAL)
    report_url = models.URLField(_("address of the audit report"), blank=True)
    inaccessible = RichTextField(_("what is not accessible"), features=[*LINE_FEATURES, "ul"], blank=True)
    burden = models.CharField(_("excessive burden"), max_length=300, blank=True)
    prepared_on = models.DateField(_("prepared on"))
    reviewed_on = models.DateField(_("last reviewed on"))
    auditor = models.CharField(_("assessed by"), max_length=160)
    shortcuts = models.CharField(_("keyboard shortcuts"), max_length=300, blank=True)
    person = models.CharField(_("responsible person"), max_length=160)
    email = models.EmailField(_("e-mail"))
    phone = models.CharField(_("phone"), max_length=30)
    building = RichTextField(_("the building"), features=[*LINE_FEATURES, "ul"], blank=True)
    apps = models.TextField(_("mobile applications"), blank=True)

    template = "pages/accessibility.html"
    max_count_per_parent = 1
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in ("subject", "site_url", "published_on", "changed_on")],
            heading=_("The site"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("conformance", "report_url", "inaccessible", "burden", "shortcuts")],
            heading=_("Conformance"),
        ),
        MultiFieldPanel(
            [FieldPanel(name) for name in ("prepared_on", "reviewed_on", "auditor")],
            heading=_("The declaration"),
        ),
        MultiFieldPanel([FieldPanel(name) for name in ("person", "email", "phone")], heading=_("Contact")),
        FieldPanel("building"),
        FieldPanel("apps"),
    ]

    class Meta:
        verbose_name = _("accessibility declaration")
