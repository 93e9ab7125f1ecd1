"""What an engine must answer, written down as plainly as possible: every document is looked at."""

from collections import Counter

from search import weights
from search.engines.base import FACETS, KINDS, Document, Found, Question, Term, Way
from search.engines.distance import metres


def answer(documents: list[Document], question: Question) -> Found:
    """Answer a question by counting the points of every document."""
    met = {(each.kind, each.ref): number for each in documents if (number := points(each, question)) is not None}
    asked = [each for each in documents if (each.kind, each.ref) in met]
    of_kind = [each for each in asked if each.kind == question.kind]
    found = [each for each in of_kind if chosen(each, question)]
    found.sort(key=lambda each: order(each, met[each.kind, each.ref], question.sort))
    begin = (question.page - 1) * question.per_page
    page = found[begin : begin + question.per_page]
    facets = {
        name: Counter(
            value
            for each in of_kind
            if chosen(each, question, apart=name)
            for value in dict.fromkeys(each.facets.get(name, ()))
        )
        for name in FACETS
    }
    far = {each.ref: metres(question.asked.place, each.lat, each.lon) for each in page if question.asked.place}
    return Found(
        refs=tuple(each.ref for each in page),
        total=len(found),
        totals={kind: sum(each.kind == kind for each in asked) for kind in KINDS},
        facets={name: dict(counts) for name, counts in facets.items()},
        without={name: sum(chosen(each, question, apart=name) for each in of_kind) for name in used(question)},
        distances={ref: number for ref, number in far.items() if number is not None},
    )


def points(document: Document, question: Question) -> int | None:
    """Return the points of a document, or nothing when it does not meet the question."""
    asked = question.asked
    best = [best_of(document, term) for term in asked.terms]
    need = len(best) if question.need is None else min(question.need, len(best))
    if sum(number is not None for number in best) < need:
        return None
    bonus = 0
    if asked.place:
        at = any(terc.startswith(asked.place.terc) for terc in document.gminy)
        served = asked.place.powiat in document.serves
        if question.place_binds and not (at or served):
            return None
        bonus = max(weights.AT_PLACE * at, weights.SERVES_PLACE * served)
    return sum(number or 0 for number in best) + bonus + weights.AVAILABLE * document.available


def best_of(document: Document, term: Term) -> int | None:
    return max(
        (
            weights.points(name, way.percent)
            for way in term.ways
            for name in weights.FIELDS
            if meets(document.keys.get(name, ()), way)
        ),
        default=None,
    )


def meets(keys: tuple[str, ...], way: Way) -> bool:
    whole, last = way.keys[:-1], way.keys[-1]
    begun = any(key.startswith(last) for key in keys) if way.beginning else last in keys
    return begun and all(key in keys for key in whole)


def chosen(document: Document, question: Question, *, apart: str = "") -> bool:
    filters = question.filters
    price = document.price
    if apart != "cena":
        if filters.price_from is not None and (price is None or price < filters.price_from):
            return False
        if filters.price_to is not None and (price is None or price > filters.price_to):
            return False
    return all(
        not values or set(values) & set(document.facets.get(name, ()))
        for name, values in filters.chosen.items()
        if name != apart
    )


def used(question: Question) -> list[str]:
    filters = question.filters
    names = [name for name in FACETS if filters.chosen.get(name)]
    return names + ["cena"] * ((filters.price_from, filters.price_to) != (None, None))


def order(document: Document, number: int, sort: str) -> tuple:
    published = document.published_at.timestamp() if document.published_at else float("-inf")
    end = (-number, -published, -document.ref)
    dear = float("inf")
    if sort == "cena":
        return (dear if document.price is None else document.price, *end)
    if sort == "-cena":
        return (dear if document.price is None else -document.price, *end)
    return (-published, *end) if sort == "nowe" else end
