"""Looking things up: understood once, answered by the engine of the settings, asked again whether it is public."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from wagtail.models import Page

from pes_profiles.models import Profile
from search import filters as filtering
from search.engines import choose
from search.engines.base import FACETS, KINDS, PER_PAGE, SORTS, Asked, Filters, Found, Question
from search.models import SearchEntry
from search.results import FacetValue, Hit, Results
from search.snippets import snippet
from search.sources import plain
from search.terms import ask
from shop.catalogue.faces import faces as kept_faces
from shop.catalogue.models import Product
from shop.catalogue.queries import cards

LONGEST_QUERY = 200
DEEPEST_PAGE = 1000
#: so many of the nearest are looked through when nothing is at a place
NEAREST = 500

Kind = SearchEntry.Kind


class MayNotChooseError(PermissionError):
    """Somebody who may not named an engine."""


def clean(text: str) -> str:
    """Return what was typed, as one line of at most 200 characters."""
    return " ".join(text[: LONGEST_QUERY * 2].replace("\x00", " ").split())[:LONGEST_QUERY].strip()


def search(
    query: str,
    filters: Filters | None = None,
    sort: str = "trafnosc",
    page: int = 1,
    user: AbstractBaseUser | AnonymousUser | None = None,
    *,
    kind: str = "",
    place: bool = True,
    engine: str | None = None,
    faces: bool = False,
) -> Results:
    """Find things for what a person typed. A fixed number of queries, whatever is found.

    With `faces` an offer comes as the card that lists show, and as nothing more.

    Without `kind` the first kind that has anything is shown, offers before PES, events and pages. Where nothing has every
    word, what has most of them is shown; where nothing is at the place, the nearest.

    Raises:
        MayNotChooseError: `engine` is named by somebody who may not.
        EngineError: the named engine cannot answer.
    """
    if engine and not choose.may_force(user):
        raise MayNotChooseError(engine)
    text = clean(query)
    asked = ask(text, place=place)
    question = Question(
        asked,
        kind=kind if kind in KINDS else KINDS[0],
        filters=filters or Filters(),
        sort=sort if sort in SORTS else SORTS[0],
        page=min(max(page, 1), DEEPEST_PAGE),
    )
    if not asked.terms and asked.place is None and text:
        return _results(question, Found((), 0, dict.fromkeys(KINDS, 0)), faces=faces)
    found, question, loose, far = _found(question, engine)
    if not kind and not found.totals[question.kind] and any(found.totals.values()):
        question = replace(question, kind=next(each for each in KINDS if found.totals[each]))
        found, question, loose, far = _found(question, engine)
    return replace(_results(question, found, faces=faces), loose=loose, far=far)


# --- Asking the engine ---


def _found(question: Question, engine: str | None) -> tuple[Found, Question, bool, bool]:
    """Return an answer, the question that was answered, whether it is loose, and whether it is from elsewhere."""
    found = choose.answer(question, forced=engine)
    if any(found.totals.values()):
        return found, question, False, False
    if question.asked.place:
        # A place alone asks who is there: then the nearest PES are shown.
        kind = question.kind if question.asked.terms else Kind.PES.value
        elsewhere = replace(question, kind=kind, place_binds=False)
        if any((found := choose.answer(elsewhere, forced=engine)).totals.values()):
            return _nearest(elsewhere, found, engine), elsewhere, False, True
    for need in _fewer(len(question.asked.terms)):
        looser = replace(question, need=need)
        if any((found := choose.answer(looser, forced=engine)).totals.values()):
            return found, looser, True, False
    return found, question, False, False


def _fewer(terms: int) -> Iterable[int]:
    """Most of the words, then half of them, then any."""
    return dict.fromkeys(need for need in (terms - 1, terms // 2, 1) if 0 < need < terms)


def _nearest(question: Question, found: Found, engine: str | None) -> Found:
    """Order what was found elsewhere by its distance, as far as anybody turns pages."""
    if question.sort != SORTS[0] or not found.total:
        return found
    wide = choose.answer(replace(question, page=1, per_page=NEAREST), forced=engine)
    far = max(wide.distances.values(), default=0) + 1
    refs = sorted(wide.refs, key=lambda ref: wide.distances.get(ref, far))
    begin = (question.page - 1) * PER_PAGE
    if begin + PER_PAGE > NEAREST:
        return found
    return replace(wide, refs=tuple(refs[begin : begin + PER_PAGE]))


# --- What is shown ---


def _results(question: Question, found: Found, *, faces: bool) -> Results:
    labels = filtering.labels()
    return Results(
        asked=question.asked,
        kind=question.kind,
        filters=question.filters,
        sort=question.sort,
        page=question.page,
        count=found.total,
        hits=tuple(_HITS["face" if faces and question.kind == Kind.OFFER else question.kind](question, found)),
        totals=found.totals,
        relaxations={} if found.total else _relaxations(found),
        facets=_facets(question.filters, found, labels),
        labels=labels,
        engine=found.engine,
    )


def _relaxations(found: Found) -> dict[str, int]:
    """Return the filters that alone hide everything, the one that hides most first."""
    return dict(sorted(((name, hidden) for name, hidden in found.without.items() if hidden), key=lambda pair: -pair[1]))


def _facets(
    filters: Filters, found: Found, labels: Mapping[str, Mapping[str, str]]
) -> dict[str, tuple[FacetValue, ...]]:
    shown = {}
    for name, words in labels.items():
        counts, chosen = found.facets.get(name, {}), filters.chosen.get(name, ())
        shown[name] = tuple(
            FacetValue(value, label, counts.get(value, 0), value in chosen)
            for value, label in words.items()
            if counts.get(value) or value in chosen
        )
    return {name: shown[name] for name in FACETS}


def _offers(question: Question, found: Found) -> list[Hit]:
    """Read the offers anew: what is not public any more is left out, prices are those of the offer's page."""
    return [_offer(offer, question.asked, found) for offer in cards(found.refs)]


