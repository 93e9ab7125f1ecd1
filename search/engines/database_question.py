"""A question in SQL, the same for SQLite and PostgreSQL. Points are whole numbers of `search.weights`, added up there."""

# ruff: noqa: S608 -- statements are put together from names of our own tables and whole numbers; what people type is bound

from collections.abc import Iterable, Sequence
from itertools import groupby

from django.db import connection

from search import weights
from search.engines.base import Filters, Place, Question, Term, Way
from search.models import SearchEntry, SearchKey

ENTRY, KEY = SearchEntry._meta.db_table, SearchKey._meta.db_table
BITS = {name: 1 << at for at, name in enumerate(weights.FIELDS)}
#: how orders begin; every one ends with points, then newest, then the larger reference
BEGIN = {"cena": "e.price ASC NULLS LAST,", "-cena": "e.price DESC NULLS LAST,", "nowe": "e.published DESC NULLS LAST,"}
END = "points DESC, e.published DESC NULLS LAST, e.ref DESC"

#: a piece of a statement and the values that it carries
Piece = tuple[str, list[str | int]]


def counts(question: Question) -> Piece:
    """Return the statement that counts everything met: (0, kind, digest of choices, number, number within the price)."""
    answer, values = _answer(question)
    return f"{answer} {_COUNTS}", values


def page(question: Question, choices: Iterable[str] | None, *, limit: int, offset: int) -> Piece:
    """Return the statement for one page: (place on it from 1, "", "", reference, 1, lat, lon).

    `choices` are the digests that pass the filters.
    """
    answer, values = _answer(question)
    hits, more = _page(question, choices, limit=limit, offset=offset)
    return f"{answer} {hits}", [*values, *more]


def counts_and_page(question: Question, *, limit: int, offset: int) -> Piece:
    """Return one statement for both, where no choice filters the page: the words are looked up once."""
    answer, values = _answer(question)
    hits, more = _page(question, None, limit=limit, offset=offset)
    return f"{answer} {_COUNTS} UNION ALL {hits}", [*values, *more]


#: rows of counts and of hits have the same columns, so that one statement may bring both
_COUNTS = (
    "SELECT 0, a.kind, a.choices_id, COUNT(*), SUM(a.fits), NULL, NULL FROM answer a GROUP BY a.kind, a.choices_id"
)


def _answer(question: Question) -> Piece:
    """Return the list that both statements begin with: everything met, in whatever kind and at whatever price."""
    met, values = _met(question)
    price, limits = _within(question.filters)
    bonus, bonus_values = _bonus(question.asked.place)
    binds, more = _bound(question)
    points = f"{_points_of(question)} + CASE WHEN e.available THEN {weights.AVAILABLE} ELSE 0 END + {bonus}"
    return (
        (
            f"WITH {met} answer AS MATERIALIZED (SELECT e.kind, e.choices_id, e.ref, e.lat, e.lon, e.price, e.published,"
            f" {points} AS points, CASE WHEN {price} THEN 1 ELSE 0 END AS fits FROM {_source(question)} WHERE {binds})"
        ),
        [*values, *bonus_values, *limits, *more],
    )


def _page(question: Question, choices: Iterable[str] | None, *, limit: int, offset: int) -> Piece:
    order = f"{BEGIN.get(question.sort, '')} {END}"
    passing: list[str | int] = [] if choices is None else [*choices]
    chosen = "" if choices is None else f" AND e.choices_id IN ({_marks(passing)})"
    hits = f"SELECT * FROM answer e WHERE e.fits = 1 AND e.kind = %s{chosen} ORDER BY {order} LIMIT {limit} OFFSET {offset}"
    return (
        f"SELECT ROW_NUMBER() OVER (ORDER BY {order}), '', '', e.ref, 1, e.lat, e.lon FROM ({hits}) e",
        [question.kind, *passing],
    )


def titles(keys: Sequence[str], limit: int) -> Piece:
    """Return the statement for things whose title has all the keys, the last one as a beginning: (kind, reference).

    At most `limit` of each kind, best first.
    """
    terms = [Term(key, (Way((key,)),)) for key in keys[:-1]]
    terms.append(Term(keys[-1], (Way((keys[-1],), weights.BEGINNING, beginning=True), Way((keys[-1],)))))
    met, values = _met_by(terms, len(terms), fields=("head", "title"))
    return (
        (
            f"WITH met AS ({met}), begun AS (SELECT e.kind, e.ref, e.published,"
            f" met.points + CASE WHEN e.available THEN {weights.AVAILABLE} ELSE 0 END AS points"
            f" FROM met JOIN {ENTRY} e ON e.id = met.entry_id), ranked AS (SELECT e.kind, e.ref,"
            f" ROW_NUMBER() OVER (PARTITION BY e.kind ORDER BY {END}) AS at FROM begun e)"
            f" SELECT kind, ref FROM ranked WHERE at <= {limit} ORDER BY kind, at"
        ),
        values,
    )


# --- Words ---


def _met(question: Question) -> Piece:
    terms = question.asked.terms
    if not terms:
        return "", []
    met, values = _met_by(terms, _need(question))
    return f"met AS MATERIALIZED ({met}),", values


