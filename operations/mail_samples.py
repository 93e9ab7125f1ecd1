"""Every kind of letter filled with invented words, so that all of them can be looked at before anybody gets one."""

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation

_FOLDER = Path(settings.BASE_DIR) / "templates" / "mail"
_SUBJECT = ".subject.txt"
#: the last word of a name says what it holds
_SUMS = {"total", "sum", "amount", "gross", "price", "saved", "lowest", "back", "less", "refund"}
_NUMBERS = {"n", "count", "pieces", "days", "left", "quantity", "score", "hours", "people", "notices", "incidents"}
_MOMENTS = {
    "day",
    "date",
    "on",
    "by",
    "until",
    "at",
    "from",
    "since",
    "deadline",
    "due",
    "starts",
    "ends",
    "month",
    "moment",
}
_LISTS = {
    *("lines", "shares", "rows", "items", "things", "offers", "todo", "withdrawals", "parts", "reasons", "files"),
    *("stays", "phrases"),
}
_PAIRS = {"buyer"}
_DEEPEST = 3


@dataclass(frozen=True)
class Written:
    subject: str
    text: str
    html: str


class Word(str):
    """A word in brackets that answers to any name, as an object of any room would."""

    __slots__ = ("deep",)
    deep: int

    def __new__(cls, name: str, deep: int = 0) -> Self:
        word = super().__new__(cls, f"[{name}]")
        word.deep = deep
        return word

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name in {"resolve_expression", "do_not_call_in_templates", "alters_data"}:
            raise AttributeError(name)
        return guess(name, self.deep + 1)


class Anything(dict):
    """A context in which every name is there."""

    def __contains__(self, name: object) -> bool:
        return True

    def __missing__(self, name: str) -> Any:
        return guess(name)


def kinds() -> list[str]:
    """Return the names of all letters."""
    return sorted(path.name.removesuffix(_SUBJECT) for path in _FOLDER.glob(f"*{_SUBJECT}"))


def guess(name: str, deep: int = 0) -> Any:
    """Return something of the sort that a name promises."""
    last = name.rsplit("_", maxsplit=1)[-1]
    if last in _SUMS:
        return Decimal("84.50")
    if last in _NUMBERS or (name == "number" and not deep):
        return 2
    if last in _MOMENTS:
        return datetime(2026, 12, 4, 14, 30, tzinfo=UTC)
    if last == "url":
        return "https://opes.example/przyklad/"
    if last in _PAIRS:
        return [[Word("nazwa"), Word("wartość")]] * 2
    if last in _LISTS and deep < _DEEPEST:
        return [Word(f"{name} {number}", deep + 1) for number in (1, 2)]
    return Word(name, deep)


def write(kind: str, *, language: str = "pl") -> Written:
    """Fill a kind of letter: subject, text and HTML from the very templates that the worker uses."""
    with translation.override(language):
        subject = _fill(f"mail/{kind}{_SUBJECT}", language, "").strip()
        return Written(
            subject, _fill(f"mail/{kind}.txt", language, subject).strip(), _fill(f"mail/{kind}.html", language, subject)
        )


def _fill(name: str, language: str, subject: str) -> str:
    context = Context({}, autoescape=name.endswith(".html"))
    known = {"language": language, "subject": subject, "portal_url": settings.WAGTAILADMIN_BASE_URL}
    context.dicts[1:] = [Anything(known)]
    return get_template(name).template.render(context)  # type: ignore[attr-defined]
