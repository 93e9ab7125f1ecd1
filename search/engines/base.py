"""What the portal asks of a search engine, and the words in which both sides speak.

Polish is understood above the engines (`search.terms`, `search.places`, `search.synonyms`) and documents are made above
them (`search.documents`); an engine only keeps keys and counts points. Prices are whole grosze, gross.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Protocol

#: kind of thing → named list; the order of the tabs
KINDS = ("offer", "pes", "event", "page")
SORTS = ("trafnosc", "cena", "-cena", "nowe")
#: facets with several values each; `cena_od`, `cena_do` bound the price
FACETS = ("kategoria", "powiat", "sposob", "rodzaj", "znak", "dostawa", "dostepne")
#: the filter that both bounds of the price are
PRICE = "cena"
PER_PAGE = 24
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class EngineError(Exception):
    """The engine cannot answer now: down, slow, empty or wrongly mapped."""


# --- A question ---


@dataclass(frozen=True)
class Way:
    """One way to meet a word: all its keys in one field. `percent` of the field's points are given."""

    keys: tuple[str, ...]
    percent: int = 100
    #: the last key may be only the beginning of a word
    beginning: bool = False


@dataclass(frozen=True)
class Term:
    """A word of the question and the ways to meet it; the best way counts."""

    word: str
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Place:
    """A place read out of the question. `terc` has 6 digits for a gmina, 4 for a powiat.

    A thing is at the place when the TERC of a seat or pickup point begins with `terc`, and serves it when it serves
    `powiat`; either meets a place that binds. The better of the two bonuses is given, in every answer with a place.
    """

    name: str
    terc: str
    lat: float | None = None
    lon: float | None = None

    @property
    def powiat(self) -> str:
        return self.terc[:4]


@dataclass(frozen=True)
class Asked:
    """A question as understood. `corrected` is the text after mending, when anything was mended."""

    text: str
    terms: tuple[Term, ...] = ()
    place: Place | None = None
    corrected: str = ""


@dataclass(frozen=True)
class Filters:
    """Choices by facet, cleaned; several values of one facet mean "any of"."""

    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price_from: int | None = None
    price_to: int | None = None

    @property
    def in_use(self) -> list[str]:
        """The facets chosen in, and `PRICE` where it is bounded."""
        bounded = self.price_from is not None or self.price_to is not None
        return [*(name for name, values in self.chosen.items() if values), *([PRICE] if bounded else [])]


@dataclass(frozen=True)
class Question:
    """Everything an engine needs. `need` terms must be met, all unless a looser answer is asked for.

    Points are the sum over terms of the best `weights.points(field, way.percent)`, plus bonuses. `cena` begins with the
    cheapest, `-cena` with the dearest, both end with what has no price; `nowe` begins with the newest, ends with what has
    no date. Equal ones are ordered as by `trafnosc`: points, then newest, then the larger reference.
    """

    asked: Asked
    kind: str = "offer"
    filters: Filters = field(default_factory=Filters)
    sort: str = "trafnosc"
    page: int = 1
    per_page: int = PER_PAGE
    need: int | None = None
    #: hold to the place (the chip); without it the place only orders
    place_binds: bool = True


# --- A document ---


@dataclass(frozen=True)
class Document:
    """A public thing as the index holds it. Keys are those of `search.polish`, in order, per field of `weights.FIELDS`."""

    kind: str
    ref: int
    #: grows with every change: an older write loses
    version: int
    title: str
    url: str
    summary: str = ""
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: facet → its values: slugs of the category and its ancestors, slugs of powiaty served, …
    facets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    price: int | None = None
    available: bool = False
    #: TERC (6 digits) of seat and pickup points
    gminy: tuple[str, ...] = ()
    #: TERC (4 digits) of the powiaty served, seat's included
    serves: tuple[str, ...] = ()
    lat: float | None = None
    lon: float | None = None
    published_at: datetime | None = None


def microseconds(moment: datetime | None) -> int | None:
    """Return a moment as a whole number, as exact as the database keeps it."""
    if moment is None:
        return None
    since = moment - EPOCH
    return (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds


# --- An answer ---


@dataclass(frozen=True)
class Found:
    """What an engine answers: references of one page, best first, and counts."""

    refs: tuple[int, ...]
    total: int
    #: of every kind, with the question's words and place, facets apart
    totals: Mapping[str, int]
    #: facet → value → number of results after choosing that value alone, with the filters of every other facet kept
    facets: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    #: filter in use (a facet or `PRICE`) → number of results without it, with every other filter kept
    without: Mapping[str, int] = field(default_factory=dict)
    #: reference → metres from the place asked for
    distances: Mapping[int, int] = field(default_factory=dict)
    #: name of the engine that answered; `choose` puts it here
    engine: str = ""


class Engine(Protocol):
    """A search engine. Every method raises `EngineError` when it cannot answer."""

    name: str

    def find(self, question: Question) -> Found:
        """Answer one page. Order: points, then newest, then the larger reference."""

    def beginnings(self, keys: Sequence[str], limit: int) -> Mapping[str, Sequence[int]]:
        """Return kind → at most `limit` references of things whose title has all the keys, the last one as a beginning.

        Best first. No kind crowds another out.
        """

    def write(self, documents: Iterable[Document]) -> None:
        """Keep documents, unless a newer version is kept."""

    def forget(self, things: Iterable[tuple[str, int, int]]) -> None:
        """Leave out (kind, ref, version), unless a newer version is kept."""

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Make the whole index again while the old one answers; return how many documents it holds."""

    def versions(self) -> Iterator[tuple[str, int, int]]:
        """Yield (kind, ref, version) of everything kept, for `verify`."""
