"""Work that must happen later, kept as rows: written in the caller's transaction, done by the worker, at least once.

A handler may run twice when a worker dies between the work and the note that it is done, so every handler is built to
be repeated. What fails is tried again with growing pauses; after twelve tries it is DEAD: an audit entry, an ERROR in
the log, and a button for ROPS. An entry of a topic that nobody handles fails in the same loud way.
"""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models import F, Min

from operations import audit
from operations.clock import now
from operations.logs import redact
from operations.models import OutboxEntry, OutboxState

logger = logging.getLogger("operations.outbox")

MAX_ATTEMPTS = 12
LEASE = timedelta(minutes=2)
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(hours=1)
BATCH = 20
ERROR_LENGTH = 1000

Handler = Callable[[OutboxEntry], None]


class UnknownTopicError(LookupError):
    """No room handles this topic in the running worker."""


class TopicTakenError(Exception):
    """Two handlers claim one topic."""


class NotDeadError(Exception):
    """Only an entry that was given up can be tried again by hand."""


@dataclass(frozen=True)
class Work:
    """What to do for a topic, and what to do when it finally cannot be done."""

    handle: Handler
    on_dead: Handler | None = None


@dataclass(frozen=True)
class Drained:
    """What one round of the worker did."""

    done: int = 0
    failed: int = 0

    @property
    def total(self) -> int:
        return self.done + self.failed


_work: dict[str, Work] = {}


def handler(topic: str, *, on_dead: Handler | None = None) -> Callable[[Handler], Handler]:
    """Register the function that does the work of a topic. It lives in the room's tasks.py."""

    def register(handle: Handler) -> Handler:
        if topic in _work:
            raise TopicTakenError(topic)
        _work[topic] = Work(handle=handle, on_dead=on_dead)
        return handle

    return register


def topics() -> frozenset[str]:
    """Return the topics that somebody handles."""
    return frozenset(_work)


def put(
    topic: str,
    ref: str | int | models.Model,
    *,
    dedupe_key: str | None = None,
    payload: dict[str, Any] | None = None,
    delay: timedelta | None = None,
    coalesce: bool = False,
) -> None:
    """Ask for work in the caller's transaction: no commit, no work.

    `ref` is a key (an instance is kept as its key); `payload` holds more references, never a person's data.
    With `dedupe_key` the work is done once, however often it is asked for. With `coalesce` too, requests that wait
    are one piece of work, and a request after the work was done or begun makes it happen again: for an index that
    must end up showing the latest state. Coalescing locks the entry until commit, so ask in a fixed order of keys.
    """
    if coalesce and dedupe_key is None:
        raise ValueError("requests are coalesced by their dedupe_key")
    due = now() + (delay or timedelta())
    entry = OutboxEntry(
        topic=topic,
        ref=str(ref.pk if isinstance(ref, models.Model) else ref),
        payload=payload or {},
        dedupe_key=dedupe_key,
        available_at=due,
    )
    if dedupe_key is None:
        entry.save(force_insert=True)
        return

    OutboxEntry.objects.bulk_create([entry], ignore_conflicts=True)
    if coalesce:
        same = OutboxEntry.objects.filter(dedupe_key=dedupe_key)
        same.update(asked=F("asked") + 1, payload=entry.payload)
        same.exclude(state=OutboxState.PENDING).update(
            state=OutboxState.PENDING, attempts=0, available_at=due, done_at=None
        )


def put_once(*work: tuple[str, models.Model]) -> None:
    """Ask for several pieces of work (topic, thing) at once; each topic is done once for each thing, as with `put`."""
    due = now()
    OutboxEntry.objects.bulk_create(
        [
            OutboxEntry(topic=topic, ref=str(thing.pk), dedupe_key=f"{topic}:{thing.pk}", available_at=due)
            for topic, thing in work
        ],
        ignore_conflicts=True,
    )


