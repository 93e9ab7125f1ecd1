"""Slips of the finger, counted."""

import pytest

from search.polish import slips


@pytest.mark.parametrize(
    ("one", "other", "number"),
    [("miod", "miod", 0), ("miod", "mid", 1), ("miod", "imod", 1), ("mjod", "miod", 1), ("miod", "mdo", 2)],
)
def test_slips_are_counted(one, other, number):
    assert slips(one, other, 2) == number


def test_counting_stops_when_there_are_too_many():
    assert slips("miod", "samochod", 2) == 3
