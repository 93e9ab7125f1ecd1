"""What a person typed, understood: small words and amounts left out, a place read, forms resolved, slips mended.

Nothing here looks at an engine: `ask` says which keys may stand for each word, and for how many per cent.
"""

import re
import unicodedata

from search import places, synonyms, weights
from search.engines.base import Asked, Place, Term, Way
from search.mending import MENDABLE, MENDABLE_WORD, nearest_forms, spelt
from search.models import WordForm
from search.polish import fold, keys, lemmas
from search.small_words import CHATTER, SMALL_WORDS, UNITS
from search.synonyms import Synonyms

MOST_WORDS = 12
LONGEST_WORD = 80
#: a piece of an unknown word is looked for from this many letters on
PREFIX = 4
_NUMBER = re.compile(r"[0-9]+")
_TOKEN = re.compile(r"[^\W_]+")
#: "400g", "3l", "a5", "10x15"
_AMOUNT = re.compile(rf"[0-9]+({'|'.join(sorted(UNITS))})|a[3-6]|[0-9]+x[0-9]+")


def ask(text: str, *, place: bool = True, using: Synonyms | None = None) -> Asked:
    """Return what to ask an engine. At most three queries. `place=False` leaves names of places among the words.

    `using` are other synonyms than those in force, to see what a change would do.
    """
    alike = synonyms.in_force() if using is None else using
    typed = _TOKEN.findall(unicodedata.normalize("NFC", text))[: 4 * MOST_WORDS]
    read = places.read(typed) if place else places.Read()
    left = [word for at, word in enumerate(typed) if at not in read.taken]
    telling = _wanted([word.lower() for word in left], alone=read.place is None)
    known = _known(telling)
    for word in telling:
        if leading := alike.forms.get(fold(word)):
            known[fold(word)] = known.get(fold(word), set()) | leading
    lost = [word for word in telling if _is_lost(word, known)]
    where = read.place
    mended: dict[str, dict[str, str]] = {}
    shown: dict[str, str] = {}
    if lost:
        if place and where is None:
            where, lost, telling = _place_among(lost, telling, shown)
        mended = nearest_forms(lost) if lost else {}
        shown |= {word: spelt(*min(near.items())) for word, near in mended.items()}
    own = [_own_keys(word, known.get(fold(word), set())) for word in telling]
    further = alike.ways(
        [keys_of_word | set(mended.get(word, {}).values()) for word, keys_of_word in zip(telling, own, strict=True)]
    )
    terms = tuple(
        Term(word, _ways(word, exact, mended.get(word, {}), more))
        for word, exact, more in zip(telling, own, further, strict=True)
    )
    said = [shown.get(word.lower(), word) for word in typed]
    return Asked(text, terms, where, " ".join(said) if shown else "")


def _wanted(typed: list[str], *, alone: bool) -> list[str]:
    """Leave out small words, amounts and chatter, unless nothing would be left of a question without a place."""
    told = []
    for at, word in enumerate(typed):
        plain = fold(word)
        counted = plain in UNITS and at > 0 and _NUMBER.fullmatch(typed[at - 1])
        if word in SMALL_WORDS or _is_chatter(word) or counted or _NUMBER.fullmatch(word) or _AMOUNT.fullmatch(plain):
            continue
        if len(word) <= LONGEST_WORD:
            told.append(word)
    if not told and alone:
        told = [word for word in typed if len(word) <= LONGEST_WORD]
    return list(dict.fromkeys(told))[:MOST_WORDS]


def _is_chatter(word: str) -> bool:
    return fold(word) in CHATTER or not CHATTER.isdisjoint(keys(word))


def _is_lost(word: str, known: dict[str, set[str]]) -> bool:
    """Whether the index has never met a word, in any form. What the dictionary knows must be longer to be a slip."""
    return fold(word) not in known and len(word) >= (MENDABLE_WORD if lemmas(word) else MENDABLE)


def _own_keys(word: str, known: set[str]) -> frozenset[str]:
    return frozenset(key for key in {*keys(word), *known, fold(word)} if key and " " not in key)


def _ways(word: str, exact: frozenset[str], mended: dict[str, str], more: list[Way]) -> tuple[Way, ...]:
    """Return the ways to meet one word: itself, what it means too, what it was mended to, its beginning."""
    plain = fold(word)
    ways = [Way((key,)) for key in sorted(exact)]
    share = weights.MENDED if mended else weights.EXACT
    ways += [Way(way.keys, way.percent * share // 100) for way in more]
    ways += [Way((key,), weights.MENDED) for key in sorted(set(mended.values()) - exact)]
    if len(plain) >= PREFIX and not lemmas(word):
        ways.append(Way((plain,), weights.BEGINNING, beginning=True))
    return tuple(ways)


def _place_among(
    lost: list[str], telling: list[str], shown: dict[str, str]
) -> tuple[Place | None, list[str], list[str]]:
    """Take the first unknown word that is nearly a place for it."""
    for word in lost:
        near = None if lemmas(word) else places.nearest(word)
        if near is not None:
            if near[1]:
                shown[word] = near[1]
            return near[0], [other for other in lost if other != word], [other for other in telling if other != word]
    return None, lost, telling


def _known(telling: list[str]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for form, key in WordForm.objects.filter(form__in=[fold(word) for word in telling]).values_list("form", "key"):
        known.setdefault(form, set()).add(key)
    return known
