"""The audit log: who did what to which thing, and the proof that nobody touched the record afterwards."""

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, timedelta

from django.db import models, transaction
from django.db.models import Exists, OuterRef

from operations.clock import now
from operations.logs import request_id
from operations.models import AuditEntry, AuditSeal

SEAL_BATCH = 2000
GENESIS = "0" * 64
# Entries written in a long transaction appear late; the sealer looks back this far for them.
LOOK_BACK = timedelta(days=2)


class BrokenChainError(Exception):
    """An audit entry no longer matches its seal: somebody went around the triggers."""


class NotAnIdError(TypeError):
    """Somebody tried to put something other than an id, a number or a code into the audit log."""


def log(action: str, obj: models.Model, *, by: models.Model | None = None, **ids: object) -> None:
    """Write down an act in the caller's transaction: it is kept if and only if the act is.

    `by` is the person, nobody for the portal itself. Keywords are ids and codes, never names, addresses or texts:
    a model instance is kept as its key.
    """
    AuditEntry.objects.create(
        actor_id=by.pk if by is not None else None,
        action=action,
        object_type=obj._meta.label_lower,
        object_id=str(obj.pk),
        ids={name: _id(value) for name, value in ids.items()},
        request_id=request_id.get(),
    )


def _id(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, list | tuple | set | frozenset):
        return [_id(part) for part in value]
    text = str(value)
    if len(text) > 64 or "@" in text:
        raise NotAnIdError("the audit log holds ids and codes, not people's data or texts")
    return text


@transaction.atomic
def seal() -> int:
    """Chain the entries that have no seal yet and return their number. Run by the worker."""
    last = AuditSeal.objects.order_by("pk").last()
    previous = last.digest if last else GENESIS

    unsealed = AuditEntry.objects.filter(~Exists(AuditSeal.objects.filter(entry_id=OuterRef("pk"))))
    if last:
        unsealed = unsealed.filter(at__gte=last.sealed_at - LOOK_BACK)

    seals = []
    for entry in unsealed.order_by("pk")[:SEAL_BATCH]:
        digest = _digest(entry, previous)
        seals.append(AuditSeal(entry_id=entry.pk, previous=previous, digest=digest, sealed_at=now()))
        previous = digest
    AuditSeal.objects.bulk_create(seals)
    return len(seals)


def verify() -> int:
    """Walk the whole chain and return how many entries it vouches for; raise `BrokenChainError` at the first lie."""
    previous, checked = GENESIS, 0
    for link, entry in _links():
        if entry is None:
            raise BrokenChainError(f"audit entry {link.entry_id} is gone")
        if link.previous != previous or link.digest != _digest(entry, previous):
            raise BrokenChainError(f"audit entry {link.entry_id} was changed")
        previous = link.digest
        checked += 1
    return checked


def _links() -> Iterator[tuple[AuditSeal, AuditEntry | None]]:
    start = 0
    while links := list(AuditSeal.objects.filter(pk__gt=start).order_by("pk")[:SEAL_BATCH]):
        entries = AuditEntry.objects.in_bulk([link.entry_id for link in links])
        for link in links:
            yield link, entries.get(link.entry_id)
        start = links[-1].pk


def _digest(entry: AuditEntry, previous: str) -> str:
    facts = [
        previous,
        entry.pk,
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.action,
        entry.object_type,
        entry.object_id,
        entry.ids,
        entry.request_id,
    ]
    line = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(line.encode()).hexdigest()