def _met_by(terms: Sequence[Term], need: int, fields: Iterable[str] = tuple(weights.FIELDS)) -> Piece:
    """Return things with enough of the words: (entry, points). Of the ways to meet a word the best counts."""
    ways: list[str] = []
    values: list[str | int] = []
    for at, term in enumerate(terms):
        for sql, carried in _ways(term, tuple(fields)):
            ways.append(sql.format(term=at))
            values += carried
    if not ways:
        return "SELECT 0 AS entry_id, 0 AS points WHERE 1 = 0", []
    best = f"SELECT entry_id, term, MAX(points) AS points FROM ({' UNION ALL '.join(ways)}) way GROUP BY entry_id, term"
    if len(terms) == 1:
        return f"SELECT entry_id, points FROM ({best}) best", values
    return (
        f"SELECT entry_id, SUM(points) AS points FROM ({best}) best GROUP BY entry_id HAVING COUNT(*) >= {max(need, 1)}",
        values,
    )


def _ways(term: Term, fields: tuple[str, ...]) -> Iterable[Piece]:
    ways = [way for way in term.ways if way.keys]
    simple = sorted((way.percent, way.keys[0]) for way in ways if len(way.keys) == 1 and not way.beginning)
    for percent, same in groupby(simple, key=lambda way: way[0]):
        keys: list[str | int] = [key for _, key in same]
        yield _select("k0.fields", percent, fields, f"{KEY} k0", f"k0.key IN ({_marks(keys)})"), keys
    for way in ways:
        if len(way.keys) > 1 or way.beginning:
            yield _whole(way, fields)


def _whole(way: Way, fields: tuple[str, ...]) -> Piece:
    """Several keys in one field, or a beginning. The last key leads when it stands alone."""
    last = len(way.keys) - 1
    conditions, values = [], []
    for at, key in enumerate(way.keys):
        if at == last and way.beginning:
            conditions.append(f"k{at}.key {_beginning()} %s")
            values.append(key + ("*" if connection.vendor == "sqlite" else "%"))
        else:
            conditions.append(f"k{at}.key = %s")
            values.append(key)
    tables = f"{KEY} k0" + "".join(f" JOIN {KEY} k{at} ON k{at}.entry_id = k0.entry_id" for at in range(1, last + 1))
    together = " & ".join(f"k{at}.fields" for at in range(last + 1))
    return _select(together, way.percent, fields, tables, " AND ".join(conditions)), values


def _select(met: str, percent: int, fields: tuple[str, ...], tables: str, where: str) -> str:
    ranked = sorted(fields, key=lambda name: -weights.FIELDS[name])
    cases = " ".join(f"WHEN ({met}) & {BITS[name]} <> 0 THEN {weights.points(name, percent)}" for name in ranked)
    allowed = sum(BITS[name] for name in fields)
    return (
        f"SELECT k0.entry_id, {{term}} AS term, CASE {cases} END AS points"
        f" FROM {tables} WHERE {where} AND ({met}) & {allowed} <> 0"
    )


def _beginning() -> str:
    """Only these use the index of keys; keys are letters and digits, so nothing in them is a pattern."""
    return "GLOB" if connection.vendor == "sqlite" else "LIKE"


# --- What is around the words ---


def _need(question: Question) -> int:
    number = len(question.asked.terms)
    return number if question.need is None else min(question.need, number)


def _source(question: Question) -> str:
    if not question.asked.terms:
        return f"{ENTRY} e"
    if _need(question) < 1:
        return f"{ENTRY} e LEFT JOIN met ON met.entry_id = e.id"
    return f"met JOIN {ENTRY} e ON e.id = met.entry_id"


def _points_of(question: Question) -> str:
    return "COALESCE(met.points, 0)" if question.asked.terms else "0"


def _bound(question: Question) -> Piece:
    place = question.asked.place
    if place is None or not question.place_binds:
        return "1 = 1", []
    return "(e.gminy LIKE %s OR e.serves LIKE %s)", [*_patterns(place)]


def _bonus(place: Place | None) -> Piece:
    if place is None:
        return "0", []
    better = sorted([(weights.AT_PLACE, "e.gminy", 0), (weights.SERVES_PLACE, "e.serves", 1)], reverse=True)
    cases = " ".join(f"WHEN {column} LIKE %s THEN {number}" for number, column, _ in better)
    return f"CASE {cases} ELSE 0 END", [_patterns(place)[at] for _, _, at in better]


def _patterns(place: Place) -> tuple[str, str]:
    return f"% {place.terc}%", f"% {place.powiat} %"


def _within(filters: Filters) -> Piece:
    limits = [("e.price >= %s", filters.price_from), ("e.price <= %s", filters.price_to)]
    told = [(sql, value) for sql, value in limits if value is not None]
    return " AND ".join(sql for sql, _ in told) or "1 = 1", [value for _, value in told]


def _marks(values: Sequence[object]) -> str:
    return ", ".join(["%s"] * len(values)) or "NULL"
