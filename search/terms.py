"""What a person typed, understood: small words and amounts left out, forms resolved, slips of the finger mended."""

import re
from dataclasses import dataclass

from search.models import WordForm
from search.polish import fold, keys, lemmas, words

MOST_WORDS = 12
LONGEST_WORD = 80
#: a piece of an unknown word is looked for from this many letters on
PREFIX = 4
#: an unknown word is mended from this many letters on; longer ones may have two slips
MENDABLE, LONG = 4, 8
SMALL_WORDS = frozenset(
    [
        "a",
        "albo",
        "bez",
        "dla",
        "do",
        "i",
        "lub",
        "na",
        "nad",
        "o",
        "od",
        "oraz",
        "po",
        "pod",
        "przez",
        "przy",
        "u",
        "w",
        "we",
        "z",
        "za",
        "ze",
    ]
)
#: what a number counts, in "dla 40 osób" and "1000 szt"
UNITS = frozenset(
    [
        "szt",
        "sztuk",
        "sztuki",
        "sztuka",
        "osob",
        "osoby",
        "osoba",
        "os",
        "kg",
        "dag",
        "g",
        "l",
        "ml",
        "zl",
        "cm",
        "mm",
        "m",
        "km",
    ]
)
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True)
class Understood:
    """The pieces to look for: for each word the keys it may stand for, and what it was mended to, if it was."""

    terms: tuple[frozenset[str], ...]
    corrected: str = ""


def understand(text: str) -> Understood:
    """Return what to look for. Two queries at most.

    ` miod ` is a whole key, ` mio` the beginning of one.
    """
    telling = _telling(list(dict.fromkeys(words(text))))
    known = _known(telling)
    lost = [word for word in telling if not lemmas(word) and fold(word) not in known and len(word) >= MENDABLE]
    mended = _mend(lost) if lost else {}
    terms = tuple(_pieces(word, known.get(fold(word), set()), mended.get(word, {})) for word in telling)
    if not mended:
        return Understood(terms)
    shown = [min(mended[word], default=word) if word in mended else word for word in telling]
    return Understood(terms, " ".join(shown))


def _telling(typed: list[str]) -> list[str]:
    """Leave out small words and amounts, unless nothing would be left."""
    told = []
    for place, word in enumerate(typed):
        after_number = place > 0 and _NUMBER.fullmatch(typed[place - 1])
        if word in SMALL_WORDS or _NUMBER.fullmatch(word) or (after_number and fold(word) in UNITS):
            continue
        if len(word) <= LONGEST_WORD:
            told.append(word)
    return (told or typed)[:MOST_WORDS]


def _known(telling: list[str]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for form, key in WordForm.objects.filter(form__in=[fold(word) for word in telling]).values_list("form", "key"):
        known.setdefault(form, set()).add(key)
    return known


def _pieces(word: str, known: set[str], mended: dict[str, str]) -> frozenset[str]:
    plain = fold(word)
    whole = set(keys(word)) | known | set(mended.values()) | {plain}
    pieces = {f" {key} " for key in whole if key}
    if len(plain) >= PREFIX and not lemmas(word):
        pieces.add(f" {plain}")
    return frozenset(pieces)


def _mend(lost: list[str]) -> dict[str, dict[str, str]]:
    """Return for each unknown word the nearest forms of the index with their keys: `catring` → catering."""
    initials = {fold(word)[0] for word in lost}
    forms = WordForm.objects.filter(form__regex=f"^[{''.join(sorted(initials))}]").values_list("form", "key")
    near: dict[str, dict[str, str]] = {}
    for word in lost:
        plain = fold(word)
        most = 2 if len(plain) >= LONG else 1
        at: dict[int, dict[str, str]] = {}
        for form, key in forms:
            if form[0] == plain[0] and abs(len(form) - len(plain)) <= most:
                far = slips(plain, form, most)
                if far <= most:
                    at.setdefault(far, {})[form] = key
        if at:
            near[word] = at[min(at)]
    return near


def slips(one: str, other: str, most: int) -> int:
    """Return how many letters were left out, added, changed or swapped; `most + 1` when more than `most`."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        older, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return row[-1]
