"""The day all example dates are counted from. Kept in the database, so that a second load tells the same story."""

from datetime import date, datetime, time, timedelta

from operations.clock import WARSAW, today
from operations.models import Counter

NAME = "demo.anchor"


class Days:
    """Offsets in days, as the fixtures write them, made into days and moments."""

    def __init__(self, anchor: date) -> None:
        self.anchor = anchor

    def day(self, offset: int) -> date:
        return self.anchor + timedelta(days=offset)

    def at(self, offset: int, clock: str = "10:00") -> datetime:
        """Return the moment of a local time on the day."""
        return datetime.combine(self.day(offset), time.fromisoformat(clock), tzinfo=WARSAW)


def anchored() -> Days:
    """Return the saved day, or save today."""
    counter, _made = Counter.objects.get_or_create(name=NAME, defaults={"value": today().toordinal()})
    return Days(date.fromordinal(counter.value))
