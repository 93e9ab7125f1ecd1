"""Results of the portal's search, one kind of things at a time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from search import filters as filtering
from search import log, lost
from search.engines.base import EngineError
from search.queries import MayNotChooseError, clean, search
from search.results import Results
from search.results_page import ResultsPage
from shop.catalogue import queries

RANKING_PAGE = "/jak-ukladamy-wyniki/"
BAD_REQUEST = 400


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """Show what was found for `q`. What the address asks for and nobody knows is left out."""
    data = request.GET
    text = clean(data.get("q", ""))
    if not text:
        return render(request, "search/start.html", {"query": ""})
    place = data.get("bez_miejsca") != "1"
    try:
        found = search(
            text,
            filtering.read(data),
            data.get("sort", ""),
            number_of(data.get("strona", "")),
            request.user,
            kind=data.get("kind", ""),
            place=place,
            engine=data.get("engine") or None,
            faces=True,
        )
    except (MayNotChooseError, EngineError):
        return render(request, "search/start.html", {"query": text}, status=BAD_REQUEST)
    page = ResultsPage(found, query=text, action=request.path, place=place, asked_kind=data.get("kind", ""))
    if found.page == 1 and not found.filters.in_use:
        log.note(text, found=0 if _is_lost(found) else found.total, corrected=found.asked.corrected)
    context = {"query": text, "found": found, "page": page, "ranking_url": RANKING_PAGE}
    if not found.total:
        instead = {"near": lost.near_categories(text), "profiles": lost.whom_to_ask(), "offers": queries.newest(4)}
        return render(request, "search/empty.html", context | instead)
    return render(request, "search/results.html", context)


def number_of(text: str) -> int:
    """Return the number of a page; nonsense is the first one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _is_lost(found: Results) -> bool:
    """Whether what is shown is not what was asked for."""
    return found.loose or found.far