def drain(limit: int = 100, *, raising: bool = False) -> Drained:
    """Do what is due, up to `limit` entries, including what that work asks for in turn.

    Safe in any number of workers at once. With `raising` the first error comes out instead of being recorded only:
    for tests and for a person at a shell.
    """
    done = failed = 0
    while done + failed < limit:
        batch = list(
            OutboxEntry.objects.free(now())
            .order_by("available_at", "pk")
            .values_list("pk", flat=True)[: min(BATCH, limit - done - failed)]
        )
        if not batch:
            break
        for pk in batch:
            entry = claim(pk)
            if entry is None:
                continue
            if _do(entry, raising=raising):
                done += 1
            else:
                failed += 1
    return Drained(done=done, failed=failed)


def claim(pk: int) -> OutboxEntry | None:
    """Take one due entry for this worker, or return None when another one was quicker.

    The claim is one conditional UPDATE; the lease ends by itself when the worker dies.
    """
    moment, token = now(), secrets.token_hex(16)
    claimed = (
        OutboxEntry.objects.free(moment)
        .filter(pk=pk)
        .update(locked_until=moment + LEASE, claim=token, attempts=F("attempts") + 1)
    )
    return OutboxEntry.objects.get(pk=pk) if claimed else None


def retry(entry: OutboxEntry, *, by: models.Model) -> None:
    """Give a dead entry twelve new tries, at once."""
    with transaction.atomic():
        revived = (
            OutboxEntry.objects.dead()
            .filter(pk=entry.pk)
            .update(state=OutboxState.PENDING, attempts=0, available_at=now(), locked_until=None)
        )
        if not revived:
            raise NotDeadError

        audit.log("operations.outbox.retry", entry, by=by, topic=entry.topic)


def oldest_due() -> datetime | None:
    """Return since when the longest waiting due entry waits: the measure of a worker that does not keep up."""
    waiting = OutboxEntry.objects.filter(state=OutboxState.PENDING, available_at__lte=now())
    return waiting.aggregate(oldest=Min("available_at"))["oldest"]


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed tries: 15 s, doubled each time, an hour at most."""
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def _do(entry: OutboxEntry, *, raising: bool) -> bool:
    if entry.attempts > MAX_ATTEMPTS:  # every try so far ended with the death of its worker
        _bury(entry, error="the worker died at every try")
        return False
    try:
        if entry.topic not in _work:
            raise UnknownTopicError(entry.topic)
        _work[entry.topic].handle(entry)
    except Exception as error:
        _note_failure(entry, error)
        if raising:
            raise
        return False
    _note_success(entry)
    return True


def _note_success(entry: OutboxEntry) -> None:
    own = OutboxEntry.objects.filter(pk=entry.pk, claim=entry.claim)
    finished = own.filter(asked=entry.asked).update(state=OutboxState.DONE, done_at=now(), locked_until=None, error="")
    if not finished:  # asked for again meanwhile, or the lease ran out and another worker has it
        own.update(attempts=0, locked_until=None, available_at=now(), error="")


def _note_failure(entry: OutboxEntry, error: Exception) -> None:
    words = redact(f"{type(error).__name__}: {error}")[:ERROR_LENGTH]
    if entry.attempts >= MAX_ATTEMPTS:
        _bury(entry, error=words, cause=error)
        return

    level = logging.ERROR if isinstance(error, UnknownTopicError) else logging.WARNING
    logger.log(
        level,
        "outbox entry failed, try %s of %s",
        entry.attempts,
        MAX_ATTEMPTS,
        exc_info=error,
        extra={"topic": entry.topic, "entry": entry.pk},
    )
    OutboxEntry.objects.filter(pk=entry.pk, claim=entry.claim).update(
        error=words, locked_until=None, available_at=now() + pause_after(entry.attempts)
    )


def _bury(entry: OutboxEntry, *, error: str, cause: Exception | None = None) -> None:
    with transaction.atomic():
        OutboxEntry.objects.filter(pk=entry.pk, claim=entry.claim).update(
            state=OutboxState.DEAD, locked_until=None, error=error
        )
        audit.log("operations.outbox.dead", entry, topic=entry.topic)

    logger.error(
        "outbox entry given up after %s tries",
        MAX_ATTEMPTS,
        exc_info=cause,
        extra={"topic": entry.topic, "entry": entry.pk},
    )
    work = _work.get(entry.topic)
    if work and work.on_dead:
        work.on_dead(entry)
