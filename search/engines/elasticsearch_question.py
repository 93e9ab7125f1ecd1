"""A question in Elasticsearch's words. Every clause gives a whole constant, so that points add up as in `search.weights`."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from elasticsearch.dsl import A, Q, Search
from elasticsearch.dsl.aggs import Agg
from elasticsearch.dsl.query import Query

from search import weights
from search.engines.base import FACETS, KINDS, PRICE, Asked, Filters, Place, Question, Term, Way
from search.engines.elasticsearch_index import DEEPEST

#: values of one facet that are counted
MOST_VALUES = 1000
#: the aggregation of the facets in which nothing is chosen; no facet has this name
SHOWN = "shown"
#: how orders begin; every one ends with points, then newest, then the larger reference
BEGIN: dict[str, list[dict[str, Any]]] = {
    "trafnosc": [],
    "cena": [{"price": {"order": "asc", "missing": "_last"}}],
    "-cena": [{"price": {"order": "desc", "missing": "_last"}}],
    "nowe": [{"published": {"order": "desc", "missing": "_last"}}],
}
END: list[dict[str, Any]] = [
    {"_score": {"order": "desc"}},
    {"published": {"order": "desc", "missing": "_last"}},
    {"ref": {"order": "desc"}},
]


def page(question: Question) -> Search:
    """Return the whole request for one page: hits, totals of kinds and facets, in one round."""
    narrowed = _choices(question.filters)
    of_kind = Q("term", kind=question.kind)
    search = Search().query(_met(question)).post_filter(_all([of_kind, *narrowed.values()]))
    search = search.sort(*BEGIN.get(question.sort, []), *END)
    search = search.source(["lat", "lon"] if question.asked.place else False)
    search.aggs.bucket("kinds", A("terms", field="kind", size=len(KINDS)))
    for name in narrowed:
        others = [choice for chosen, choice in narrowed.items() if chosen != name]
        counted = search.aggs.bucket(name, A("filter", filter=_all([of_kind, *others])))
        if name in FACETS:
            counted.bucket("values", _values(name))
    # the facets in which nothing is chosen count the same things: those that are shown
    shown = search.aggs.bucket(SHOWN, A("filter", filter=_all([of_kind, *narrowed.values()])))
    for name in FACETS:
        if name not in narrowed:
            shown.bucket(name, _values(name))
    begin = (max(question.page, 1) - 1) * question.per_page
    if begin + question.per_page > DEEPEST:
        return search.extra(size=0, track_total_hits=True)
    return search[begin : begin + question.per_page].extra(track_total_hits=True)


def counts(name: str, aggregations: Mapping[str, Any]) -> Mapping[str, int]:
    """Return how many things have each value of a facet, from the answer to `page`."""
    own = aggregations[name]["values"] if name in aggregations else aggregations[SHOWN][name]
    return {bucket["key"]: bucket["doc_count"] for bucket in own["buckets"]}


def titles(keys: Sequence[str], limit: int) -> Search:
    """Return the request for things whose title has all the keys, the last one as a beginning, the best of each kind."""
    ways = [Term(key, (Way((key,)),)) for key in keys[:-1]]
    ways.append(Term(keys[-1], (Way((keys[-1],), weights.BEGINNING, beginning=True), Way((keys[-1],)))))
    met = [_best(term, fields=("head", "title")) for term in ways]
    best = {"name": "best", "size": limit, "sort": END, "_source": False}
    search = Search().query(Q("bool", must=met, should=[_available()])).source(False)
    search = search.extra(collapse={"field": "kind", "inner_hits": best}, track_total_hits=False)
    return search[: len(KINDS)]


def _met(question: Question) -> Query:
    asked = question.asked
    need = len(asked.terms) if question.need is None else min(question.need, len(asked.terms))
    # beside `match_all` a clause that is not needed still gives its points
    held = Q("bool", filter=[Q("match_all")], should=[_best(term) for term in asked.terms], minimum_should_match=need)
    binding = [_at(asked.place)] if asked.place and question.place_binds else []
    return Q(
        "bool",
        must=[held],
        filter=binding,
        should=[_available(), *_near(asked)],
        minimum_should_match=0,
    )


def _best(term: Term, fields: Iterable[str] = tuple(weights.FIELDS)) -> Query:
    """Return a clause that gives the points of the best way to meet a word."""
    ways = [way for way in term.ways if way.keys]
    simple = sorted((way.percent, way.keys[0]) for way in ways if len(way.keys) == 1 and not way.beginning)
    single = [(percent, [key for _, key in same]) for percent, same in groupby(simple, key=lambda way: way[0])]
    longer = [way for way in ways if len(way.keys) > 1 or way.beginning]
    clauses = []
    for name in fields:
        field = f"keys_{name}"
        clauses += [_points(Q("terms", **{field: keys}), weights.points(name, percent)) for percent, keys in single]
        clauses += [_points(_whole(field, way), weights.points(name, way.percent)) for way in longer]
    return Q("dis_max", queries=clauses, tie_breaker=0) if clauses else Q("match_none")


def _whole(field: str, way: Way) -> Query:
    keys = [Q("term", **{field: key}) for key in way.keys]
    if way.beginning:
        keys[-1] = Q("prefix", **{field: way.keys[-1]})
    return _all(keys)


def _available() -> Query:
    return _points(Q("term", available=True), weights.AVAILABLE)


def _near(asked: Asked) -> list[Query]:
    if asked.place is None:
        return []
    bonuses = [_points(_seated(asked.place), weights.AT_PLACE), _points(_served(asked.place), weights.SERVES_PLACE)]
    return [Q("dis_max", queries=bonuses, tie_breaker=0)]


def _at(place: Place) -> Query:
    return Q("bool", should=[_seated(place), _served(place)], minimum_should_match=1)


def _seated(place: Place) -> Query:
    return Q("prefix", gminy=place.terc)


def _served(place: Place) -> Query:
    return Q("term", serves=place.powiat)


def _values(facet: str) -> Agg:
    return A("terms", field=f"facet_{facet}", size=MOST_VALUES)


def _choices(filters: Filters) -> dict[str, Query]:
    """Return one clause for each facet that is chosen in, and one for the price."""
    made = {
        name: Q("terms", **{f"facet_{name}": list(values)})
        for name, values in filters.chosen.items()
        if name in FACETS and values
    }
    bounds = {"gte": filters.price_from, "lte": filters.price_to}
    if told := {side: value for side, value in bounds.items() if value is not None}:
        made[PRICE] = Q("range", price=told)
    return made


def _points(query: Query, number: int) -> Query:
    return Q("constant_score", filter=query, boost=number)


def _all(queries: Sequence[Query]) -> Query:
    return queries[0] if len(queries) == 1 else Q("bool", filter=list(queries))
