"""The public page that explains the order of results. Every number on it is read from `search.weights`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from search import weights

PLACES: Final[Mapping[str, Promise]] = {
    "head": _("in the first telling word of the title"),
    "title": _("further in the title"),
    "category": _("in the name of the category"),
    "tags": _("among the tags of the seller"),
    "seller": _("in the name of the seller"),
    "place": _("in the name of the town"),
    "text": _("in the summary or description"),
}
MANNERS: Final[Mapping[str, Promise]] = {
    "EXACT": _("the word itself, in any form"),
    "SYNONYM": _("a synonym"),
    "NARROWER": _("a narrower thing: a kind of what was asked for"),
    "MENDED": _("a word like it, when yours looks misspelt"),
    "BEGINNING": _("a word that begins so, when no dictionary knows yours"),
}
BONUSES: Final[Mapping[str, Promise]] = {
    "AVAILABLE": _("it can be bought today"),
    "AT_PLACE": _("seat or pickup in the gmina you named"),
    "SERVES_PLACE": _("delivers to or works in the powiat you named"),
}


@dataclass(frozen=True)
class Row:
    label: str | Promise
    number: int


def tables() -> dict[str, list[Row]]:
    """Return the numbers in force, as the page shows them."""
    return {
        "fields": [Row(PLACES[name], weights.points(name)) for name in weights.FIELDS],
        "manners": [Row(label, getattr(weights, name)) for name, label in MANNERS.items()],
        "bonuses": [Row(label, getattr(weights, name)) for name, label in BONUSES.items()],
    }


@require_safe
def ranking(request: HttpRequest) -> HttpResponse:
    """Show how results are ordered."""
    title = weights.points("title")
    context = {
        **tables(),
        "crumbs": [(_("How we rank results"), "")],
        "title_points": title,
        "synonym_points": weights.points("title", weights.SYNONYM),
        "available_points": title + weights.AVAILABLE,
    }
    return render(request, "search/ranking.html", context)