def _faces(question: Question, found: Found) -> list[Hit]:
    """Show the offers that are public, by their cards as they are kept."""
    texts = dict(Product.objects.public().filter(pk__in=found.refs).values_list("pk", "description"))
    return [
        Hit(
            kind=Kind.OFFER,
            ref=face.pk,
            title=face.title,
            url=face.url,
            thing=face,
            snippet=snippet(plain(texts[face.pk]), question.asked),
            kilometres=_kilometres(face.pk, found),
        )
        for face in kept_faces((ref for ref in found.refs if ref in texts), eager=True)
    ]


def _offer(offer: Product, asked: Asked, found: Found) -> Hit:
    return Hit(
        kind=Kind.OFFER,
        ref=offer.pk,
        title=offer.title,
        url=offer.get_absolute_url(),
        thing=offer,
        category=offer.main_category.slug if offer.main_category else None,
        seller=offer.seller_name,
        place=offer.seller_town,
        price=offer.price_from,
        price_from=offer.price_is_from,
        unit=offer.unit,
        available=not offer.is_gone and not offer.availability_word,
        snippet=snippet(plain(offer.description), asked),
        kilometres=_kilometres(offer.pk, found),
    )


def _profiles(question: Question, found: Found) -> list[Hit]:
    listed = Profile.objects.listed().select_related("gmina__powiat").in_bulk(found.refs)
    return [
        Hit(
            kind=Kind.PES,
            ref=ref,
            title=profile.short_name,
            url=profile.get_absolute_url(),
            thing=profile,
            seller=profile.short_name,
            place=profile.town,
            snippet=snippet(profile.tagline, question.asked),
            kilometres=_kilometres(ref, found),
        )
        for ref in found.refs
        if (profile := listed.get(ref))
    ]


def _pages(question: Question, found: Found) -> list[Hit]:
    if not found.refs:
        return []
    entries = SearchEntry.objects.filter(kind=question.kind, ref__in=found.refs)
    shown = set(Page.objects.live().public().filter(pk__in=found.refs).values_list("pk", flat=True))
    by_ref = {entry.ref: entry for entry in entries if entry.ref in shown}
    return [
        Hit(
            kind=question.kind,
            ref=ref,
            title=entry.title,
            url=entry.url,
            thing=entry,
            available=entry.available,
            snippet=snippet(entry.summary, question.asked),
            kilometres=_kilometres(ref, found),
        )
        for ref in found.refs
        if (entry := by_ref.get(ref))
    ]


def _kilometres(ref: int, found: Found) -> float | None:
    metres = found.distances.get(ref)
    return None if metres is None else round(metres / 1000, 1)


_HITS: dict[str, Callable[[Question, Found], Sequence[Hit]]] = {
    "face": _faces,
    Kind.OFFER.value: _offers,
    Kind.PES.value: _profiles,
    Kind.EVENT.value: _pages,
    Kind.PAGE.value: _pages,
}
