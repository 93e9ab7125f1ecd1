"""Working days in Poland: the calendar behind every "until" that the portal promises or the law sets."""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

SATURDAY = 5
WIGILIA_FREE_SINCE = 2025
EPIPHANY_FREE_SINCE = 2011


@lru_cache(maxsize=64)
def public_holidays(year: int) -> frozenset[date]:
    """Return the days free from work by the act of 18 January 1951, as it stood in that year."""
    sunday = easter(year)
    days = {
        date(year, 1, 1),
        sunday,
        sunday + timedelta(days=1),
        date(year, 5, 1),
        date(year, 5, 3),
        sunday + timedelta(days=49),  # Pentecost
        sunday + timedelta(days=60),  # Corpus Christi
        date(year, 8, 15),
        date(year, 11, 1),
        date(year, 11, 11),
        date(year, 12, 25),
        date(year, 12, 26),
    }
    if year >= EPIPHANY_FREE_SINCE:
        days.add(date(year, 1, 6))
    if year >= WIGILIA_FREE_SINCE:
        days.add(date(year, 12, 24))
    return frozenset(days)


def is_working_day(day: date) -> bool:
    """Say whether parcels are packed and offices answer: Monday to Friday, no public holiday."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def add_working_days(day: date, number: int) -> date:
    """Return the day that comes `number` working days after `day`; the day itself does not count.

    Zero gives the day itself when it is a working day, otherwise the next one. A negative number counts back.
    """
    if number == 0:
        return next_working_day(day)

    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        day += step
        if is_working_day(day):
            left -= 1
    return day


def next_working_day(day: date) -> date:
    """Return the day itself or the first working day after it (art. 115 k.c.: a term never ends on a free day)."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date) -> int:
    """Return how many working days lie after `start` up to and with `end`; negative when `end` is earlier."""
    if end < start:
        return -working_days_between(end, start)
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=number + 1)) for number in range(days))
