"""Slips of the finger: an unknown word is mended to the nearest forms that the index has met."""

from collections.abc import Sequence
from functools import reduce
from itertools import product
from operator import mul, or_

from django.db.models import Q
from django.db.models.functions import Length

from search.models import WordForm
from search.polish import fold, lemmas, slips

#: an unknown word is mended from this many letters on; longer ones may have two slips
MENDABLE, LONG = 4, 8
#: a word that the dictionary knows and the index does not: "katering", "szkolnie" for szkolenie
MENDABLE_WORD = 6
#: letters that are typed for each other at the beginning of a word
_ALIKE = {"h": "c", "c": "hk", "k": "c", "r": "z", "z": "r", "u": "o", "o": "u", "w": "v", "v": "w", "s": "c"}
_POLISH = {"a": "aą", "c": "cć", "e": "eę", "l": "lł", "n": "nń", "o": "oó", "s": "sś", "z": "zżź"}
#: so many spellings with Polish letters are tried, not more
_MOST_SPELLINGS = 512


def nearest_forms(lost: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return for each unknown word the nearest forms of the index with their keys: `catring` → catering.

    One query: a form within so many slips has at least one piece of the word as it is.
    """
    wanted = reduce(or_, (_like(fold(word), _most_slips(word)) for word in lost))
    forms = list(WordForm.objects.annotate(length=Length("form")).filter(wanted).values_list("form", "key").distinct())
    near: dict[str, dict[str, str]] = {}
    for word in lost:
        plain = fold(word)
        most = _most_slips(word)
        at: dict[int, dict[str, str]] = {}
        for form, key in forms:
            if abs(len(form) - len(plain)) <= most:
                far = slips(plain, form, most)
                if far <= most:
                    at.setdefault(far, {})[form] = key
        if at:
            near[word] = at[min(at)]
    return near


def _most_slips(word: str) -> int:
    return 2 if len(word) >= LONG and not lemmas(word) else 1


def _like(plain: str, most: int) -> Q:
    size = len(plain) // (most + 1)
    begun = Q(form__startswith=plain[0])
    for letter in {*_ALIKE.get(plain[0], ""), plain[1]} - {plain[0]}:
        begun |= Q(form__startswith=letter)
    pieces = Q(form__startswith=plain[:size]) | Q(form__endswith=plain[most * size :])
    if most == 2:
        pieces |= Q(form__contains=plain[size : 2 * size])
    swapped = Q(form__startswith=plain[: size - 1], form__endswith=plain[size + 1 :])
    near = Q(length__gte=len(plain) - most, length__lte=len(plain) + most)
    return begun & (pieces | swapped) & near


def spelt(form: str, key: str) -> str:
    """Return a form of the index with its Polish letters, where the dictionary knows it: `wizytowki` → wizytówki."""
    choices = [_POLISH.get(letter, letter) for letter in form]
    if reduce(mul, map(len, choices), 1) > _MOST_SPELLINGS:
        return form
    for letters in product(*choices):
        word = "".join(letters)
        if any(fold(lemma) == key for lemma in lemmas(word)):
            return word
    return form
