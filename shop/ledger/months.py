"""The month that a page of the books shows, as the address says it: "2026-11"."""

import re
from datetime import date

from operations.clock import today

_FORM = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


def month_of(asked: str) -> date:
    """Return the first day of the month asked for; this month for anything that is none."""
    found = _FORM.fullmatch(asked)
    return date(int(found[1]), int(found[2]), 1) if found else today().replace(day=1)


def month_key(month: date) -> str:
    return f"{month:%Y-%m}"
