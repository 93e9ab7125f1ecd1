"""Filters of a list of offers: read from the address, counted with respect to each other, written back into addresses.

One query brings a short row for every offer in the list; choosing, counting and ordering are done on those rows, so the
number of queries does not grow with the number of filters. What an address asks for and nobody knows is left out.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from urllib.parse import urlencode

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms.base.formats import money
from operations.clock import today
from pes_profiles.models import Certificate, PesKind
from pes_profiles.region.models import Powiat
from shop.catalogue.filters import FLAGS, MODES, MOST_VALUES, PRICE, Filters, Row, kind_slug, typed
from shop.catalogue.managers import ProductQuerySet
from shop.catalogue.models import Category, SaleState
from shop.partner.models import DeliveryWay, StockRecord


def rows_of(offers: ProductQuerySet) -> list[Row]:
    """Bring a short row for each offer, in one query."""
    day = today()
    partner = OuterRef("partner")
    free = StockRecord.objects.filter(
        Q(num_in_stock__isnull=True) | Q(num_in_stock__gt=Coalesce(F("num_allocated"), 0))
    )
    # Two questions, an index for each; one with "or" reads every stock record for every offer.
    in_stock = Exists(free.filter(product=OuterRef("pk"))) | Exists(free.filter(product__parent=OuterRef("pk")))
    kind = Category.objects.filter(product=OuterRef("pk")).order_by("path")
    on_break = Q(partner__profile__break_from__lte=day) & (
        Q(partner__profile__break_until__isnull=True) | Q(partner__profile__break_until__gte=day)
    )
    found = offers.order_by("pk").annotate(
        kategoria=Subquery(kind.values("slug")[:1]),
        znak=Exists(Certificate.objects.filter(profile__partner=partner, granted_on__lte=day, valid_to__gte=day)),
        odbior=Exists(DeliveryWay.objects.filter(partner=partner, code=DeliveryWay.Code.PICKUP, is_active=True)),
        on_sale=in_stock & Q(sale_state=SaleState.ACTIVE) & ~on_break,
    )
    return [
        {
            "pk": pk,
            "price": price,
            "published": published,
            "kategoria": category or "",
            "powiat": powiat or "",
            "powiat_name": powiat_name or "",
            "sposob": next(slug for slug, code in MODES.items() if code == mode),
            "rodzaj": kind_slug(pes_kind),
            "znak": certified,
            "odbior": pickup,
            "dostepne": on_sale and (not season or day.month in season),
        }
        for pk, price, published, category, powiat, powiat_name, mode, pes_kind, certified, pickup, on_sale, season in (
            found.values_list(
                "pk",
                "from_price",
                "published_at",
                "kategoria",
                "partner__profile__gmina__powiat__slug",
                "partner__profile__gmina__powiat__name",
                "sale_mode",
                "partner__profile__kind",
                "znak",
                "odbior",
                "on_sale",
                "season_months",
            )
        )
    ]


class Facets:
    """A filtered list of offers and everything its page needs to change the filters.

    `kinds` are the categories offered as a filter, slug to name; `extra` is what the address carries besides (`q`);
    `rank` gives search results their order, best first.
    """

    def __init__(
        self,
        rows: list[Row],
        data: QueryDict,
        *,
        action: str,
        kinds: Mapping[str, str],
        extra: Iterable[tuple[str, str]] = (),
        rank: Mapping[int, int] | None = None,
    ) -> None:
        self.rows, self.action, self.extra, self.rank = rows, action, list(extra), rank
        self.kinds = kinds
        self.powiaty = {str(row["powiat"]): str(row["powiat_name"]) for row in rows if row["powiat"]}
        asked = set(data.getlist("powiat")[:MOST_VALUES]) - set(self.powiaty)
        if asked:
            self.powiaty |= dict(Powiat.objects.filter(slug__in=asked).values_list("slug", "name"))
        known = {"kategoria": kinds, "powiat": self.powiaty, "sposob": MODES, "rodzaj": self._pes_kinds}
        self.filters = Filters.read(data, known=known, sorts=self._sorts)
        self.found = sorted((row for row in rows if self.filters.accept(row)), key=self._order)

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
        first = {"": _("Relevance"), "nowe": _("Newest")} if self.rank is not None else {"": _("Newest")}
        return first | {"cena": _("Price, lowest first"), "-cena": _("Price, highest first")}

    def _order(self, row: Row) -> tuple:
        pk, price, published = row["pk"], row["price"], row["published"]
        newest = (-published.timestamp() if isinstance(published, datetime) else 0.0, -int(str(pk)))
        sort = self.filters.sort
        if sort in {"cena", "-cena"}:
            amount = price if isinstance(price, Decimal) else Decimal(0)
            return (price is None, amount if sort == "cena" else -amount, *newest)
        if self.rank is not None and sort == "":
            return (self.rank[int(str(pk))],)
        return newest

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
            "hidden": [*self.extra, *([("sort", self.filters.sort)] if self.filters.sort else [])],
            "groups": groups,
            "price": {"from": typed(self.filters.low), "to": typed(self.filters.high)},
        }

    @property
    def sort(self) -> dict:
        """What `parts/sort.html` takes."""
        return {
            "action": self.action,
            "hidden": [*self.extra, *replace(self.filters, sort="").pairs()],
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
            number = sum(self.filters.accept(row, skip=key) for row in self.rows)
            if number:
                rows.append((words[key], number, self._off(key)))
        return sorted(rows, key=lambda row: -row[1])

    def address(self, filters: Filters) -> str:
        query = urlencode([*self.extra, *filters.pairs()])
        return f"{self.action}?{query}" if query else self.action

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
                counts[row[key]] = counts.get(row[key], 0) + 1
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
            "count": sum(1 for row in self.rows if row[key] and self.filters.accept(row, skip=key)),
            "checked": key in self.filters.chosen,
        }
