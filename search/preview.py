"""What a change of synonyms would do to one question, before anybody else sees it."""

from collections.abc import Iterable
from dataclasses import dataclass

from search import synonyms
from search.engines import choose
from search.engines.base import Question
from search.synonyms import Synonyms
from search.terms import ask
from search.vocabulary import Synonym
from shop.catalogue.models import Product

FIRST = 5


@dataclass(frozen=True)
class Answer:
    """How many offers a question finds, and the first of them."""

    total: int
    titles: tuple[str, ...]


@dataclass(frozen=True)
class Effect:
    """One question before a change and after it."""

    question: str
    before: Answer
    after: Answer

    @property
    def rows(self) -> list[tuple[str, bool]]:
        """Return the first offers after the change; whether each is new among them."""
        return [(title, title not in self.before.titles) for title in self.after.titles]


def effect(question: str, *, instead_of: Synonym | None, wanted: Iterable[Synonym]) -> Effect:
    """Ask with the synonyms in force, and with `wanted` in place of one of them."""
    others = Synonym.objects.exclude(pk=instead_of.pk) if instead_of else Synonym.objects.all()
    return Effect(
        question,
        _answer(question, synonyms.in_force()),
        _answer(question, synonyms.made_ready([*others, *wanted])),
    )


def _answer(question: str, using: Synonyms) -> Answer:
    found = choose.answer(Question(ask(question, using=using), per_page=FIRST))
    titles = dict(Product.objects.public().filter(pk__in=found.refs).values_list("pk", "title"))
    return Answer(found.total, tuple(titles[ref] for ref in found.refs if ref in titles))
