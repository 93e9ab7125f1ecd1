"""The one clock. All code asks it, so that a test can move time in one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

WARSAW = ZoneInfo("Europe/Warsaw")
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """Return this moment, aware, in UTC: what is stored."""
    return _told.get() or timezone.now()


@contextmanager
def as_of(moment: datetime) -> Iterator[None]:
    """Let what runs inside take a moment for now: the example data tells by the services what happened earlier."""
    before = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(before)


def today() -> date:
    """Return the calendar day in Warsaw, whatever the server or the browser thinks."""
    return local_day(now())


def local_day(moment: datetime) -> date:
    """Return the Warsaw calendar day on which a moment falls."""
    return moment.astimezone(WARSAW).date()


def start_of_day(day: date) -> datetime:
    """Return the moment (UTC) at which a Warsaw day begins."""
    return datetime.combine(day, time.min, tzinfo=WARSAW).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the moment (UTC) at which a legal day ends: 24:00 in Warsaw.

    It is the first moment that no longer belongs to the day, so compare with `<`.
    Days of 23 and 25 hours come out right.
    """
    return start_of_day(day + timedelta(days=1))
