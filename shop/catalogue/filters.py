"""What an address asks of a list of offers: cleaned, applied to a row, written back. Unknown things are left out."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from django.http import QueryDict

from shop.catalogue.models import SaleMode

MODES = {"kup": SaleMode.BUY_NOW, "wycena": SaleMode.QUOTE, "rezerwacja": SaleMode.BOOKING}
MANY = ("kategoria", "powiat", "sposob", "rodzaj")
FLAGS = ("znak", "dostepne", "odbior")
PRICE = "cena"
MOST_VALUES = 40
_PRICE = re.compile(r"\d{1,7}(?:[.,]\d{1,2})?")

#: offers that are alike, see `tallies`
Row = dict[str, Any]


def kind_slug(kind: str) -> str:
    return kind.lower().replace("_", "-")


def read_price(text: str) -> Decimal | None:
    """Read an amount typed by a person; what is none is no filter."""
    text = re.sub(r"[\s\u00a0]|zł", "", text[:20])
    return Decimal(text.replace(",", ".")) if _PRICE.fullmatch(text) else None


@dataclass(frozen=True)
class Filters:
    """What an address asks for, cleaned."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    low: Decimal | None = None
    high: Decimal | None = None
    sort: str = ""

    @classmethod
    def read(cls, data: QueryDict, *, known: Mapping[str, Iterable[str]], sorts: Iterable[str]) -> "Filters":
        chosen = {}
        for key in MANY:
            asked = data.getlist(key)[:MOST_VALUES]
            values = tuple(dict.fromkeys(value for value in asked if value in known[key]))
            if values:
                chosen[key] = values
        chosen |= {key: ("1",) for key in FLAGS if data.get(key) == "1"}
        sort = data.get("sort", "")
        return cls(
            chosen,
            read_price(data.get("cena_od", "")),
            read_price(data.get("cena_do", "")),
            sort if sort in sorts else "",
        )

    def pairs(self) -> list[tuple[str, str]]:
        """Return the filters as name and value, the way an address or hidden fields carry them."""
        rows = [(key, value) for key, values in self.chosen.items() for value in values]
        rows += [
            (name, f"{amount.normalize():f}".replace(".", ","))
            for name, amount in (("cena_od", self.low), ("cena_do", self.high))
            if amount is not None
        ]
        return rows + ([("sort", self.sort)] if self.sort else [])

    def in_use(self) -> list[str]:
        """Return which filters are on."""
        return [*self.chosen, *([PRICE] if self.low is not None or self.high is not None else [])]

    def without(self, key: str, value: str | None = None) -> "Filters":
        """Return the filters with one, or one value of one, taken off."""
        if key in {"cena_od", "cena_do", PRICE}:
            return replace(
                self, low=None if key != "cena_do" else self.low, high=None if key != "cena_od" else self.high
            )
        left = tuple(kept for kept in self.chosen.get(key, ()) if value is not None and kept != value)
        return replace(self, chosen={k: v for k, v in (dict(self.chosen) | {key: left}).items() if v})

    def accept(self, row: Row, *, skip: str = "") -> bool:
        """Say whether the offers of a row pass; `skip` leaves one filter out, for the counts beside its own choices."""
        for key, values in self.chosen.items():
            if key != skip and (row[key] not in values if key in MANY else not row[key]):
                return False
        return skip == PRICE or bool(row["fits"])


def typed(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.normalize():f}".replace(".", ",")
