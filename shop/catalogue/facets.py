"""Filters of a list of offers: read from the address, counted with respect to each other, written back into addresses.

The database counts the offers that are alike (`tallies`), choices are counted on those rows, and only the offers of one page
are read: what a page costs grows neither with the number of filters nor, in Python, with the number of offers. What an
address asks for and nobody knows is left out.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import overload
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms.base.formats import money
from operations import versions
from operations.clock import today
from pes_profiles.models import PesKind
from pes_profiles.region.models import Powiat
from shop.catalogue.filters import FLAGS, MODES, MOST_VALUES, PRICE, Filters, Row, kind_slug, read_price, typed
from shop.catalogue.managers import ProductQuerySet
from shop.catalogue.tallies import numbers, tallies


class Found(Sequence[int]):
    """The numbers of the offers that pass, read page by page."""

    def __init__(self, total: int, read: Callable[..., list[int]]) -> None:
        self._total, self._read = total, read

    def __len__(self) -> int:
        return self._total

    @overload
    def __getitem__(self, at: int) -> int: ...

    @overload
    def __getitem__(self, at: slice) -> list[int]: ...

    def __getitem__(self, at: int | slice) -> int | list[int]:
        if isinstance(at, slice):
            start, stop, step = at.indices(self._total)
            return self._read(start=start, stop=stop)[::step] if start < stop else []
        return self[at : at + 1][0]


class Facets:
    """A filtered list of offers and everything its page needs to change the filters.

    `kinds` are the categories offered as a filter, slug to name; under `name` its counts are kept until the shop changes.
    """

    def __init__(
        self, offers: ProductQuerySet, data: QueryDict, *, action: str, kinds: Mapping[str, str], name: str = ""
    ) -> None:
        self.action, self.kinds = action, kinds
        low, high = read_price(data.get("cena_od", "")), read_price(data.get("cena_do", ""))
        self.rows: list[Row] = (
            versions.kept(f"tallies:{name}:{today().isoformat()}", lambda: tallies(offers), "shop", "words")
            if name and low is None and high is None
            else tallies(offers, low=low, high=high)
        )
        self.powiaty = {str(row["powiat"]): str(row["powiat_name"]) for row in self.rows if row["powiat"]}
        asked = set(data.getlist("powiat")[:MOST_VALUES]) - set(self.powiaty)
        if asked:
            self.powiaty |= dict(Powiat.objects.filter(slug__in=asked).values_list("slug", "name"))
        known = {"kategoria": kinds, "powiat": self.powiaty, "sposob": MODES, "rodzaj": self._pes_kinds}
        self.filters = Filters.read(data, known=known, sorts=self._sorts)
        seasons = {row["season"] for row in self.rows if row["in_season"]}
        self.found = Found(self._number(), partial(numbers, offers, self.filters, seasons=seasons))

    # --- what there is to choose ---

    @property
    def _pes_kinds(self) -> dict[str, str]:
        return {kind_slug(kind): capfirst(label) for kind, label in PesKind.choices}

    @property
    def _modes(self) -> dict[str, str]:
        return {"kup": _("Buy now"), "wycena": _("By quote"), "rezerwacja": _("By booking")}

    @property
    def _flags(self) -> dict[str, str]:
        return {"znak": "Zakup Prospołeczny", "dostepne": _("Available now"), "odbior": _("Pickup in person")}

    @property
    def _sorts(self) -> dict[str, str]:
        return {"": _("Newest"), "cena": _("Price, lowest first"), "-cena": _("Price, highest first")}

    # --- what the page shows ---

    @property
    def total(self) -> int:
        return len(self.found)

    @property
    def panel(self) -> dict:
        """What `parts/facets.html` takes."""
        groups = [
            self._group("kategoria", _("Category"), self.kinds),
            self._group("powiat", _("County"), dict(sorted(self.powiaty.items(), key=lambda pair: pair[1]))),
            self._group("sposob", _("Way of buying"), self._modes),
            self._group("rodzaj", _("Kind of entity"), self._pes_kinds),
            self._others(),
        ]
        return {
            "action": self.action,
            "total": self.total,
            "hidden": [("sort", self.filters.sort)] if self.filters.sort else [],
            "groups": groups,
            "price": {"from": typed(self.filters.low), "to": typed(self.filters.high)},
        }

    @property
    def sort(self) -> dict:
        """What `parts/sort.html` takes."""
        return {
            "action": self.action,
            "hidden": replace(self.filters, sort="").pairs(),
            "options": [
                {"value": value, "label": label, "checked": value == self.filters.sort}
                for value, label in self._sorts.items()
            ],
        }

    @property
    def active(self) -> list[tuple[str, str]]:
        """Filters in use, each with the address that takes it off."""
        rows = []
        for key, values in self.filters.chosen.items():
            for value in values:
                label = self._flags[key] if key in FLAGS else self._labels(key)[value]
                rows.append((label, self.address(self.filters.without(key, value))))
        if self.filters.low is not None:
            rows.append((_("from %(price)s") % {"price": money(self.filters.low)}, self._off("cena_od")))
        if self.filters.high is not None:
            rows.append((_("up to %(price)s") % {"price": money(self.filters.high)}, self._off("cena_do")))
        return rows

    @property
    def clear_url(self) -> str:
        return self.address(Filters(sort=self.filters.sort))

    @property
    def relaxations(self) -> list[tuple[str, int, str]]:
        """When nothing is left: which single filter hides how much, as (words, number, address)."""
        words = {
            "kategoria": _("without the category filter"),
            "powiat": _("without the county filter"),
            "sposob": _("without the way of buying"),
            "rodzaj": _("without the kind of entity"),
            PRICE: _("at any price"),
            "znak": _("also without the mark"),
            "dostepne": _("also what is not available now"),
            "odbior": _("also without pickup"),
        }
        rows = []
        for key in self.filters.in_use():
            number = self._number(skip=key)
            if number:
                rows.append((words[key], number, self._off(key)))
        return sorted(rows, key=lambda row: -row[1])

    def address(self, filters: Filters) -> str:
        query = urlencode(filters.pairs())
        return f"{self.action}?{query}" if query else self.action

    def _number(self, *, skip: str = "") -> int:
        return sum(row["n"] for row in self.rows if self.filters.accept(row, skip=skip))

    def _off(self, key: str) -> str:
        return self.address(self.filters.without(key))

    def _labels(self, key: str) -> Mapping[str, str]:
        return {
            "kategoria": self.kinds,
            "powiat": self.powiaty,
            "sposob": self._modes,
            "rodzaj": self._pes_kinds,
        }[key]

    def _group(self, key: str, name: str, labels: Mapping[str, str]) -> dict:
        """Return the choices that lead somewhere, and those already made."""
        counts: dict[object, int] = {}
        for row in self.rows:
            if self.filters.accept(row, skip=key):
                counts[row[key]] = counts.get(row[key], 0) + row["n"]
        chosen = self.filters.chosen.get(key, ())
        options = [
            {"value": value, "label": label, "count": counts.get(value, 0), "checked": value in chosen}
            for value, label in labels.items()
            if counts.get(value) or value in chosen
        ]
        return {"key": key, "name": name, "options": options}

    def _others(self) -> dict:
        options = [self._flag(key, label) for key, label in self._flags.items()]
        shown = [option for option in options if option["count"] or option["checked"]]
        return {"key": "", "name": _("Other"), "options": shown}

    def _flag(self, key: str, label: str) -> dict:
        return {
            "key": key,
            "value": "1",
            "label": label,
            "count": sum(row["n"] for row in self.rows if row[key] and self.filters.accept(row, skip=key)),
            "checked": key in self.filters.chosen,
        }
