"""Periodic work: a registry of what runs how often, and rows that make two workers run it once."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Q

from operations.clock import now
from operations.logs import redact
from operations.models import Heartbeat, Schedule

logger = logging.getLogger("operations.schedules")

# A job that runs longer than this is taken for dead and may be started again.
LEASE = timedelta(minutes=30)
ERROR_LENGTH = 1000
HEARTBEAT = "worker"

Run = Callable[[], object]


class JobTakenError(Exception):
    """Two functions claim one schedule's name."""


@dataclass(frozen=True)
class Job:
    run: Run
    every: timedelta


_jobs: dict[str, Job] = {}


def periodic(name: str, *, every: timedelta) -> Callable[[Run], Run]:
    """Register a function to be run every so often by whichever worker comes first. It lives in the room's tasks.py.

    It must be repeatable: a failed run is logged, kept on the row and tried again at the next turn.
    """

    def register(run: Run) -> Run:
        if name in _jobs:
            raise JobTakenError(name)
        _jobs[name] = Job(run=run, every=every)
        return run

    return register


def names() -> frozenset[str]:
    """Return the names of all registered jobs."""
    return frozenset(_jobs)


def run_due() -> int:
    """Run the jobs whose time has come and return how many ran here."""
    known = set(Schedule.objects.values_list("name", flat=True))
    Schedule.objects.bulk_create([Schedule(name=name) for name in sorted(_jobs.keys() - known)], ignore_conflicts=True)
    due = _free().filter(name__in=_jobs).order_by("next_at", "pk")
    return sum(run_if_due(name) for name in list(due.values_list("name", flat=True)))


def run_if_due(name: str) -> bool:
    """Run one job if it is due and no other worker has it. The claim is one conditional UPDATE."""
    job, moment, token = _jobs[name], now(), secrets.token_hex(16)
    claimed = (
        _free()
        .filter(name=name)
        .update(
            next_at=moment + job.every,
            locked_until=moment + LEASE,
            claim=token,
            started_at=moment,
        )
    )
    if not claimed:
        return False

    own = Schedule.objects.filter(name=name, claim=token)
    try:
        job.run()
    except Exception as error:
        logger.exception("schedule failed", extra={"schedule": name})
        own.update(
            locked_until=None,
            failures=F("failures") + 1,
            error=redact(f"{type(error).__name__}: {error}")[:ERROR_LENGTH],
        )
    else:
        own.update(locked_until=None, finished_at=now(), failures=0, error="")
    return True


def beat() -> None:
    """Say that a worker is alive."""
    Heartbeat.objects.update_or_create(name=HEARTBEAT, defaults={"at": now()})


def since_last_beat() -> timedelta | None:
    """Return how long ago a worker was last alive; None when there never was one."""
    last = Heartbeat.objects.filter(name=HEARTBEAT).values_list("at", flat=True).first()
    return now() - last if last else None


def _free():
    moment = now()
    return Schedule.objects.filter(Q(locked_until__isnull=True) | Q(locked_until__lte=moment), next_at__lte=moment)
