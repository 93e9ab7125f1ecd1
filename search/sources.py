"""A thing's texts as words and keys: what both engines get of them."""

import re
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from django.utils.html import strip_tags

from operations.clock import now
from search.engines.base import Document, microseconds
from search.polish import fold, keys, lemmas, words
from search.small_words import SMALL_WORDS

LONGEST = 80
MOST_WORDS = 400
LONGEST_SUMMARY = 300
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Source:
    """A document on its way into the engines, with its words as they are written."""

    document: Document
    words: frozenset[str]


def keys_of(text: str, *, long: bool = False) -> tuple[str, ...]:
    """Return the keys of a text's words, each once, in order; the plain words too.

    Of a `long` text only those plain words that no dictionary knows: the others are met by their lemmas.
    """
    few = _few(text)
    found = dict.fromkeys(key for word in few for each in sorted(keys(word)) for key in each.split())
    plain = dict.fromkeys(fold(word) for word in few if not long or not lemmas(word))
    return tuple(key for key in found | plain if len(key) <= LONGEST)


@lru_cache(maxsize=2000)
def plain(html: str) -> str:
    """Return the text of a piece of HTML, on one line. Kept: pages of results take the same descriptions apart."""
    return " ".join(unescape(strip_tags(html.replace("<", " <"))).split())


def _few(text: str) -> list[str]:
    return [word for word in dict.fromkeys(words(text)) if len(word) <= LONGEST][:MOST_WORDS]


def _head(title: str) -> str:
    telling = (word for word in words(title) if word not in SMALL_WORDS and not _NUMBER.fullmatch(word))
    return next(telling, "")


def source_of(
    kind: str, ref: int, *, title: str, url: str, summary: str, texts: dict[str, str], **more: object
) -> Source:
    texts = {"head": _head(title), "title": title} | texts
    made = {name: keys_of(text, long=name == "text") for name, text in texts.items()}
    short = summary if len(summary) <= LONGEST_SUMMARY else summary[: LONGEST_SUMMARY - 1].rsplit(" ", 1)[0] + "…"
    document = Document(
        kind=kind,
        ref=ref,
        version=microseconds(now()) or 0,
        title=title[:255],
        url=url,
        summary=short[:LONGEST_SUMMARY],
        keys={name: found for name, found in made.items() if found},
        **more,  # type: ignore[arg-type]
    )
    return Source(document, frozenset(word for text in texts.values() for word in _few(text)))
