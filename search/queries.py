"""Looking things up: every word must be met, a title counts most. What is found is asked again whether it is public."""

from dataclasses import dataclass, field

from django.db.models import Q
from wagtail.models import Page

from pes_profiles.models import Profile
from search.models import SearchEntry
from search.terms import Understood, understand
from shop.catalogue.models import Product

LONGEST_QUERY = 200
MOST_HITS = 1000

Kind = SearchEntry.Kind


@dataclass(frozen=True)
class Found:
    """Three lists, best first. `rank` gives each offer its place."""

    text: str
    offers: list[int] = field(default_factory=list)
    profiles: list[Profile] = field(default_factory=list)
    pages: list[SearchEntry] = field(default_factory=list)
    #: what was looked for instead of an unknown word
    corrected: str = ""
    #: nothing has all the words; these have some of them
    loose: bool = False

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
    """Find offers, PES and pages for what a person typed. A fixed number of queries.

    Where nothing has every word, what has most of them is shown, and said to be so.
    """
    text = clean(text)
    asked = understand(text)
    if not asked.terms:
        return Found(text)
    found = _look(text, asked, every=True)
    if found.is_empty and len(asked.terms) > 1:
        return _look(text, asked, every=False)
    return found


def _look(text: str, asked: Understood, *, every: bool) -> Found:
    wanted = Q()
    for term in asked.terms:
        wanted = wanted & _any_of("keys", term) if every else wanted | _any_of("keys", term)
    hits: dict[str, list[tuple[tuple[int, int, int, int], SearchEntry]]] = {kind: [] for kind in Kind.values}
    for entry in SearchEntry.objects.filter(wanted).order_by("-ref")[:MOST_HITS]:
        hits[entry.kind].append((_far(entry, asked.terms), entry))
    if not every:
        hits = {kind: _fullest(rows) for kind, rows in hits.items()}
    ordered = {kind: [entry for _place, entry in sorted(rows, key=_place)] for kind, rows in hits.items()}
    return Found(
        text,
        _public_offers(ordered[Kind.OFFER]),
        _listed_profiles(ordered[Kind.PROFILE]),
        _open_pages(ordered[Kind.PAGE]),
        corrected=asked.corrected,
        loose=not every,
    )


def _any_of(name: str, term: frozenset[str]) -> Q:
    either = Q()
    for piece in sorted(term):
        either |= Q(**{f"{name}__contains": piece})
    return either


def _far(entry: SearchEntry, terms: tuple[frozenset[str], ...]) -> tuple[int, int, int, int]:
    """Tell how far a thing is from what was asked: words it lacks, words its title lacks, where its title says them."""
    lacking = sum(not any(piece in entry.keys for piece in term) for term in terms)
    places = [min((at for piece in term if (at := entry.title_keys.find(piece)) >= 0), default=-1) for term in terms]
    said = [place for place in places if place >= 0]
    return lacking, len(terms) - len(said), min(said, default=0), -entry.ref


def _place(row: tuple[tuple[int, int, int, int], SearchEntry]) -> tuple[int, int, int, int]:
    return row[0]


def _fullest(
    rows: list[tuple[tuple[int, int, int, int], SearchEntry]],
) -> list[tuple[tuple[int, int, int, int], SearchEntry]]:
    """Keep the things that lack the fewest words."""
    least = min((far[0] for far, _entry in rows), default=0)
    return [row for row in rows if row[0][0] == least]


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
