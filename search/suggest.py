"""What could be meant, while somebody still types: categories, places, and things whose title begins so."""

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

from pes_profiles.models import Profile
from search import places
from search.engines import choose
from search.engines.base import Place
from search.models import SearchEntry, WordForm
from search.polish import fold, words
from search.queries import clean
from shop.catalogue.models import Product
from shop.catalogue.queries import public_categories

SHORTEST = 2
MOST_WORDS = 6
#: of each kind; ten in all
OFFERS, OTHERS = 4, 2
#: of each kind asked for: some of them may be out of sight since the index was written
ASKED = 12
_WORD = re.compile(r"[^\W_]+")

Kind = SearchEntry.Kind


@dataclass(frozen=True)
class Suggestion:
    """Somewhere to go. `url` is a path of the portal."""

    kind: str
    label: str
    url: str


def suggestions(text: str) -> list[Suggestion]:
    """Return at most ten suggestions, grouped by kind. At most six queries; suspended things are left out."""
    typed = [fold(word) for word in words(clean(text))][:MOST_WORDS]
    if not typed or len("".join(typed)) < SHORTEST:
        return []
    keys = _keys_of(typed)
    found = [choose.beginnings([*keys[:-1], typed[-1]], ASKED)]
    if keys[-1] != typed[-1]:  # "miodow" begins nothing by itself, but is a form of "miód"
        found.insert(0, choose.beginnings(keys, ASKED))
    offers, profiles = (
        list(dict.fromkeys(ref for begun in found for ref in begun.get(kind, ()))) for kind in (Kind.OFFER, Kind.PES)
    )
    return [*_offers(offers), *_categories(typed), *_profiles(profiles), *_places(text)]


def _keys_of(typed: list[str]) -> list[str]:
    """Return the keys of finished words, however they are inflected; a word itself where the index never met it."""
    met = dict(WordForm.objects.filter(form__in=typed).order_by("-key").values_list("form", "key"))
    return [met.get(word, word) for word in typed]


def _offers(refs: list[int]) -> list[Suggestion]:
    shown = Product.objects.public().only("pk", "slug", "title", "structure", "parent_id").in_bulk(refs) if refs else {}
    return [Suggestion("offer", shown[ref].title, shown[ref].get_absolute_url()) for ref in refs if ref in shown][
        :OFFERS
    ]


def _profiles(refs: list[int]) -> list[Suggestion]:
    shown = Profile.objects.listed().in_bulk(refs) if refs else {}
    return [Suggestion("pes", shown[ref].short_name, shown[ref].get_absolute_url()) for ref in refs if ref in shown][
        :OTHERS
    ]


def _categories(typed: list[str]) -> list[Suggestion]:
    begun = [
        category
        for category in public_categories()
        if all(any(word.startswith(each) for word in _folded_words(category.name)) for each in typed)
    ]
    return [Suggestion("category", each.name, reverse("shop:category", args=[each.slug])) for each in begun[:OTHERS]]


@lru_cache(maxsize=500)
def _folded_words(name: str) -> tuple[str, ...]:
    return tuple(map(fold, words(name)))


def _places(text: str) -> list[Suggestion]:
    address = reverse("search:results")
    return [
        Suggestion("place", place.name, f"{address}?{urlencode({'q': _read_as(place)})}")
        for place in places.beginning_with(clean(text), OTHERS)
    ]


def _read_as(place: Place) -> str:
    """Return words that are read as the place: "Biała" alone is an adjective, "gmina Biała" is not."""
    alone = places.read(_WORD.findall(place.name)).place
    return place.name if alone == place else f"gmina {place.name}"
