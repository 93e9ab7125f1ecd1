"""Made-up things and questions about them, for the tests of both engines."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from search import weights
from search.engines.base import FACETS, KINDS, SORTS, Asked, Document, Filters, Place, Question, Term, Way

DAY = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = ("miod", "miodek", "lipa", "lipowy", "kubek", "swieca", "wosk")
VALUES = ("a", "b", "c")
GMINY = ("160901", "160902", "161001")
OPOLE = Place("Opole", "166101", 50.67, 17.93)
TURAWA = Place("Turawa", "160901", 50.73, 18.07)
POWIAT = Place("powiat opolski", "1609")

some_words = st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(tuple)
some_values = st.lists(st.sampled_from(VALUES), max_size=2, unique=True).map(tuple)
documents = st.builds(
    Document,
    kind=st.sampled_from(KINDS),
    ref=st.integers(1, 10_000),
    version=st.just(1),
    title=st.just("t"),
    url=st.just("/"),
    keys=st.fixed_dictionaries(dict.fromkeys(weights.FIELDS, some_words)),
    facets=st.fixed_dictionaries(dict.fromkeys(FACETS, some_values)),
    price=st.none() | st.integers(0, 5),
    available=st.booleans(),
    gminy=st.lists(st.sampled_from(GMINY), max_size=2).map(tuple),
    serves=st.lists(st.sampled_from(("1609", "1610", "1661")), max_size=2).map(tuple),
    lat=st.none() | st.sampled_from((50.1, 50.7)),
    lon=st.sampled_from((17.9, 18.123456789)),
    published_at=st.none() | st.integers(0, 3).map(lambda number: DAY + timedelta(microseconds=number)),
)
ways = st.builds(
    Way,
    keys=st.lists(st.sampled_from((*WORDS, "mio", "lip")), min_size=1, max_size=2, unique=True).map(tuple),
    percent=st.sampled_from((weights.EXACT, weights.SYNONYM, weights.MENDED, weights.BEGINNING)),
    beginning=st.booleans(),
)
terms = st.builds(Term, word=st.just("w"), ways=st.lists(ways, min_size=1, max_size=3).map(tuple))
questions = st.builds(
    Question,
    asked=st.builds(
        Asked,
        text=st.just(""),
        terms=st.lists(terms, max_size=3).map(tuple),
        place=st.sampled_from((None, None, OPOLE, TURAWA, POWIAT)),
    ),
    kind=st.sampled_from(KINDS),
    filters=st.builds(
        Filters,
        chosen=st.dictionaries(st.sampled_from(FACETS), some_values, max_size=3),
        price_from=st.none() | st.integers(0, 3),
        price_to=st.none() | st.integers(2, 5),
    ),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 2),
    per_page=st.sampled_from((2, 24)),
    need=st.none() | st.integers(0, 3),
    place_binds=st.booleans(),
)


def one(ref: int = 1, *, version: int = 1, kind: str = "offer", title: str = "miod", **more) -> Document:
    return Document(kind, ref, version, title, "/", keys={"head": (title,), "title": (title,)}, **more)


def asking(*words: str, **more) -> Question:
    return Question(Asked("", tuple(Term(word, (Way((word,)),)) for word in words)), **more)
