"""A short piece of a text with the words that were asked for. Everything but <mark> is escaped."""

import re
from collections.abc import Iterable

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe

from search.engines.base import Asked
from search.polish import fold, keys

LONG = 200
_PIECE = re.compile(r"[^\W_]+|[\W_]+")


def snippet(text: str, asked: Asked) -> SafeString:
    """Return the part of a plain text around the first word asked for, those words marked."""
    pieces = _PIECE.findall(text)
    met = [piece[0].isalnum() and _is_met(piece, asked) for piece in pieces]
    start, shown = _window(pieces, met)
    before = "…" if start else ""
    after = "…" if start + len(shown) < len(pieces) else ""
    marked = format_html_join(
        "", "{}{}{}", ((_OPEN, piece, _CLOSE) if met[start + at] else ("", piece, "") for at, piece in enumerate(shown))
    )
    return format_html_join("", "{}", ((before,), (marked,), (after,)))


_OPEN, _CLOSE = mark_safe("<mark>"), mark_safe("</mark>")  # two constants


def _is_met(word: str, asked: Asked) -> bool:
    own = {*keys(word), fold(word)}
    return any(_meets(own, way.keys, beginning=way.beginning) for term in asked.terms for way in term.ways)


def _meets(own: Iterable[str], wanted: tuple[str, ...], *, beginning: bool) -> bool:
    own = set(own)
    return bool(own.intersection(wanted)) or (beginning and any(key.startswith(wanted[-1]) for key in own))


def _window(pieces: list[str], met: list[bool]) -> tuple[int, list[str]]:
    first = met.index(True) if any(met) else 0
    start, room = first, LONG // 4
    while start > 0 and room - len(pieces[start - 1]) > 0:
        start -= 1
        room -= len(pieces[start])
    shown, left = [], LONG
    for piece in pieces[start:]:
        left -= len(piece)
        if left < 0:
            break
        shown.append(piece)
    return start, shown
