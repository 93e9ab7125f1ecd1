"""What programs read: the news feed, the map of the site, the rules for robots."""

from datetime import datetime, time

from django.contrib.sitemaps import Sitemap
from django.contrib.syndication.views import Feed
from django.core.paginator import EmptyPage
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from wagtail.contrib.sitemaps.sitemap_generator import Sitemap as PageSitemap

from cms.pages.models import NewsPage
from cms.pages.queries import latest_news, news_index
from operations.clock import WARSAW
from pes_profiles.models import Profile
from shop.catalogue.models import Product

FEED_LENGTH = 20
CLOSED_TO_ROBOTS = (
    "/api/",
    "/cms-admin/",
    "/konto/",
    "/koszyk/",
    "/panel/",
    "/platnosci/",
    "/szukaj/",
    "/zamowienie/",
    "/zdrowie/",
)


class NewsFeed(Feed):
    """The latest news as Atom."""

    feed_type = Atom1Feed
    language = "pl"

    def title(self) -> str | Promise:
        return _("News of the social economy of the Opole region")

    def link(self) -> str:
        index = news_index()
        return index.url if index else "/"

    def feed_url(self) -> str:
        return reverse("pages:feed")

    def items(self) -> list[NewsPage]:
        return latest_news(FEED_LENGTH)

    def item_title(self, item: NewsPage) -> str:
        return item.title

    def item_description(self, item: NewsPage) -> str:
        return item.lead

    def item_link(self, item: NewsPage) -> str:
        return item.url

    def item_pubdate(self, item: NewsPage) -> datetime:
        return datetime.combine(item.date, time(8), tzinfo=WARSAW)

    def item_updateddate(self, item: NewsPage) -> datetime:
        return item.last_published_at or self.item_pubdate(item)

    def item_categories(self, item: NewsPage) -> tuple[str]:
        return (item.get_category_display(),)


class OfferSitemap(Sitemap):
    """Public offers: exactly what the catalogue shows."""

    def items(self) -> QuerySet[Product]:
        return Product.objects.public().only("pk", "slug", "structure", "parent_id", "date_updated").order_by("pk")

    def lastmod(self, offer: Product) -> datetime:
        return offer.date_updated


class ProfileSitemap(Sitemap):
    """Listed PES."""

    def items(self) -> QuerySet[Profile]:
        return Profile.objects.listed().only("pk", "slug", "updated_at").order_by("pk")

    def lastmod(self, profile: Profile) -> datetime:
        return profile.updated_at


@cache_control(public=True, max_age=3600)
def sitemap(request: HttpRequest) -> HttpResponse:
    """List the public addresses; with more than 50 000 the further ones are on `?p=2`."""
    number = request.GET.get("p", "1")
    if not (number.isascii() and number.isdecimal()):
        raise Http404

    class Host:
        domain = request.get_host()

    urls: list[dict] = []
    for each in (PageSitemap(request), OfferSitemap(), ProfileSitemap()):
        try:
            urls += each.get_urls(page=int(number), site=Host, protocol=request.scheme)
        except EmptyPage:
            continue
    if not urls and number != "1":
        raise Http404
    return TemplateResponse(request, "sitemap.xml", {"urlset": urls}, content_type="application/xml")


@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:
    """Keep robots out of baskets, accounts and search results."""
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in CLOSED_TO_ROBOTS),
        "",
        f"Sitemap: {request.build_absolute_uri(reverse('pages:sitemap'))}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
