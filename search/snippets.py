"""A short piece of a text with the words that were asked for. Everything but <mark> is escaped."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from search.engines.base import Asked
from search.polish import fold, keys

LONG = 200
_PIECE = re.compile(r"[^\W_]+|[\W_]+")


def snippet(text: str, asked: Asked) -> SafeString:
    """Return the part of a plain text around the first word asked for, those words marked."""
    pieces, is_met = _PIECE.findall(text), _meets(asked)
    first = next((at for at, piece in enumerate(pieces) if is_met(piece)), 0)
    start, end = _window(pieces, first)
    before = "…" if start else ""
    after = "…" if end < len(pieces) else ""
    marked = (
        "".join(f"<mark>{escape(piece)}</mark>" for piece in run) if met else escape("".join(run))
        for met, run in groupby(pieces[start:end], is_met)
    )
    return mark_safe(f"{before}{''.join(marked)}{after}")  # each piece of the text is escaped above


def _meets(asked: Asked) -> Callable[[str], bool]:
    ways = [way for term in asked.terms for way in term.ways if way.keys]
    wanted = {key for way in ways for key in way.keys}
    begun = tuple({way.keys[-1] for way in ways if way.beginning})

    def is_met(piece: str) -> bool:
        own = _own(piece)
        return not wanted.isdisjoint(own) or (bool(begun) and any(key.startswith(begun) for key in own))

    return is_met


@lru_cache(maxsize=50_000)
def _own(piece: str) -> frozenset[str]:
    """Return the keys of a word and itself as it may be begun; none of what stands between words."""
    return keys(piece) | {fold(piece)} if piece[0].isalnum() else frozenset()


def _window(pieces: Sequence[str], first: int) -> tuple[int, int]:
    """Return where to begin and to end, so that about `LONG` characters are shown, a quarter of them before the word."""
    start, room = first, LONG // 4
    while start > 0 and room - len(pieces[start - 1]) > 0:
        start -= 1
        room -= len(pieces[start])
    end, left = start, LONG
    while end < len(pieces) and left >= len(pieces[end]):
        left -= len(pieces[end])
        end += 1
    return start, end
