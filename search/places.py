"""Places read out of a question: gminy and powiaty of the region, inflected, without Polish letters, in part.

The rules, in order of strength:

1. After „gmina”, „miasto”, „okolice” or „powiat” any form of a name or adjective is a place: „gmina Biała”, „powiat nyski”.
2. A name is a place wherever it stands: „sala w Nysie”, „rowery Brzeg”. The longest name wins: „Tarnów Opolski”.
3. A name that is also an ordinary word („pokój”, „biała”) is one only after a preposition and with a capital letter.
4. „nyskie”, „w nyskim” is the powiat; „opolskie” and „Opolszczyzna” are the whole region, so they hold nothing back.

Polish letters may be missing, but none may be added: „pączków” is no „Paczków”. „Opole” is the city.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pes_profiles.region.services import seats
from search.engines.base import Place
from search.polish import fold, name_forms, slips

DATA = Path(__file__).parent / "data" / "places.yaml"
CITY = "m. Opole"
#: an unknown word is taken for the beginning of a name, or for a misspelt one, from this many letters on
BEGINNING, MENDABLE, LONG = 5, 6, 8

PREPOSITIONS = frozenset(["w", "we", "z", "ze", "do", "od", "pod", "koło", "kolo", "obok", "blisko", "k"])
AROUND = frozenset(
    ["okolica", "okolice", "okolicy", "okolic", "okolicach", "miasto", "miasta", "mieście", "miescie", "rejon"]
)
GMINA = frozenset(["gmina", "gminy", "gminie", "gminę", "gmine", "gminą", "gm"])
POWIAT = frozenset(["powiat", "powiatu", "powiecie", "powiatem", "pow"])
#: left out beside a place: „koło Nysy”, „Opole i okolice”
_BESIDE = AROUND | GMINA | POWIAT | PREPOSITIONS
_AND = frozenset(["i", "oraz"])
_ENDINGS = ("i", "a", "ie", "iego", "iej", "iemu", "im", "ą", "ich", "imi")
_REGION = (
    *((form,) for form in ("opolskie", "opolskim", "opolskiego")),
    *((form,) for form in ("opolszczyzna", "opolszczyzny", "opolszczyźnie", "opolszczyznę")),
    *(
        (one, two)
        for one in ("województwo", "województwa", "województwie")
        for two in ("opolskie", "opolskiego", "opolskim")
    ),
    ("śląsk", "opolski"),
    ("śląska", "opolskiego"),
    ("śląsku", "opolskim"),
)


@dataclass(frozen=True)
class Name:
    """A form of a name, word by word, as it is written."""

    words: tuple[str, ...]
    place: Place | None  # nothing: the whole region
    common: bool = False
    plain_is_common: bool = False

    def fits(self, typed: Sequence[str]) -> bool:
        return len(typed) == len(self.words) and all(map(_fits, typed, self.words))


@dataclass
class _Book:
    """Names by their first word without Polish letters."""

    names: dict[str, list[Name]] = field(default_factory=dict)

    def add(self, name: Name) -> None:
        self.names.setdefault(fold(name.words[0]), []).append(name)

    def at(self, typed: Sequence[str], start: int) -> Name | None:
        """Return the longest name that begins at a word."""
        fitting = [
            name for name in self.names.get(fold(typed[start]), ()) if name.fits(typed[start : start + len(name.words)])
        ]
        return max(fitting, key=lambda name: len(name.words), default=None)


@dataclass(frozen=True)
class _Books:
    anywhere: _Book
    gminy: _Book
    powiaty: _Book
    by_key: dict[str, Place]


@dataclass(frozen=True)
class Read:
    """What was read: the place, and which words of the question are spoken for."""

    place: Place | None = None
    taken: frozenset[int] = frozenset()


def read(tokens: Sequence[str]) -> Read:
    """Find the place in the words of a question, as typed. The first one binds, a second one is left out too."""
    typed = [token.lower() for token in tokens]
    shouted = all(token.isupper() for token in tokens)
    place: Place | None = None
    taken: set[int] = set()
    start = 0
    while start < len(typed):
        name = _name_at(tokens, typed, start, shouted=shouted)
        if name is None:
            start += 1
            continue
        end = start + len(name.words)
        place = place or name.place
        taken.update(range(start, end), _beside(typed, start, end))
        start = end
    return Read(place, frozenset(taken))


def nearest(word: str) -> tuple[Place, str] | None:
    """Return the place that an unknown word begins or misspells, with its name: „kedzierz”, „Krabkowice”."""
    plain = fold(word)
    if len(plain) >= BEGINNING:
        begun = {name.place for name in _single() if name.place and fold(name.words[0]).startswith(plain)}
        if len(begun) == 1:
            return begun.pop(), ""
    if len(plain) < MENDABLE:
        return None
    most = 2 if len(plain) >= LONG else 1
    near: dict[int, dict[Place, str]] = {}
    for name in _single():
        form = fold(name.words[0])
        if name.place and form[0] == plain[0] and abs(len(form) - len(plain)) <= most:
            far = slips(plain, form, most)
            if far <= most:
                near.setdefault(far, {}).setdefault(name.place, name.words[0])
    if not near:
        return None
    best = near[min(near)]
    return next(iter(best.items())) if len(best) == 1 else None


def of_terc(terc: str) -> Place | None:
    """Return the gmina (6 digits) or powiat (4 digits) of a code."""
    return _books().by_key.get(terc)


def beginning_with(text: str, limit: int) -> list[Place]:
    """Return places whose name begins with what was typed, shortest names first."""
    plain = fold(" ".join(text.split()))
    found = {place for name, place in _folded_names() if name.startswith(plain)} if plain else set()
    return sorted(found, key=lambda place: (len(place.name), place.name))[:limit]


def _name_at(tokens: Sequence[str], typed: Sequence[str], start: int, *, shouted: bool) -> Name | None:
    books = _books()
    before = typed[start - 1].rstrip(".") if start else ""
    if before in POWIAT:
        return books.powiaty.at(typed, start) or books.anywhere.at(typed, start)
    if before in GMINA or before in AROUND:
        return books.gminy.at(typed, start) or books.anywhere.at(typed, start)
    name = books.anywhere.at(typed, start)
    if name is None:
        return None
    word = typed[start]
    ordinary = name.common or (name.plain_is_common and word == fold(word))
    if ordinary and not (before in PREPOSITIONS and tokens[start][0].isupper() and not shouted):
        return None
    return name


def _beside(typed: Sequence[str], start: int, end: int) -> Iterator[int]:
    while start and typed[start - 1] in _BESIDE:
        start -= 1
        yield start
    if end + 1 < len(typed) and typed[end] in _AND and typed[end + 1] in AROUND:
        yield from (end, end + 1)


def _fits(typed: str, written: str) -> bool:
    """Say whether a word is written so, perhaps without some of its Polish letters."""
    typed = unicodedata.normalize("NFC", typed)
    return len(typed) == len(written) and all(
        one == other or one == fold(other) for one, other in zip(typed, written, strict=True)
    )


@cache
def _single() -> tuple[Name, ...]:
    """Names of one word that mean nothing else."""
    names = (name for names in _books().anywhere.names.values() for name in names)
    return tuple(name for name in names if len(name.words) == 1 and name.place and not name.common)


@cache
def _folded_names() -> tuple[tuple[str, Place], ...]:
    return tuple((fold(place.name), place) for place in _books().by_key.values())


@cache
def _books() -> _Books:
    data = yaml.safe_load(DATA.read_text(encoding="utf-8"))
    where = seats()
    by_key: dict[str, Place] = {}
    anywhere, gminy, powiaty = _Book(), _Book(), _Book()
    by_name: dict[str, Place] = {}
    for row in data["gminy"]:
        place = Place(row["nom"], row["terc6"], *where[row["terc6"]])
        by_key[place.terc] = by_name[place.name] = place
        common = row.get("common_word", False)
        for words in _forms(row):
            name = Name(words, place, common, row.get("plain_is_common", False))
            anywhere.add(name)
            gminy.add(name)
        for adjective in [row["adj"], *row.get("alt_adj", [])]:
            for words in _adjective(adjective):
                gminy.add(Name(words, place))
    for row in data["powiaty"]:
        seat = by_name[row["seat"]]
        terc = next(other["terc6"][:4] for other in data["gminy"] if other["powiat"] == row["key"])
        place = seat if row["key"] == CITY else Place(row["nom"], terc, seat.lat, seat.lon)
        if row["key"] != CITY:
            by_key[place.terc] = place
            for words in _adjective(row["adj"]):
                powiaty.add(Name(words, place))
                if row["adj"] != "opolski" and words[-1].endswith(("kie", "kim")):
                    anywhere.add(Name(words, place))
            if seat.name != "Opole":
                for words in _forms(next(other for other in data["gminy"] if other["nom"] == seat.name)):
                    powiaty.add(Name(words, place))
    for region in _REGION:
        anywhere.add(Name(region, None))
    return _Books(anywhere, gminy, powiaty, by_key)


def _forms(row: dict[str, Any]) -> set[tuple[str, ...]]:
    """Return all forms of a gmina's name: those of the file and, of one word, those of the dictionary."""
    written = {row["nom"], row["gen"], row["loc"]}
    for more in ("alt", "alt_gen", "alt_loc"):
        written.update(row.get(more, ()))
    forms = {_words(form) for form in written}
    if not row.get("common_word"):
        for name in filter(str.isalpha, [row["nom"], *row.get("alt", ())]):
            forms.update(_words(form) for form in name_forms(name))
    return forms


def _adjective(adjective: str) -> list[tuple[str, ...]]:
    return [_words(adjective[:-1] + ending) for ending in _ENDINGS]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.lower().replace("-", " ").split())
