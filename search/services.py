"""Keeping the index: one thing at a time as it changes, or everything at once.

A thing is read anew before it is written, so an old order to index can never bring an old state back.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.db import transaction
from wagtail.models import Page

from events.models import FairPage
from operations import outbox
from operations.clock import now
from search.documents import SOURCES
from search.engines import choose
from search.engines.base import Document, Engine, microseconds
from search.engines.database import document_digest
from search.models import SearchEntry, WordForm
from search.polish import fold, forms, lemmas
from search.sources import Source
from shop.catalogue.models import Product

Kind = SearchEntry.Kind
BATCH = 500
LONGEST_FORM = 80

Thing = tuple[str, int]


# --- One thing ---


def index_thing(kind: str, ref: int) -> None:
    """Show one thing as it is now, or stop showing it. A PES takes its offers along: they carry its name.

    Raises `EngineError` when an engine could not be written; the outbox tries again.
    """
    things = {kind: [ref]}
    if kind == Kind.PES:
        things[Kind.OFFER] = list(Product.objects.offers().filter(partner__profile=ref).values_list("pk", flat=True))
    for each, refs in things.items():
        for start in range(0, len(refs), BATCH):
            _index(each, refs[start : start + BATCH])


def kind_of_page(page: Page) -> str:
    """Return which kind of thing a page is in the index."""
    return Kind.EVENT.value if isinstance(page.specific_deferred, FairPage) else Kind.PAGE.value


def _index(kind: str, refs: list[int]) -> None:
    version = microseconds(now()) or 0
    found = list(SOURCES[kind](refs))
    shown = {source.document.ref for source in found}
    gone = [(kind, ref, version) for ref in refs if ref not in shown]
    learn(found)
    for engine in choose.kept():
        engine.write(source.document for source in found)
        engine.forget(gone)


def ask_for(kind: str, ref: int) -> None:
    """Have the worker bring one thing up to date; asked for twice it is done once."""
    outbox.put("search.index", ref, dedupe_key=f"search.index:{kind}:{ref}", payload={"kind": kind}, coalesce=True)


# --- Everything ---


def rebuild(engine: Engine, *, progress: Callable[[], object] = lambda: None) -> int:
    """Make an engine's whole index again while the old one answers; return how many things it holds.

    `progress` is called after each thing.
    """
    return engine.rebuild(_learnt(_everything(), progress))


def rebuild_all() -> None:
    """Make the index of every engine in use again."""
    for engine in choose.kept():
        rebuild(engine)
    forget_forms()


def forget_forms() -> int:
    """Leave out forms of words that nothing in the index has any more."""
    keys = set()
    for source in _everything():
        keys |= {fold(lemma) for word in source.words for lemma in lemmas(word)}
    gone = [pk for pk, key in WordForm.objects.values_list("pk", "key").iterator() if key not in keys]
    for start in range(0, len(gone), BATCH):
        WordForm.objects.filter(pk__in=gone[start : start + BATCH]).delete()
    return len(gone)


def _everything() -> Iterator[Source]:
    for source in SOURCES.values():
        yield from source(None)


def _learnt(sources: Iterator[Source], progress: Callable[[], object]) -> Iterator[Document]:
    met: set[str] = set()
    while batch := list(islice(sources, BATCH)):
        learn(batch, met)
        for each in batch:
            yield each.document
            progress()


def learn(sources: Iterable[Source], met: set[str] | None = None) -> None:
    """Put every form of every word into the table of forms. `met` are words learnt before, and grows."""
    known = set() if met is None else met
    fresh = {word for source in sources for word in source.words} - known
    known |= fresh
    met_lemmas = {lemma for word in fresh for lemma in lemmas(word)}
    keys = {lemma: key for lemma in met_lemmas if len(key := fold(lemma)) <= LONGEST_FORM}
    pairs = {(form, key) for lemma, key in keys.items() for form in forms(lemma) if len(form) <= LONGEST_FORM}
    WordForm.objects.bulk_create(
        [WordForm(form=form, key=key) for form, key in sorted(pairs)], ignore_conflicts=True, batch_size=BATCH
    )


# --- Is it true? ---


@dataclass
class Difference:
    """What an engine's index has too little, too much and not as it is."""

    missing: list[Thing] = field(default_factory=list)
    left_over: list[Thing] = field(default_factory=list)
    changed: list[Thing] = field(default_factory=list)

    @property
    def things(self) -> list[Thing]:
        return [*self.missing, *self.left_over, *self.changed]

    def __bool__(self) -> bool:
        return bool(self.things)


def verify(engine: Engine) -> Difference:
    """Compare an index with the portal, thing by thing.

    The database engine is held against the things themselves, another one against the versions of the database engine.
    """
    kept = {(kind, ref): version for kind, ref, version in engine.versions()}
    difference = Difference()
    own = {
        (kind, ref): (version, digest)
        for kind, ref, version, digest in SearchEntry.objects.values_list("kind", "ref", "version", "digest")
    }
    for source in _everything():
        thing = (source.document.kind, source.document.ref)
        version = kept.pop(thing, None)
        kept_version, kept_digest = own.get(thing, (None, ""))
        if version is None:
            difference.missing.append(thing)
        elif kept_version is None or version < kept_version or kept_digest != document_digest(source.document):
            difference.changed.append(thing)
    difference.left_over = sorted(kept)
    return difference


@transaction.atomic
def repair(difference: Difference) -> None:
    """Bring the differing things up to date in every engine."""
    by_kind: dict[str, list[int]] = {}
    for kind, ref in difference.things:
        by_kind.setdefault(kind, []).append(ref)
    for kind, refs in by_kind.items():
        for start in range(0, len(refs), BATCH):
            _index(kind, refs[start : start + BATCH])
