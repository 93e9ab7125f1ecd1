"""Moving the one clock of the portal."""

from datetime import datetime

import time_machine

from operations.clock import WARSAW


def warsaw(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=WARSAW, fold=fold)


def at(*parts: int, fold: int = 0) -> time_machine.travel:
    """Move the clock to a moment in Warsaw."""
    return time_machine.travel(warsaw(*parts, fold=fold), tick=False)
