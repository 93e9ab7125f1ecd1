"""The engine in the portal's own database. Nothing has to be installed, and it stands in when a cluster does not answer.

Each thing has a row, and a row for each of its keys that says in which fields the key stands. Values of facets are kept
once for all things that share them, so that one statement counts a whole list, whatever its length.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef, Q

from search.engines import database_question
from search.engines.base import FACETS, KINDS, PRICE, Document, EngineError, Found, Question, microseconds
from search.engines.database_question import BITS
from search.engines.distance import metres
from search.models import SearchChoices, SearchEntry, SearchKey

BATCH = 500
#: answers further down than this are not asked for
DEEPEST = 100_000
WRITTEN = (
    *("version", "digest", "title", "url", "summary", "choices", "price", "available"),
    *("gminy", "serves", "lat", "lon", "published"),
)

#: what stands behind a digest never changes, so a process may keep it; a full store is emptied
MOST_KNOWN = 20_000
_known: dict[str, Mapping[str, Sequence[str]]] = {}


class DatabaseEngine:
    """One statement for a question; with filters two, since what passes them is known only from the counts."""

    name = "database"

    def find(self, question: Question) -> Found:
        window = _window(question)
        chosen = question.filters.chosen
        narrowed = any(chosen.values())
        if narrowed or window is None:
            rows = _rows(database_question.counts(question))
        else:
            rows = _rows(database_question.counts_and_page(question, **window))
        counted = [row[1:5] for row in rows if not row[0]]
        totals: Counter[str] = Counter()
        for kind, _, number, _ in counted:
            totals[kind] += number
        of_kind = {digest: within for kind, digest, _, within in counted if kind == question.kind and within}
        passing, facets, without = _counted(of_kind, chosen)
        total = sum(of_kind[digest] for digest in passing)
        if PRICE in question.filters.in_use:
            at_any_price = {digest: number for kind, digest, number, _ in counted if kind == question.kind}
            without[PRICE] = sum(at_any_price[digest] for digest in _counted(at_any_price, chosen)[0])
        if narrowed and window and total:
            rows = _rows(database_question.page(question, passing, **window))
        hits = sorted(row for row in rows if row[0])
        place = question.asked.place
        far = {ref: metres(place, lat, lon) for *_, ref, _, lat, lon in hits} if place else {}
        return Found(
            refs=tuple(row[3] for row in hits),
            total=total,
            totals={kind: totals[kind] for kind in KINDS},
            facets=facets,
            without=without,
            distances={ref: number for ref, number in far.items() if number is not None},
        )

    def beginnings(self, keys: Sequence[str], limit: int) -> Mapping[str, Sequence[int]]:
        found: dict[str, list[int]] = {}
        for kind, ref in _rows(database_question.titles(keys, limit)) if keys else ():
            found.setdefault(kind, []).append(ref)
        return found

    def write(self, documents: Iterable[Document]) -> None:
        rest = iter(documents)
        while batch := list(islice(rest, BATCH)):
            _write(batch)

    def forget(self, things: Iterable[tuple[str, int, int]]) -> None:
        for kind, ref, version in things:
            SearchEntry.objects.filter(kind=kind, ref=ref, version__lte=version).delete()

    def rebuild(self, documents: Iterable[Document]) -> int:
        """Write everything over what is there, then leave out what was not met: at every moment there is an answer."""
        number, oldest = 0, None
        rest = iter(documents)
        while batch := list(islice(rest, BATCH)):
            first = min(document.version for document in batch)
            oldest = first if oldest is None else min(oldest, first)
            _write(batch)
            number += len(batch)
        left = SearchEntry.objects.all() if oldest is None else SearchEntry.objects.filter(version__lt=oldest)
        left.delete()
        SearchChoices.objects.filter(~Exists(SearchEntry.objects.filter(choices=OuterRef("pk")))).delete()
        return number

    def versions(self) -> Iterator[tuple[str, int, int]]:
        yield from SearchEntry.objects.values_list("kind", "ref", "version").iterator(chunk_size=2000)


def digest_of(told: Any) -> str:
    """Return sixteen letters that stand for a value."""
    text = json.dumps(told, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def document_digest(document: Document) -> str:
    """Return what tells a document from a changed one; its version does not."""
    told: list[object] = [document.title, document.url, document.summary, document.price, document.available]
    told += [document.lat, document.lon, microseconds(document.published_at), document.gminy, document.serves]
    told += [sorted(_keys(document).items()), _facets(document), list(BITS)]
    return digest_of(told)


# --- Reading ---


def _window(question: Question) -> dict[str, int] | None:
    """Return which hits are asked for, nothing when they are too far down."""
    offset = (max(question.page, 1) - 1) * question.per_page
    return {"limit": question.per_page, "offset": offset} if offset + question.per_page <= DEEPEST else None


def _rows(piece: database_question.Piece) -> list[tuple]:
    sql, values = piece
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())
    except DatabaseError as error:
        raise EngineError(str(error)) from error


def _counted(
    numbers: Mapping[str, int], chosen: Mapping[str, Sequence[str]]
) -> tuple[list[str], dict[str, dict[str, int]], dict[str, int]]:
    """Return the digests that pass every filter, facets counted with the filters of all the others, and totals without."""
    wanted = {name: set(values) for name, values in chosen.items() if values}
    facets: dict[str, Counter[str]] = {name: Counter() for name in FACETS}
    without = dict.fromkeys(wanted, 0)
    passing = []
    for digest, values in _values_of(numbers).items():
        failed = [name for name, asked in wanted.items() if not asked.intersection(values.get(name, ()))]
        if len(failed) > 1:
            continue
        if not failed:
            passing.append(digest)
        for name in failed or wanted:
            without[name] += numbers[digest]
        for name in failed or FACETS:
            for value in values.get(name, ()):
                facets[name][value] += numbers[digest]
    return passing, {name: dict(counts) for name, counts in facets.items()}, without


def _values_of(digests: Iterable[str]) -> dict[str, Mapping[str, Sequence[str]]]:
    digests = list(digests)
    found = {digest: _known[digest] for digest in digests if digest in _known}
    if unknown := [digest for digest in digests if digest not in found]:
        fresh = dict(SearchChoices.objects.filter(digest__in=unknown).values_list("digest", "values"))
        if len(_known) + len(fresh) > MOST_KNOWN:
            _known.clear()
        _known.update(fresh)
        found |= fresh
    return found


# --- Writing ---


@transaction.atomic
def _write(documents: list[Document]) -> None:
    named = {(document.kind, document.ref): document for document in sorted(documents, key=lambda each: each.version)}
    SearchEntry.objects.bulk_create([SearchEntry(kind=kind, ref=ref) for kind, ref in named], ignore_conflicts=True)
    either = Q()
    for kind in {kind for kind, _ in named}:
        either |= Q(kind=kind, ref__in=[ref for other, ref in named if other == kind])
    # The lock makes writers of one thing wait for each other; whoever brings an older version leaves it.
    kept = {(entry.kind, entry.ref): entry for entry in SearchEntry.objects.select_for_update().filter(either)}
    fresh, same = [], []
    for thing, document in named.items():
        entry = kept[thing]
        if entry.version <= document.version:
            (same if entry.digest == document_digest(document) else fresh).append((entry, document))
    for entry, document in same:
        entry.version = document.version
    SearchEntry.objects.bulk_update([entry for entry, _ in same], ["version"])
    if fresh:
        _replace(fresh)


def _replace(fresh: list[tuple[SearchEntry, Document]]) -> None:
    shared = {digest_of(facets): facets for facets in (_facets(document) for _, document in fresh)}
    SearchChoices.objects.bulk_create(
        [SearchChoices(digest=digest, values=values) for digest, values in shared.items()], ignore_conflicts=True
    )
    known = [entry.pk for entry, _ in fresh if entry.digest]
    SearchKey.objects.filter(entry__in=known)._raw_delete(using=connection.alias)  # nothing refers to a key
    SearchEntry.objects.bulk_create(
        [_entry(entry.pk, document) for entry, document in fresh],
        update_conflicts=True,
        unique_fields=["kind", "ref"],
        update_fields=WRITTEN,
    )
    _insert_keys((entry.pk, key, fields) for entry, document in fresh for key, fields in _keys(document).items())


def _insert_keys(rows: Iterable[tuple[int, str, int]]) -> None:
    """Insert rows of keys without making an object of each: there are a hundred to a thing."""
    columns = f"{database_question.KEY} (entry_id, key, fields)"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {columns} FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            cursor.executemany(f"INSERT INTO {columns} VALUES (%s, %s, %s)", rows)  # noqa: S608 -- our own table


def _entry(pk: int, document: Document) -> SearchEntry:
    return SearchEntry(
        pk=pk,
        kind=document.kind,
        ref=document.ref,
        version=document.version,
        digest=document_digest(document),
        title=document.title[:255],
        url=document.url[:500],
        summary=document.summary[:300],
        choices_id=digest_of(_facets(document)),
        price=document.price,
        available=document.available,
        gminy=_between_blanks(document.gminy),
        serves=_between_blanks(document.serves),
        lat=document.lat,
        lon=document.lon,
        published=microseconds(document.published_at),
    )


def _keys(document: Document) -> dict[str, int]:
    bits: dict[str, int] = {}
    for name, bit in BITS.items():
        for key in document.keys.get(name, ()):
            bits[key] = bits.get(key, 0) | bit
    return bits


def _facets(document: Document) -> dict[str, list[str]]:
    return {name: sorted(set(values)) for name, values in document.facets.items() if values}


def _between_blanks(codes: Sequence[str]) -> str:
    return f" {' '.join(sorted(set(codes)))} " if codes else ""
