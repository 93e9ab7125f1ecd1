"""Synonyms at query time: what else may stand for a word of the question, for fewer per cent than the word itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from typing import Any

from django.db.models import Count, Max

from search import weights
from search.engines.base import Way
from search.polish import base_forms, fold, forms, keys, words
from search.small_words import SMALL_WORDS
from search.vocabulary import Synonym

#: ways that synonyms may add to one word
MOST_WAYS = 30
#: readings of one phrase, where its words have several base forms
MOST_READINGS = 4

Keys = tuple[str, ...]


@dataclass(frozen=True)
class _Rule:
    """A phrase, word by word the keys it may have, and what it leads to."""

    source: tuple[frozenset[str], ...]
    targets: tuple[Keys, ...]
    percent: int


@dataclass(frozen=True)
class Synonyms:
    """Synonyms made ready, by the first key of their phrase."""

    rules: dict[str, list[_Rule]] = field(default_factory=dict)
    #: forms without Polish letters of the words that lead on, with their keys: `krawcowej` → krawcowa
    forms: dict[str, set[str]] = field(default_factory=dict)

    def ways(self, asked: Sequence[frozenset[str]]) -> list[list[Way]]:
        """Return for each word of a question, given by its keys, the further ways to meet it, the best first."""
        found: list[dict[Keys, int]] = [{} for _word in asked]
        for start, own in enumerate(asked):
            for rule in {id(rule): rule for key in own for rule in self.rules.get(key, ())}.values():
                end = start + len(rule.source)
                if end > len(asked) or not all(map(frozenset.intersection, asked[start:end], rule.source)):
                    continue
                matched = frozenset().union(*asked[start:end])
                for target in rule.targets:
                    if len(rule.source) == 1 and not matched.isdisjoint(target):
                        continue  # more words than the one asked for find nothing else
                    # Fewer of the same words are only near: "ławka" for "ławka ogrodowa".
                    percent = min(rule.percent, weights.NARROWER) if matched.issuperset(target) else rule.percent
                    for at in range(start, end):
                        found[at][target] = max(found[at].get(target, 0), percent)
        return [
            [Way(target, percent) for target, percent in islice(sorted(each.items(), key=_best_first), MOST_WAYS)]
            for each in found
        ]


def _best_first(way: tuple[Keys, int]) -> tuple[int, int, Keys]:
    return -way[1], len(way[0]), way[0]


def made_ready(synonyms: Iterable[Synonym]) -> Synonyms:
    """Read rows into rules."""
    rules: dict[str, list[_Rule]] = {}
    known: dict[str, set[str]] = {}
    for synonym in synonyms:
        two_way = synonym.kind == Synonym.Kind.TWO_WAY
        percent = weights.NARROWER if synonym.kind == Synonym.Kind.NARROWER else weights.SYNONYM
        for term in synonym.terms:
            source = tuple(_of_word(word) for word in _telling(term))
            others = [other for other in synonym.terms if other != term] if two_way else synonym.targets
            targets = tuple(dict.fromkeys(reading for other in others for reading in _readings(other)))
            if source and targets:
                for word in _telling(term):
                    for lemma in base_forms(word):
                        for form in forms(lemma):
                            known.setdefault(form, set()).add(fold(lemma))
                rule = _Rule(source, targets, percent)
                for key in source[0]:
                    rules.setdefault(key, []).append(rule)
    return Synonyms(rules, known)


_kept: dict[str, Any] = {}


def in_force() -> Synonyms:
    """Return the synonyms as ROPS has left them. One query says whether those kept in this process still hold."""
    stamp = Synonym.objects.aggregate(number=Count("pk"), last=Max("pk"), changed=Max("changed_at"))
    if _kept.get("stamp") != stamp:
        _kept["synonyms"] = made_ready(Synonym.objects.all())
        _kept["stamp"] = stamp
    return _kept["synonyms"]


def _telling(phrase: str) -> list[str]:
    found = words(phrase)
    return [word for word in found if word not in SMALL_WORDS] or found


def _of_word(word: str) -> frozenset[str]:
    """Return the keys of a word in a synonym: a base form stands for itself alone."""
    return frozenset(map(fold, base_forms(word))) or keys(word)


def _readings(phrase: str) -> list[Keys]:
    each = [sorted(_of_word(word)) for word in _telling(phrase)]
    return [tuple(dict.fromkeys(reading)) for reading in islice(product(*each), MOST_READINGS)] if each else []
