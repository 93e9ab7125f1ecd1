"""News and knowledge: dated texts, and texts that stay."""

from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.models import PageManager, PageQuerySet

from cms.base.fields import ContentField
from cms.base.models import BasePage
from cms.pages.blocks import PortalStream
from operations.clock import today

PER_PAGE = 12


class NewsQuerySet(PageQuerySet):
    def newest(self) -> "NewsQuerySet":
        return self.order_by("-date", "-pk")


class NewsIndexPage(BasePage):
    """All news, newest first, by year."""

    intro = models.TextField(_("introduction"), blank=True)

    template = "pages/news_index.html"
    max_count_per_parent = 1
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types = ["cms_pages.NewsPage"]
    content_panels = [*BasePage.content_panels, FieldPanel("intro")]

    class Meta:
        verbose_name = _("list of news")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        news = NewsPage.objects.child_of(self).live()
        years = list(news.dates("date", "year", order="DESC"))
        year = request.GET.get("rok", "")
        chosen = int(year) if year.isascii() and year.isdecimal() and len(year) == len("2026") else None
        if chosen:
            news = news.filter(date__year=chosen)
        context["years"] = [each.year for each in years]
        context["year"] = chosen
        context["page_obj"] = Paginator(
            news.newest().select_related("picture").prefetch_related("picture__renditions"), PER_PAGE
        ).get_page(request.GET.get("strona"))
        return context


class NewsPage(BasePage):
    """One piece of news, or a story."""

    class Category(models.TextChoices):
        NEWS = "aktualnosci", _("news")
        STORY = "historie", _("stories")
        FAIRS = "targi", _("fairs")
        CALLS = "nabory", _("calls and consultations")
        LAW = "prawo", _("law")

    date = models.DateField(_("date"), default=today, db_index=True)
    category = models.CharField(_("kind"), max_length=20, choices=Category, default=Category.NEWS)
    lead = models.TextField(_("lead"), max_length=400)
    author = models.CharField(_("author"), max_length=120, blank=True)
    picture = models.ForeignKey(
        "cms_media.Image",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("picture"),
    )
    picture_caption = models.CharField(_("caption"), max_length=200, blank=True)
    is_example = models.BooleanField(_("example text"), default=False)
    body = ContentField(PortalStream, blank=True, verbose_name=_("content"))

    objects = PageManager.from_queryset(NewsQuerySet)()

    template = "pages/news.html"
    parent_page_types = ["cms_pages.NewsIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        *(
            FieldPanel(name)
            for name in (
                "date",
                "category",
                "lead",
                "author",
                "picture",
                "picture_caption",
                "is_example",
                "body",
            )
        ),
    ]

    class Meta:
        verbose_name = _("news")
        verbose_name_plural = _("news")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        others = NewsPage.objects.sibling_of(self, inclusive=False).live().newest()
        context["others"] = others.select_related("picture").prefetch_related("picture__renditions")[:3]
        return context


class ArticleIndexPage(BasePage):
    """Knowledge by reader."""

    intro = models.TextField(_("introduction"), blank=True)
    body = ContentField(PortalStream, blank=True, verbose_name=_("below the articles"))

    template = "pages/article_index.html"
    max_count_per_parent = 1
    parent_page_types = ["cms_pages.HomePage"]
    subpage_types = ["cms_pages.ArticlePage"]
    content_panels = [*BasePage.content_panels, FieldPanel("intro"), FieldPanel("body")]

    class Meta:
        verbose_name = _("list of articles")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        by_reader: dict[str, list[ArticlePage]] = {}
        for article in ArticlePage.objects.child_of(self).live().order_by("path"):
            by_reader.setdefault(article.reader, []).append(article)
        context["groups"] = [
            (label, by_reader[code]) for code, label in ArticlePage.Reader.choices if code in by_reader
        ]
        return context


class ArticlePage(BasePage):
    """One piece of knowledge."""

    class Reader(models.TextChoices):
        PEOPLE = "dla-mieszkancow", _("For residents")
        SELLERS = "dla-pes", _("For PES")
        INSTITUTIONS = "dla-instytucji", _("For institutions and companies")

    reader = models.CharField(_("for whom"), max_length=20, choices=Reader, default=Reader.PEOPLE)
    lead = models.TextField(_("lead"), max_length=400)
    law_as_of = models.DateField(_("law as of"), null=True, blank=True, help_text=_("When the text speaks of law."))
    body = ContentField(PortalStream, blank=True, verbose_name=_("content"))

    template = "pages/article.html"
    parent_page_types = ["cms_pages.ArticleIndexPage"]
    subpage_types: list[str] = []
    content_panels = [
        *BasePage.content_panels,
        *(FieldPanel(name) for name in ("reader", "lead", "law_as_of", "body")),
    ]

    class Meta:
        verbose_name = _("article")
        verbose_name_plural = _("articles")

    def get_context(self, request: HttpRequest, *args, **kwargs) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["others"] = list(
            ArticlePage.objects.live().sibling_of(self, inclusive=False).filter(reader=self.reader).order_by("path")[:5]
        )
        return context
