"""Looking things up: every word must be met, a title counts most. What is found is asked again whether it is public."""

from dataclasses import dataclass, field

from django.db.models import Q
from wagtail.models import Page

from pes_profiles.models import Profile
from search.models import SearchEntry, WordForm
from search.polish import fold, keys, lemmas, words
from shop.catalogue.models import Product

LONGEST_QUERY = 200
MOST_WORDS = 12
MOST_HITS = 1000
#: a piece of a word is looked for from this many letters on
PREFIX = 4
SMALL_WORDS = frozenset(
    [
        "a",
        "albo",
        "bez",
        "dla",
        "do",
        "i",
        "lub",
        "na",
        "nad",
        "o",
        "od",
        "oraz",
        "po",
        "pod",
        "przez",
        "przy",
        "u",
        "w",
        "we",
        "z",
        "za",
        "ze",
    ]
)
Kind = SearchEntry.Kind


@dataclass(frozen=True)
class Found:
    """Three lists, best first. `rank` gives each offer its place."""

    text: str
    offers: list[int] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    pages: list[SearchEntry] = field(default_factory=list)

    @property
    def rank(self) -> dict[int, int]:
        return {pk: place for place, pk in enumerate(self.offers)}

    @property
    def is_empty(self) -> bool:
        return not (self.offers or self.profiles or self.pages)


def clean(text: str) -> str:
    """Return what was typed, as one line of at most 200 characters."""
    return " ".join(text[: LONGEST_QUERY * 2].replace("\x00", " ").split())[:LONGEST_QUERY].strip()


def search(text: str) -> Found:
    """Find offers, PES and pages for what a person typed. A fixed number of queries."""
    text = clean(text)
    terms = _terms(text)
    if not terms:
        return Found(text)
    wanted = Q()
    for term in terms:
        wanted &= _any_of("keys", term)
    hits: dict[str, list[tuple[int, SearchEntry]]] = {kind: [] for kind in Kind.values}
    for entry in SearchEntry.objects.filter(wanted).order_by("-ref")[:MOST_HITS]:
        hits[entry.kind].append((_distance(entry, terms), entry))
    ordered = {kind: [entry for _far, entry in sorted(rows, key=_near)] for kind, rows in hits.items()}
    return Found(
        text,
        _public_offers(ordered[Kind.OFFER]),
        _listed_profiles(ordered[Kind.PROFILE]),
        _open_pages(ordered[Kind.PAGE]),
    )


def _terms(text: str) -> list[set[str]]:
    """Return for each word typed the keys it may stand for; ` miod ` is a whole key, ` mio` the beginning of one."""
    typed = [word for word in dict.fromkeys(words(text)) if len(word) <= PREFIX * 20]
    telling = [word for word in typed if word not in SMALL_WORDS][:MOST_WORDS] or typed[:MOST_WORDS]
    known: dict[str, set[str]] = {}
    for form, key in WordForm.objects.filter(form__in=[fold(word) for word in telling]).values_list("form", "key"):
        known.setdefault(form, set()).add(key)
    terms = []
    for word in telling:
        plain = fold(word)
        whole = set(keys(word)) | known.get(plain, set()) | {plain}
        term = {f" {key} " for key in whole if key}
        if len(plain) >= PREFIX and not lemmas(word):
            term.add(f" {plain}")
        terms.append(term)
    return terms


def _any_of(name: str, term: set[str]) -> Q:
    either = Q()
    for piece in sorted(term):
        either |= Q(**{f"{name}__contains": piece})
    return either


def _distance(entry: SearchEntry, terms: list[set[str]]) -> int:
    """Count the words that the title lacks."""
    return sum(not any(piece in entry.title_keys for piece in term) for term in terms)


def _near(row: tuple[int, SearchEntry]) -> tuple[int, int]:
    far, entry = row
    return far, -entry.ref


def _public_offers(entries: list[SearchEntry]) -> list[int]:
    if not entries:
        return []
    refs = [entry.ref for entry in entries]
    public = set(Product.objects.public().filter(pk__in=refs).values_list("pk", flat=True))
    return [ref for ref in refs if ref in public]


def _listed_profiles(entries: list[SearchEntry]) -> list[Profile]:
    if not entries:
        return []
    refs = [entry.ref for entry in entries]
    listed = Profile.objects.listed().select_related("gmina__powiat").in_bulk(refs)
    return [listed[ref] for ref in refs if ref in listed]


def _open_pages(entries: list[SearchEntry]) -> list[SearchEntry]:
    if not entries:
        return []
    refs = [entry.ref for entry in entries]
    shown = set(Page.objects.live().public().filter(pk__in=refs).values_list("pk", flat=True))
    return [entry for entry in entries if entry.ref in shown]
