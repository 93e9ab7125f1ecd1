"""The engine in the database answers exactly what counting every document by hand answers, in a few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from search.engines.database import DatabaseEngine
from search.models import SearchEntry, SearchKey
from tests.search.engines import oracle
from tests.search.engines.questions import asking, documents, one, questions

pytestmark = pytest.mark.django_db


@pytest.fixture
def engine() -> DatabaseEngine:
    return DatabaseEngine()


@how(
    max_examples=25,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    kept=st.lists(documents, min_size=1, max_size=40, unique_by=lambda each: (each.kind, each.ref)),
    asked=st.lists(questions, min_size=20, max_size=40),
)
def test_every_question_has_the_answer_that_counting_by_hand_gives(engine, kept, asked):
    SearchEntry.objects.all().delete()
    assert engine.rebuild(kept) == len(kept)

    for question in asked:
        assert engine.find(question) == oracle.answer(kept, question)


def test_a_changed_thing_loses_its_old_keys(engine):
    engine.write([one(1, version=1, title="stary")])
    engine.write([one(1, version=2, title="nowy")])

    assert engine.find(asking("stary")).total == 0
    assert engine.find(asking("nowy")).refs == (1,)
    assert set(SearchKey.objects.values_list("key", flat=True)) == {"nowy"}


def test_a_rebuild_leaves_out_what_is_no_more_and_answers_all_the_time(engine):
    engine.rebuild([one(1, version=1), one(2, version=1)])
    seen = []

    def documents_read_slowly():
        yield one(2, version=9)
        seen.append(engine.find(asking("miod")).total)

    assert engine.rebuild(documents_read_slowly()) == 1
    assert seen == [2]
    assert engine.find(asking("miod")).refs == (2,)


def test_a_question_takes_three_statements_whatever_it_finds(engine):
    for number in (1, 30):
        engine.write([one(ref, version=number) for ref in range(1, number + 1)])
        with CaptureQueriesContext(connection) as asked:
            engine.find(asking("miod"))
        assert len(asked) <= 3
