"""The engine in the database answers exactly what counting every document by hand answers."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from search.engines.base import Document
from search.engines.database import DatabaseEngine
from search.models import SearchEntry, SearchKey
from tests.search.engines import oracle
from tests.search.engines.test_elasticsearch import asking, documents, one, questions

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


def test_beginnings_need_every_key_in_the_title_and_the_last_may_be_begun(engine):
    both = Document("offer", 1, 1, "t", "/", keys={"head": ("miod",), "title": ("miod", "lipowy")})
    only = Document("pes", 2, 1, "t", "/", keys={"head": ("miod",), "title": ("miod",)})
    text = Document("offer", 3, 1, "t", "/", keys={"title": ("x",), "text": ("miod", "lipowy")})
    engine.write([both, only, text])

    assert engine.beginnings(["miod", "lip"], 9) == {"offer": [1]}
    assert engine.beginnings(["mio"], 9) == {"offer": [1], "pes": [2]}
    assert engine.beginnings([], 9) == {}


def test_many_offers_do_not_crowd_a_pes_out_of_the_beginnings(engine):
    offers = [Document("offer", ref, 1, "t", "/", keys={"title": ("miod",)}, available=True) for ref in range(1, 41)]
    pes = Document("pes", 99, 1, "t", "/", keys={"title": ("miod",)})
    engine.write([*offers, pes])

    begun = engine.beginnings(["mio"], 3)

    assert begun == {"offer": [40, 39, 38], "pes": [99]}


def test_an_older_write_loses_and_the_same_one_may_come_twice(engine):
    engine.write([one(1, version=5)])
    engine.write([one(1, version=4, title="stary"), one(2, version=1)])
    engine.write([one(1, version=5)])

    assert sorted(engine.versions()) == [("offer", 1, 5), ("offer", 2, 1)]
    assert engine.find(asking("stary")).total == 0
    assert engine.find(asking("miod")).total == 2


def test_a_changed_thing_loses_its_old_keys(engine):
    engine.write([one(1, version=1, title="stary")])
    engine.write([one(1, version=2, title="nowy")])

    assert engine.find(asking("stary")).total == 0
    assert engine.find(asking("nowy")).refs == (1,)
    assert set(SearchKey.objects.values_list("key", flat=True)) == {"nowy"}


def test_what_is_forgotten_is_gone_unless_a_newer_version_is_kept(engine):
    engine.write([one(1, version=5), one(2, version=5)])

    engine.forget([("offer", 1, 6), ("offer", 2, 4), ("offer", 7, 1)])

    assert list(engine.versions()) == [("offer", 2, 5)]


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
