"""The storefront: the shop's front, a category, an offer. Addresses can be shared; what they ask wrongly is left out."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from operations import versions
from operations.public_pages import public_page
from shop.catalogue import queries
from shop.catalogue.faces import faces, offer_and_faces
from shop.catalogue.facets import Facets
from shop.catalogue.label import label_rows
from shop.catalogue.offer_page import OfferPage
from shop.catalogue.schema import offer_schema

PER_PAGE = 24
RANKING_PAGE = "/jak-ukladamy-wyniki/"


@require_safe
@public_page("words", "shop")
def home(request: HttpRequest) -> HttpResponse:
    """Sections, what is new, what is done on request, who sells."""
    newest, services = queries.newest_numbers(8), queries.newest_numbers(4, services=True)
    found = {face.pk: face for face in faces([*newest, *services])}
    context = {
        "newest": [found[number] for number in newest if number in found],
        "services": [found[number] for number in services if number in found],
        "profiles": versions.kept("selling-profiles", lambda: queries.selling_profiles(6), "shop"),
    }
    return render(request, "shop/home.html", context)


@require_safe
@public_page("words", "shop")
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Offers of a section or of a kind, filtered as the address says."""
    place = queries.place_of(slug)
    if place is None:
        raise Http404
    kinds = {kind.slug: kind.shown_name for kind in place.kinds} if place.is_section else {}
    offers = queries.offers_below(place.category)
    facets = Facets(offers, request.GET, action=request.path, kinds=kinds, name=place.category.path)
    page = Paginator(facets.found, PER_PAGE).get_page(request.GET.get("strona"))
    crumbs = [(_("Shop"), reverse("shop:home")), (place.section.shown_name, place.section.get_absolute_url())]
    context = {
        "place": place,
        "section": place.section.slug,
        "crumbs": crumbs if place.is_section else [*crumbs, (place.category.shown_name, "")],
        "facets": facets,
        "page": page,
        "offers": faces(page, eager=True),
        "ranking_url": RANKING_PAGE,
    }
    return render(request, "shop/category.html", context)


@require_safe
@public_page("words", "shop")
def offer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One offer. An old or mistyped word in the address leads to the right one; what is not public is gone."""
    beside = queries.numbers_beside(pk) if pk < 2**63 else None
    more, alike = beside or ([], [])
    found, cards = offer_and_faces(pk, [*more, *alike]) if beside else (None, [])
    if found is None:
        return render(request, "shop/gone.html", {"offers": faces(queries.newest_numbers(4))}, status=404)
    if found.slug != slug:
        query = request.META.get("QUERY_STRING", "")
        return redirect(found.get_absolute_url() + (f"?{query}" if query else ""), permanent=True)

    queries.bring_what_the_page_shows(found)
    shown = OfferPage(found, asked_variant=request.GET.get("wariant", ""), asked_picture=request.GET.get("zdjecie", ""))
    kind = found.main_category
    place = queries.place_of(kind.slug) if kind else None
    steps = [place.section, place.category] if place and not place.is_section else [place.category] if place else []
    context = {
        "page": shown,
        "offer": found,
        "profile": shown.profile,
        "section": place.section.slug if place else "",
        "crumbs": [
            (_("Shop"), reverse("shop:home")),
            *((step.shown_name, step.get_absolute_url()) for step in steps),
            (found.title, ""),
        ],
        "label": label_rows(found),
        "facts": [(row.get("name"), row.get("value")) for row in found.facts if isinstance(row, dict)],
        "more": [face for face in cards if face.pk in more],
        "alike": [face for face in cards if face.pk in alike],
        "schema": offer_schema(shown, address=request.build_absolute_uri(found.get_absolute_url())),
    }
    return render(request, "shop/offer.html", context)
