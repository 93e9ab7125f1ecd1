"""Text as Polish sets it: what must not be broken between lines is kept together by one filter, never by hand."""

import re
from functools import lru_cache

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from cms.base.formats import NBSP

SHORT = 300
_TAG = re.compile(r"(<[^>]*>)")
_UNITS = r"zł|g|kg|dag|ml|l|szt\.|cm|mm|m|m²|km|dni|sztuk|sztuki|os\.|%|r\.|×|litra|litry|litrów|część|części|miejsc|miejsca|osób|godzin|MB"
_DAY = r"(?:pn|wt|śr|czw|pt|sob|nd|niedz)\."
_HOURS = r"\d{1,2}\.\d\d–\d{1,2}\.\d\d"
_TYPOGRAPHY = (
    (re.compile(r"(?<![\w„])([aiouwzAIOUWZ]) (?=\S)"), rf"\1{NBSP}"),
    (re.compile(rf"(\d) (?=(?:{_UNITS})(?!\w))"), rf"\1{NBSP}"),
    (re.compile(r"(?<=\d\u00a0)× (?=\S)"), f"×{NBSP}"),
    (re.compile(r"\b(NIP|KRS|REGON|godz\.) (?=\d)"), rf"\1{NBSP}"),
    (re.compile(r"\b(ul\.|pl\.|al\.|os\.|nr|art\.|ust\.|tel\.) (?=\S)"), rf"\1{NBSP}"),
    (
        re.compile(
            rf"(?<![\w-])(\d\d-\d{{3}}|\d{{6}}-\d{{1,2}}|[A-Z]-\d{{6}}|(?:{_DAY}(?:–{_DAY})? )?{_HOURS})(?![\w-])"
        ),
        r'<span class="nowrap">\1</span>',
    ),
)


def tidy(value: object) -> SafeString:
    """Keep together what Polish does not break: one-letter words, amounts with units, postcodes, hours.

    People's text is escaped first; only text between tags is touched. For text, not for attributes.
    """
    escaped = str(conditional_escape(value))
    return _short(escaped) if len(escaped) <= SHORT else _set(escaped)


def _set(escaped: str) -> SafeString:
    parts = _TAG.split(escaped)
    for index in range(0, len(parts), 2):
        for pattern, replacement in _TYPOGRAPHY:
            parts[index] = pattern.sub(replacement, parts[index])
    return mark_safe("".join(parts))  # escaped above; what is added are constants


#: The words of the interface, titles and names come again on every page.
_short = lru_cache(maxsize=4096)(_set)


def paragraphs(value: str | None) -> SafeString:
    """Turn a person's plain text into escaped, tidied paragraphs."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n|\r\n\s*\r\n", value or "")]
    return mark_safe("".join(f"<p>{tidy(block)}</p>" for block in blocks if block))  # tidy escapes
