"""Polish words as keys: a document is indexed and a query looked up by keys made in one place, the same way.

The key of a word is its folded lemma: "miodów" and "miodem" are `miod`. An inflected word typed without diacritics
("miodow") is no Polish word; it is found in the table of forms that the index keeps for every lemma it has met.
Words the dictionary does not know are keyed by their folded stem. Source of the lemmas: SGJP through Morfeusz 2.
"""

import re
import unicodedata
from functools import cache, lru_cache

import morfeusz2
import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
_L = str.maketrans("łŁ", "lL")
#: interpretations that say nothing: unknown, and punctuation
_NO_LEMMA = {"ign", "interp"}


def fold(text: str) -> str:
    """Return the text in lower case without diacritics, ł included."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_L))
    return "".join(char for char in plain if not unicodedata.combining(char))


def words(text: str) -> list[str]:
    """Return the words and numbers of a text, in lower case, in order."""
    return [word.lower() for word in _WORD.findall(unicodedata.normalize("NFC", text))]


@lru_cache(maxsize=50_000)
def lemmas(word: str) -> frozenset[str]:
    """Return the dictionary's lemmas of a word, in lower case; none for a word that it does not know."""
    found = set()
    for _start, _end, (_form, lemma, tag, *_labels) in _dictionary().analyse(word):
        if tag in _NO_LEMMA:
            continue
        found.add(lemma.partition(":")[0].lower())
    return frozenset(found)


@lru_cache(maxsize=5_000)
def base_forms(word: str) -> frozenset[str]:
    """Return the lemmas of a word that is meant as a base form: itself alone, where it is one of a common word."""
    for _start, _end, (_form, lemma, _tag, labels, _more) in _dictionary().analyse(word):
        if lemma.partition(":")[0] == word and "nazwa_pospolita" in labels:
            return frozenset({word})
    return lemmas(word)


def keys(word: str) -> frozenset[str]:
    """Return the keys of one word: its folded lemmas, or the folded stem of an unknown word."""
    known = lemmas(word)
    if known:
        return frozenset(fold(lemma) for lemma in known)
    return frozenset({stem(word)})


@lru_cache(maxsize=50_000)
def forms(lemma: str) -> frozenset[str]:
    """Return all forms of a lemma, folded: what a person without Polish letters may type."""
    return frozenset(fold(form) for form, *_rest in _dictionary().generate(lemma) if form) | {fold(lemma)}


@cache
def name_forms(name: str) -> frozenset[str]:
    """Return the forms, in the singular or of a plural name, of the name of a place; none when it is not known as one."""
    return frozenset(
        form
        for form, lemma, tag, labels, _more in _dictionary().generate(name)
        if lemma.partition(":")[0] == name
        and "nazwa_geograficzna" in labels
        and ((tag.startswith("subst:sg") and ":voc" not in tag) or tag.endswith(":pt"))
    )


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


def stem(word: str) -> str:
    """Return the folded stem of a word that no dictionary knows: a name, a brand, a word of the dialect."""
    return fold(_stemmer().stemWord(word.lower()))


@lru_cache(maxsize=5_000)
def is_first_name(word: str) -> bool:
    """Say whether a word is a first name and no common word."""
    labels = _labels(word)
    return "imię" in labels and "nazwa_pospolita" not in labels


@lru_cache(maxsize=5_000)
def is_surname(word: str) -> bool:
    """Say whether a word may be a surname."""
    return "nazwisko" in _labels(word)


def _labels(word: str) -> set[str]:
    return {label for _s, _e, (_form, _lemma, _tag, labels, _more) in _dictionary().analyse(word) for label in labels}


@cache
def _dictionary() -> morfeusz2.Morfeusz:
    return morfeusz2.Morfeusz(case_handling=morfeusz2.IGNORE_CASE)


@cache
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("polish")
