"""What an address asks of the results: cleaned, labelled, written back. Unknown and hostile values are left out."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from operations import versions
from operations.money import to_grosze, to_zloty
from pes_profiles.models import PesKind
from pes_profiles.region.models import Powiat
from search.documents import DELIVERY
from search.engines.base import FACETS, PRICE, Filters
from shop.catalogue.filters import kind_slug, read_price, typed
from shop.catalogue.queries import public_categories

MOST_VALUES = 40
PRICES = ("cena_od", "cena_do")


def labels() -> Mapping[str, Mapping[str, str]]:
    """Return every facet's values with their labels, in the order in which they are shown. Kept until one changes."""
    version = versions.current("words", "shop")
    return _labels() if version is None else _labels_of(version, get_language() or "")


@lru_cache(maxsize=4)
def _labels_of(version: str, language: str) -> Mapping[str, Mapping[str, str]]:
    return _labels()


def _labels() -> dict[str, dict[str, str]]:
    powiaty = versions.kept("powiaty", lambda: list(Powiat.objects.values_list("slug", "name")), "words", "shop")
    return {
        "kategoria": {category.slug: category.name for category in public_categories()},
        "powiat": dict(powiaty),
        "sposob": {"kup": _("Buy now"), "wycena": _("By quote"), "rezerwacja": _("By booking")},
        "rodzaj": {kind_slug(kind): str(capfirst(label)) for kind, label in PesKind.choices},
        "znak": {"1": "Zakup Prospołeczny"},
        "dostawa": {slug: str(capfirst(code.label)) for code, slug in DELIVERY.items()},
        "dostepne": {"1": _("Available now")},
    }


def names() -> dict[str, str]:
    """Return what each facet is called."""
    return {
        "kategoria": _("Category"),
        "powiat": _("County served"),
        "sposob": _("Way of buying"),
        "rodzaj": _("Kind of entity"),
        "znak": _("Mark"),
        "dostawa": _("Delivery"),
        "dostepne": _("Availability"),
    }


def read(data: QueryDict, known: Mapping[str, Mapping[str, str]] | None = None) -> Filters:
    """Read the filters of an address."""
    asked = [name for name in FACETS if name in data]
    if asked and known is None:
        known = labels()
    chosen = {}
    for name in asked:
        values = dict.fromkeys(value for value in data.getlist(name)[:MOST_VALUES] if value in (known or {})[name])
        if values:
            chosen[name] = tuple(values)
    low, high = (_grosze(data.get(name, "")) for name in PRICES)
    return Filters(chosen, low, high)


def _grosze(text: str) -> int | None:
    price = read_price(text)
    return None if price is None else to_grosze(price)


def pairs(filters: Filters) -> list[tuple[str, str]]:
    """Return the filters as name and value, the way an address or hidden fields carry them."""
    rows = [(name, value) for name, values in filters.chosen.items() for value in values]
    return rows + [
        (name, typed(zloty(amount)))
        for name, amount in zip(PRICES, (filters.price_from, filters.price_to), strict=True)
        if amount is not None
    ]


def zloty(grosze: int | None) -> Decimal | None:
    return None if grosze is None else to_zloty(grosze)


def without(filters: Filters, name: str, value: str | None = None) -> Filters:
    """Return the filters with one, or one value of one, taken off."""
    if name == PRICE:
        return replace(filters, price_from=None, price_to=None)
    if name in PRICES:
        return replace(filters, **{"price_from" if name == PRICES[0] else "price_to": None})
    left = tuple(kept for kept in filters.chosen.get(name, ()) if value is not None and kept != value)
    chosen = {**filters.chosen, name: left}
    return replace(filters, chosen={key: values for key, values in chosen.items() if values})
