"""Letters of other rooms that a person may do without: each room says how it keeps the choice."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pes_profiles.accounts.models import User


@dataclass(frozen=True)
class Choice:
    """A kind of letters: whether a person gets them, and what keeps the answer."""

    value: str
    label: Any
    wanted: Callable[[User], bool]
    choose: Callable[[User, bool], object]


_choices: list[Choice] = []


def offers_choice(choice: Choice) -> None:
    """Let people choose one more kind of letters on the page of their account."""
    _choices.append(choice)


def elsewhere() -> list[Choice]:
    return list(_choices)
