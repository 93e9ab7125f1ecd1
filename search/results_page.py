"""Everything that the results page shows around its hits: tabs, filters, chips, orders, addresses."""

from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from cms.base.formats import money
from search import filters as filtering
from search.engines.base import PER_PAGE, PRICE, SORTS, Filters
from search.results import Results

#: facets of one value: shown together
FLAGS = ("znak", "dostepne")
#: facets that only offers have
ONLY_OFFERS = ("kategoria", "sposob", "dostepne")


class Counted(Paginator):
    """Pages of a list of which only the length is known."""

    def __init__(self, results: Results) -> None:
        super().__init__(range(results.count), PER_PAGE)


class ResultsPage:
    """The page of one answer. `action` is the address of the search; `place` says whether places are read."""

    def __init__(self, results: Results, *, query: str, action: str, place: bool, asked_kind: str = "") -> None:
        self.results, self.query, self.action, self.place, self.asked_kind = results, query, action, place, asked_kind

    # --- addresses ---

    def address(self, *, filters: Filters | None = None, kind: str | None = None, place: bool | None = None) -> str:
        return f"{self.action}?{urlencode(self._pairs(filters, kind=kind, place=place))}"

    def _pairs(
        self,
        filters: Filters | None = None,
        *,
        kind: str | None = None,
        place: bool | None = None,
        sort: bool = True,
    ) -> list[tuple[str, str]]:
        rows = [("q", self.query)]
        if kind := self.asked_kind if kind is None else kind:
            rows.append(("kind", kind))
        if not (self.place if place is None else place):
            rows.append(("bez_miejsca", "1"))
        if sort and self.results.sort != SORTS[0]:
            rows.append(("sort", self.results.sort))
        return rows + filtering.pairs(self.results.filters if filters is None else filters)

    # --- tabs and chips ---

    @cached_property
    def tabs(self) -> list[dict]:
        """Kinds that have results, each with its number and address; filters stay behind."""
        words = {"offer": _("Offers"), "pes": _("Entities"), "event": _("Events"), "page": _("Articles and pages")}
        return [
            {
                "label": words[kind],
                "count": number,
                "url": self.address(filters=Filters(), kind=kind),
                "current": kind == self.results.kind,
            }
            for kind, number in self.results.totals.items()
            if number or kind == self.results.kind
        ]

    @property
    def without_place(self) -> str:
        return self.address(place=False)

    @property
    def active(self) -> list[tuple[str, str]]:
        """Filters in use, each with the address that takes it off."""
        labels, filters = self.results.labels, self.results.filters
        rows = [
            (labels[name][value], self.address(filters=filtering.without(filters, name, value)))
            for name, values in filters.chosen.items()
            for value in values
        ]
        low, high = filtering.zloty(filters.price_from), filtering.zloty(filters.price_to)
        if low is not None:
            off = filtering.without(filters, "cena_od")
            rows.append((_("from %(price)s") % {"price": money(low)}, self.address(filters=off)))
        if high is not None:
            off = filtering.without(filters, "cena_do")
            rows.append((_("up to %(price)s") % {"price": money(high)}, self.address(filters=off)))
        return rows

    @property
    def clear_url(self) -> str:
        return self.address(filters=Filters())

    @property
    def relaxations(self) -> list[tuple[str, int, str]]:
        words = {
            "kategoria": _("without the category filter"),
            "powiat": _("without the county filter"),
            "sposob": _("without the way of buying"),
            "rodzaj": _("without the kind of entity"),
            "znak": _("also without the mark"),
            "dostawa": _("with any delivery"),
            "dostepne": _("also what is not available now"),
            PRICE: _("at any price"),
        }
        filters = self.results.filters
        return [
            (words[name], number, self.address(filters=filtering.without(filters, name)))
            for name, number in self.results.relaxations.items()
        ]

    # --- what parts/facets.html and parts/sort.html take ---

    @cached_property
    def panel(self) -> dict:
        names, offers = filtering.names(), self.results.kind == "offer"
        groups = [
            {"key": name, "name": label, "options": self._options(name)}
            for name, label in names.items()
            if name not in FLAGS and (offers or name not in ONLY_OFFERS)
        ]
        flags = [option for name in FLAGS for option in self._options(name)]
        groups.append({"key": "", "name": pgettext("filters", "Other"), "options": flags})
        filters = self.results.filters
        low, high = (filtering.typed(filtering.zloty(amount)) for amount in (filters.price_from, filters.price_to))
        return {
            "action": self.action,
            "total": self.results.count,
            "hidden": self._pairs(Filters()),
            "groups": groups,
            "price": {"from": low, "to": high} if offers else None,
        }

    @property
    def has_panel(self) -> bool:
        return any(group["options"] for group in self.panel["groups"])

    def _options(self, name: str) -> list[dict]:
        return [
            {"key": name, "value": each.value, "label": each.label, "count": each.count, "checked": each.selected}
            for each in self.results.facets.get(name, ())
        ]

    @property
    def sort(self) -> dict:
        words = {"trafnosc": _("Relevance"), "nowe": _("Newest")}
        if self.results.kind == "offer":
            words |= {"cena": _("Price, lowest first"), "-cena": _("Price, highest first")}
        return {
            "action": self.action,
            "hidden": self._pairs(sort=False),
            "options": [
                {"value": value, "label": label, "checked": value == self.results.sort}
                for value, label in words.items()
            ],
        }

    @property
    def page(self) -> Page:
        """What the tag of pages takes."""
        return Counted(self.results).get_page(self.results.page)
