"""How good the answers are, on a set of questions with graded answers over the example data."""

import csv
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from pathlib import Path

from pes_profiles.accounts.models import User
from search.queries import search
from shop.catalogue.models import Product

DEPTH = 10
AGREED = 5
BEST, GOOD = 3, 1

#: question → keys of offers, best first
Ask = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Case:
    """A question, and what should answer it: any of `best` may be first."""

    half: str
    text: str
    best: frozenset[str]
    good: frozenset[str]

    def grade(self, key: str) -> int:
        return BEST if key in self.best else GOOD if key in self.good else 0

    def ndcg(self, keys: Sequence[str]) -> float:
        """Return the discounted gain of the first ten against the best order there could be."""
        ideal = [BEST] * len(self.best) + [GOOD] * len(self.good)
        return _gain([self.grade(key) for key in keys[:DEPTH]]) / _gain(ideal[:DEPTH])


def _gain(grades: Sequence[int]) -> float:
    return sum((2**grade - 1) / log2(at + 2) for at, grade in enumerate(grades))


@dataclass
class Report:
    """What came of a set of questions."""

    number: int = 0
    first: int = 0
    nothing: list[str] = field(default_factory=list)
    gain: float = 0.0
    #: questions whose first answer is none of the best, with what stood there
    missed: list[tuple[str, str]] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)

    @property
    def success(self) -> float:
        return self.first / self.number if self.number else 0.0

    @property
    def ndcg(self) -> float:
        return self.gain / self.number if self.number else 0.0

    @property
    def nothing_rate(self) -> float:
        return len(self.nothing) / self.number if self.number else 0.0


def read(path: Path, shown: Collection[str]) -> list[Case]:
    """Read the set. Offers that are not shown are no answers, and a question without a best one is left out."""
    cases = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.reader((line for line in file if not line.startswith("#")), delimiter="\t"):
            half, text, best, good = (*row, "", "")[:4]
            case = Case(half, text, frozenset(best.split()) & set(shown), frozenset(good.split()) & set(shown))
            if case.best:
                cases.append(case)
    return cases


def shown_offers() -> dict[int, str]:
    """Return the keys of the example offers that the public sees."""
    return dict(Product.objects.public().exclude(demo_key="").values_list("pk", "demo_key"))


def asker(keys: Mapping[int, str], *, engine: str) -> Ask:
    """Return what asks one engine a question as a visitor does."""
    staff = User(is_staff=True)  # may name an engine
    return lambda text: [keys.get(hit.ref, "") for hit in search(text, kind="offer", engine=engine, user=staff).hits]


def evaluate(cases: Sequence[Case], ask: Ask) -> Report:
    """Ask every question and grade the answers."""
    report = Report()
    for case in cases:
        keys = list(ask(case.text))
        report.answers[case.text] = keys
        report.number += 1
        report.gain += case.ndcg(keys)
        if not keys:
            report.nothing.append(case.text)
        if keys and keys[0] in case.best:
            report.first += 1
        else:
            report.missed.append((case.text, keys[0] if keys else ""))
    return report


def agreement(one: Report, other: Report) -> tuple[float, list[str]]:
    """Return in which part of the questions both gave the same first five in the same order, and the rest of them."""
    apart = [text for text, keys in one.answers.items() if keys[:AGREED] != other.answers[text][:AGREED]]
    return (1 - len(apart) / len(one.answers)) if one.answers else 1.0, apart
