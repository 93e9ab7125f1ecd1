"""Money, dates and numbers as Polish readers expect them."""

import datetime as dt
import re
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise

from django.utils import formats, timezone
from django.utils.translation import get_language

NBSP = "\u00a0"


def money(value: Decimal | float | str | None) -> str:
    """Write an amount as `1 230,00 zł` or `−20,00 zł`, never broken between lines. Nothing in, nothing out."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(str(value)):,.2f}".replace("-", "−")
    if get_language() != "en":
        text = text.replace(",", NBSP).replace(".", ",")
    return f"{text}{NBSP}zł"


def _local_date(value: dt.date) -> dt.date:
    return timezone.localtime(value).date() if isinstance(value, dt.datetime) else value


def day_month(value: dt.date | dt.datetime | None) -> str:
    """Write a day as `27 listopada`; the year is added when it is not this one."""
    if not value:
        return ""
    day = _local_date(value)
    return _day(day, "j E" if day.year == timezone.localdate().year else "j E Y", get_language())


def day_full(value: dt.date | dt.datetime | None) -> str:
    """Write a day with its year, `27 listopada 2026`."""
    if not value:
        return ""
    return _day(_local_date(value), "j E Y", get_language())


@lru_cache(maxsize=1024)
def _day(day: dt.date, pattern: str, language: str | None) -> str:
    """Write a day in the language that is active; the few days around today come again on every page."""
    return formats.date_format(day, pattern).replace(" ", NBSP)


def day_time(value: dt.datetime | None) -> str:
    """Write a moment as `27 listopada, 18.42`."""
    if not value:
        return ""
    return f"{day_month(value)}, {clock(value)}"


def clock(value: dt.datetime | dt.time | None) -> str:
    """Write an hour with a dot, `9.30`, as Polish timetables do."""
    if not value:
        return ""
    moment = timezone.localtime(value).time() if isinstance(value, dt.datetime) else value
    separator = ":" if get_language() == "en" else "."
    return f"{moment.hour}{separator}{moment.minute:02d}"


def nrb(value: str | None) -> str:
    """Group the 26 digits of an account number: `80 0009 9903 …`. Anything else stays as it is."""
    digits = re.sub(r"\D", "", value or "")
    if len(digits) != 26:
        return value or ""
    return NBSP.join([digits[:2], *(digits[start : start + 4] for start in range(2, len(digits), 4))])


_MOBILE = re.compile(r"^(45|50|51|53|57|60|66|69|72|73|78|79|88)")


def phone(value: str | None) -> str:
    """Write a Polish number in groups, `77 000 44 00` or `600 000 000`; foreign numbers stay as given."""
    digits = re.sub(r"\D", "", value or "")
    if digits.startswith("48") and len(digits) == 11:
        digits = digits[2:]
    if len(digits) != 9:
        return value or ""
    cuts = (0, 3, 6, 9) if _MOBILE.match(digits) else (0, 2, 5, 7, 9)
    return NBSP.join(digits[a:b] for a, b in pairwise(cuts))


def phone_link(value: str | None) -> str:
    """Return the number for a `tel:` link, with the country code."""
    digits = re.sub(r"\D", "", value or "")
    return f"+{digits}" if (value or "").strip().startswith("+") else f"+48{digits}"
