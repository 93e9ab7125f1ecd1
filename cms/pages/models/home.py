"""The front page."""

from functools import partial

from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel

from cms.base.fields import ContentField
from cms.base.models import BasePage
from cms.pages.blocks import PortalStream
from operations import versions
from operations.clock import today

#: blocks that stand beside each other on a wide screen when they follow one another
PAIRED = ("powiaty", "news")


class HomePage(BasePage):
    """The front page: one sentence and the search field, then what editors put below it."""

    sentence = models.CharField(_("sentence"), max_length=120)
    lead = models.CharField(_("text below the sentence"), max_length=300, blank=True)
    examples = models.CharField(
        _("examples of searches"),
        max_length=200,
        blank=True,
        help_text=_("Separated by commas, for example: pierogi, office cleaning"),
    )
    picture = models.ForeignKey(
        "cms_media.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("large picture"),
    )
    second_picture = models.ForeignKey(
        "cms_media.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("small picture"),
    )
    body = ContentField(PortalStream, blank=True, verbose_name=_("content"))

    template = "pages/home.html"
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = [
        "cms_pages.NewsIndexPage",
        "cms_pages.ArticleIndexPage",
        "cms_pages.LegalIndexPage",
        "cms_pages.AccessibilityDeclarationPage",
        "cms_pages.StandardPage",
        "events.FairIndexPage",
    ]
    content_panels = [
        *BasePage.content_panels,
        MultiFieldPanel(
            [FieldPanel(name) for name in ("sentence", "lead", "examples", "picture", "second_picture")],
            heading=_("Top of the page"),
        ),
        FieldPanel("body"),
    ]

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["nest"] = self._part("nest", request, {"page": self})
        context["below"] = self._part("below", request, {"page": self, "groups": lambda: paired(self.body)})
        return context

    def _part(self, name: str, request: HttpRequest, context: dict) -> SafeString:
        """Return a part of the page that is the same for everybody, kept until something on it changes."""
        build = partial(render_to_string, f"pages/parts/home_{name}.html", context)
        if getattr(request, "is_preview", False):
            return build()
        key = f"home-{name}:{self.pk}:{get_language()}:{today().isoformat()}"
        return mark_safe(versions.kept(key, build, "words", "shop"))  # a template made it, the cache may forget that

    @property
    def example_searches(self) -> list[str]:
        return [example.strip() for example in self.examples.split(",") if example.strip()]


def paired(body) -> list[list]:
    """Return the blocks one by one, but two that belong beside each other together."""
    groups: list[list] = []
    for block in body:
        last = groups[-1] if groups else []
        if (
            block.block_type in PAIRED
            and len(last) == 1
            and last[0].block_type in PAIRED
            and last[0].block_type != block.block_type
        ):
            last.append(block)
        else:
            groups.append([block])
    return groups
