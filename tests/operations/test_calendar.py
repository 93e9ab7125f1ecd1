"""The clock and the working days."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from operations.clock import end_of_day, now, start_of_day, today
from operations.working_days import (
    add_working_days,
    is_working_day,
    next_working_day,
    working_days_between,
)


@time_machine.travel(datetime(2026, 6, 30, 22, 30, tzinfo=UTC), tick=False)
def test_the_day_is_warsaws_day_and_the_moment_is_utc():
    assert today() == date(2026, 7, 1)
    assert now() == datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    assert now().utcoffset() == timedelta(0)


@pytest.mark.parametrize(
    ("day", "hours"),
    [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 24), 24)],
    ids=["summer-time-begins", "summer-time-ends", "ordinary"],
)
def test_a_legal_day_ends_at_midnight_in_warsaw(day, hours):
    assert end_of_day(day) - start_of_day(day) == timedelta(hours=hours)
    assert end_of_day(day) == start_of_day(day + timedelta(days=1))


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 1, 6),
        date(2026, 4, 5),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2027, 5, 3),
        date(2026, 5, 24),
        date(2026, 6, 4),
        date(2025, 8, 15),
        date(2027, 11, 1),
        date(2026, 11, 11),
        date(2025, 12, 24),
        date(2026, 12, 25),
        date(2025, 12, 26),
        date(2026, 11, 28),
    ],
)
def test_public_holidays_and_saturdays_are_free(day):
    assert not is_working_day(day)


@pytest.mark.parametrize("day", [date(2024, 12, 24), date(2010, 1, 6), date(2026, 11, 24)])
def test_wigilia_was_a_working_day_until_2024_and_epiphany_until_2010(day):
    assert is_working_day(day)


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        (date(2026, 11, 24), 3, date(2026, 11, 27)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(2026, 12, 28), -1, date(2026, 12, 23)),
        (date(2026, 12, 24), 0, date(2026, 12, 28)),
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
    ],
)
def test_adding_working_days_skips_what_is_free(start, number, expected):
    assert add_working_days(start, number) == expected


def test_a_term_never_ends_on_a_free_day():
    assert next_working_day(date(2026, 4, 4)) == date(2026, 4, 7)


def test_working_days_are_counted_after_the_first_day_and_with_the_last():
    assert working_days_between(date(2026, 12, 23), date(2026, 12, 28)) == 1
    assert working_days_between(date(2026, 12, 28), date(2026, 12, 23)) == -1
    assert working_days_between(date(2026, 12, 28), date(2026, 12, 28)) == 0
