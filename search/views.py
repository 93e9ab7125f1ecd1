"""Results of the portal's search: offers with filters, PES and pages, three named lists."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search.queries import clean, search
from shop.catalogue import queries
from shop.catalogue.facets import Facets, rows_of
from shop.catalogue.models import Product

PER_PAGE = 24
FIRST_FEW = 6
LISTS = ("podmioty", "strony")
RANKING_PAGE = "/jak-ukladamy-wyniki/"


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found for `q`; `gdzie` opens one of the shorter lists in full."""
    text = clean(request.GET.get("q", ""))
    if not text:
        return render(request, "search/start.html", {"query": ""})
    found = search(text)
    if found.is_empty:
        return render(request, "search/empty.html", {"query": text, "offers": queries.newest(4)})

    number = request.GET.get("strona")
    only = request.GET.get("gdzie", "")
    if only in LISTS:
        things = found.profiles if only == "podmioty" else found.pages
        page = Paginator(things, PER_PAGE).get_page(number)
        return render(request, "search/list.html", {"query": text, "only": only, "page": page})

    rows = rows_of(Product.objects.public().filter(pk__in=found.offers))
    names = {category.slug: category.shown_name for category in queries.public_categories() if category.depth > 1}
    facets = Facets(rows, request.GET, action=request.path, kinds=names, extra=[("q", text)], rank=found.rank)
    page = Paginator(facets.found, PER_PAGE).get_page(number)
    context = {
        "query": text,
        "found": found,
        "facets": facets,
        "page": page,
        "offers": queries.cards(row["pk"] for row in page),
        "profiles": found.profiles[:FIRST_FEW],
        "pages_found": found.pages[:FIRST_FEW],
        "ranking_url": RANKING_PAGE,
    }
    return render(request, "search/results.html", context)
