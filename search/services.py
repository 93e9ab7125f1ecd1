"""Keeping the index: one thing at a time as it changes, or everything at once."""

from collections.abc import Iterable

from django.db import transaction

from search.documents import SOURCES, Document
from search.models import SearchEntry, WordForm
from shop.catalogue.models import Product

BATCH = 500


@transaction.atomic
def index_thing(kind: str, ref: int) -> None:
    """Show one thing as it is now, or stop showing it. A PES takes its offers along: they carry its name."""
    refs = {kind: [ref]}
    if kind == SearchEntry.Kind.PROFILE:
        refs[SearchEntry.Kind.OFFER] = list(
            Product.objects.offers().filter(partner__profile=ref).values_list("pk", flat=True)
        )
    for each, numbers in refs.items():
        SearchEntry.objects.filter(kind=each, ref__in=numbers).delete()
        _write(SOURCES[SearchEntry.Kind(each)](numbers))


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Make the whole index again; return how many things of each kind it holds."""
    SearchEntry.objects.all().delete()
    WordForm.objects.all().delete()
    return {kind.value: _write(source()) for kind, source in SOURCES.items()}


def _write(documents: Iterable[Document]) -> int:
    number = 0
    batch: list[SearchEntry] = []
    met: set[tuple[str, str]] = set()
    for document in documents:
        batch.append(document.entry())
        met.update(document.forms())
        number += 1
        if len(batch) == BATCH:
            SearchEntry.objects.bulk_create(batch)
            batch = []
    SearchEntry.objects.bulk_create(batch)
    WordForm.objects.bulk_create(
        [WordForm(form=form, key=key) for form, key in sorted(met)], ignore_conflicts=True, batch_size=BATCH
    )
    return number
