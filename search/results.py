"""What a search answers: hits of one page that anybody may see, counts, and what could be done to find more."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from search.engines.base import KINDS, PER_PAGE, Asked, Filters


@dataclass(frozen=True)
class Hit:
    """One thing found. Prices are gross zł; `thing` is the card, the PES or the page itself."""

    kind: str
    ref: int
    title: str
    url: str
    thing: Any
    category: str | None = None
    seller: str = ""
    place: str = ""
    price: Decimal | None = None
    price_from: bool = False
    unit: str = ""
    available: bool = True
    #: safe HTML: words that were asked for stand in <mark>
    snippet: str = ""
    #: from the place that was asked for
    kilometres: float | None = None

    @property
    def telling_snippet(self) -> str:
        """The snippet where it has a word that was asked for; the card of an offer has no room for more."""
        return self.snippet if "<mark>" in self.snippet else ""


@dataclass(frozen=True)
class FacetValue:
    """A value to choose and how many results there are after choosing it alone in its facet."""

    value: str
    label: str
    count: int
    selected: bool


@dataclass(frozen=True)
class Results:
    """One page of an answer."""

    asked: Asked
    kind: str
    filters: Filters
    sort: str
    page: int
    count: int = 0
    hits: tuple[Hit, ...] = ()
    #: kind → number of results without filters
    totals: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(KINDS, 0))
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    #: nothing has every word; these have most of them
    loose: bool = False
    #: nothing is at the place; these are the nearest
    far: bool = False
    #: filter → number of results without it, when the filters leave nothing
    relaxations: Mapping[str, int] = field(default_factory=dict)
    engine: str = ""
    #: facet → value → label, as they were when the question was answered
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PER_PAGE))

    @property
    def total(self) -> int:
        """How many things of all kinds there are, filters apart."""
        return sum(self.totals.values())
