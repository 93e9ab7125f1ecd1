"""Both engines answer alike: anything on made-up things, and the evaluation set on the example data."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from search import services
from search.engines import choose
from search.engines.base import KINDS, SORTS, Filters, Found, Question
from search.engines.database import DatabaseEngine
from search.models import SearchEntry
from search.terms import ask
from tests.example import load_example
from tests.search.engines.questions import documents, questions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared")]

EVALUATION = Path(__file__).parent.parent / "evaluation.tsv"


@how(max_examples=5, deadline=None, derandomize=True, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
@given(
    kept=st.lists(documents, min_size=5, max_size=40, unique_by=lambda each: (each.kind, each.ref)),
    asked=st.lists(questions, min_size=20, max_size=40),
)
def test_made_up_things_are_answered_alike(cluster, kept, asked):
    SearchEntry.objects.all().delete()
    database = DatabaseEngine()
    database.rebuild(kept)
    cluster.rebuild(kept)

    assert sorted(database.versions()) == sorted(cluster.versions())
    for question in asked:
        assert database.find(question) == cluster.find(question)
    for keys in (["mio"], ["miod", "lip"], ["swieca", "w"]):
        assert database.beginnings(keys, 50) == cluster.beginnings(keys, 50)


def test_the_example_is_answered_alike(cluster, settings, tmp_path):
    """One load for all: it is the dear part."""
    settings.MEDIA_ROOT = str(tmp_path)
    cluster.rebuild([])
    load_example(tmp_path)
    services.rebuild_all()

    the_evaluation_set_has_the_same_first_five_and_the_same_numbers()
    every_list_order_and_page_is_the_same()
    filters_count_the_same()


def both(question: Question) -> list[Found]:
    return [replace(choose.answer(question, forced=name), engine="") for name in choose.NAMES]


def the_evaluation_set_has_the_same_first_five_and_the_same_numbers():
    typed = [line.split("\t")[1] for line in EVALUATION.read_text().splitlines() if not line.startswith("#")]
    assert len(typed) >= 150
    differ = []
    for text in typed:
        for need in (None, 1):
            database, cluster = both(Question(ask(text), need=need))
            if database.refs[:5] != cluster.refs[:5]:
                differ.append((text, need, database.refs[:5], cluster.refs[:5]))
            assert replace(database, refs=(), distances={}) == replace(cluster, refs=(), distances={})
    share = 1 - len(differ) / (2 * len(typed))
    print(f"same first five: {share:.1%} of {len(typed)} queries, asked strictly and loosely")  # noqa: T201 -- the report
    assert share >= 0.95, differ


def every_list_order_and_page_is_the_same():
    for kind in KINDS:
        for sort in SORTS:
            for number in (1, 2, 5):
                database, cluster = both(Question(ask(""), kind=kind, sort=sort, page=number))
                assert database == cluster, (kind, sort, number)


def filters_count_the_same():
    plain = both(Question(ask("miód")))[0]
    assert plain.total
    for name, values in plain.facets.items():
        for value in values:
            database, cluster = both(Question(ask("miód"), filters=Filters({name: (value,)}, price_from=1000)))
            assert database == cluster, (name, value)
