"""Every address of the portal in one place. Wagtail comes last: it answers whatever is left."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve as serve_page

from config.styleguide.views import styleguide
from operations.public_pages import public_page
from pes_profiles.accounts.urls import closed_doors
from search.ranking_page import ranking

urlpatterns = [
    *closed_doors,
    path("", include("operations.urls")),
    path("platnosci/", include("shop.payments.urls")),
    path("api/v1/", include("search.api.urls")),
    path("cms-admin/", include(wagtailadmin_urls)),
    path("dokumenty/", include(wagtaildocs_urls)),
    path("wzornik/", styleguide, name="styleguide"),
    path("", include("cms.pages.urls")),
]

if settings.SERVE_MEDIA:
    urlpatterns += [
        path("media/<path:path>", serve, {"document_root": settings.MEDIA_ROOT}),
    ]

urlpatterns += i18n_patterns(
    path("konto/", include("pes_profiles.accounts.urls")),
    path("konto/", include("shop.customer.urls")),
    path("konto/ulubione/", include("shop.wishlists.urls")),
    path("", include("shop.alerts.urls")),
    path("", include("shop.voices.urls")),
    path("", include("shop.booking.urls")),
    path("sklep/", include("shop.catalogue.urls")),
    path("koszyk/", include("shop.basket.urls")),
    path("zamowienie/", include("shop.checkout.urls")),
    path("dokumenty-zamowienia/", include("shop.documents.urls")),
    path("odstap/", include("shop.aftersales.urls")),
    path("panel/", include("shop.voices.panel_urls")),
    path("panel/", include("shop.booking.panel_urls")),
    path("panel/", include("shop.aftersales.panel_urls")),
    path("", include("shop.cases.urls")),
    path("sprawy/z/", include("shop.cases.link_urls")),
    path("panel/", include("shop.cases.panel_urls")),
    path("panel/", include("shop.documents.panel_urls")),
    path("panel/", include("shop.payments.panel_urls")),
    path("panel/", include("shop.ledger.urls")),
    path("panel/", include("shop.statements.urls")),
    path("panel/", include("shop.seller.urls")),
    path("pes/", include("pes_profiles.urls")),
    path("zglos/", include("shop.moderation.urls")),
    path("szukaj/", include("search.urls")),
    path("jak-ukladamy-wyniki/", ranking, name="ranking"),
    path("targi/", include("events.urls")),
    path("kolekcje/", include("cms.pages.collection_urls")),
    re_path(wagtail_urls.serve_pattern, public_page("words", "shop")(serve_page), name="wagtail_serve"),
    path("", include(wagtail_urls)),
    prefix_default_language=False,
)
