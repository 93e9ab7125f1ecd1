"""The engine on a real cluster answers exactly what counting every document by hand answers; shapes and rebuilds."""

import dataclasses

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from search.engines.base import Asked, EngineError, Question, Term, Way
from tests.search.engines import oracle
from tests.search.engines.questions import asking, documents, one, questions

pytestmark = pytest.mark.usefixtures("shared")


@how(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(
    kept=st.lists(documents, min_size=1, max_size=40, unique_by=lambda each: (each.kind, each.ref)),
    asked=st.lists(questions, min_size=20, max_size=40),
)
def test_every_question_has_the_answer_that_counting_by_hand_gives(cluster, kept, asked):
    assert cluster.rebuild(kept) == len(kept)

    for question in asked:
        found, wanted = cluster.find(question), oracle.answer(kept, question)
        assert found.refs == wanted.refs
        assert found == wanted


def test_the_points_of_many_terms_stay_whole(cluster):
    kept = [one(1, title="a"), one(2, title="b")]
    kept[1] = dataclasses.replace(kept[1], keys={"text": ("a",), "tags": ("b",)}, available=True)
    cluster.rebuild(kept)
    question = Question(Asked("", tuple(Term("w", (Way(("a",), 70), Way(("b",), 50))) for _ in range(12))))

    assert cluster.find(question) == oracle.answer(kept, question)


def test_a_forgotten_thing_stays_away_from_an_older_write_but_not_from_a_newer_one(cluster):
    cluster.rebuild([one(1, version=5), one(2)])
    cluster.forget([("offer", 1, 6), ("offer", 7, 1)])
    cluster.write([one(1, version=5)])
    cluster.refresh()
    assert sorted(cluster.versions()) == [("offer", 2, 1)]

    cluster.write([one(1, version=7)])
    cluster.refresh()
    assert sorted(cluster.versions()) == [("offer", 1, 7), ("offer", 2, 1)]


def test_versions_lists_more_than_one_batch(cluster):
    cluster.rebuild(one(number, version=number) for number in range(1, 4102))

    assert max(cluster.versions()) == ("offer", 4101, 4101)
    assert len(list(cluster.versions())) == 4101


def test_an_unknown_field_is_refused_and_said(cluster):
    cluster.rebuild([one()])
    wrong = dataclasses.replace(one(2), keys={"no_such_field": ("x",)})

    with pytest.raises(EngineError, match="strict_dynamic_mapping"):
        cluster.write([wrong])


def test_without_an_index_nothing_is_written_and_none_is_made_by_guessing(cluster):
    with pytest.raises(EngineError, match="index_not_found"):
        cluster.write([one()])
    with pytest.raises(EngineError, match="NotFoundError"):
        cluster.find(asking("miod"))


def test_nobody_sees_half_of_a_rebuild_and_what_changes_meanwhile_is_kept(cluster):
    cluster.rebuild([one(1), one(2), one(3)])
    seen = []

    def changing():
        seen.append(cluster.find(asking("miod")).total)
        yield one(1)
        cluster.write([one(2, version=9), one(4, version=9)])
        cluster.forget([("offer", 3, 9)])
        yield one(2)
        yield one(3)
        seen.append(cluster.find(asking("miod")).total)

    cluster.rebuild(changing())

    assert seen[0] == 3
    assert seen[1] > 0
    assert sorted(cluster.versions()) == [("offer", 1, 1), ("offer", 2, 9), ("offer", 4, 9)]


def test_a_rebuild_that_breaks_leaves_the_old_index_and_nothing_else(cluster, cluster_url):
    cluster.rebuild([one(1)])

    def breaking():
        yield one(2)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        cluster.rebuild(breaking())

    assert list(cluster.versions()) == [("offer", 1, 1)]
    assert len(cluster._client().indices.get(index=f"{cluster.alias}-*")) == 1


def test_what_a_broken_off_rebuild_left_is_cleared_by_the_next(cluster):
    cluster._client().indices.create(index=f"{cluster.alias}-left", aliases={cluster.next_alias: {}})
    cluster.rebuild([one(1)])

    assert len(cluster._client().indices.get(index=f"{cluster.alias}-*")) == 1


def test_an_index_that_took_the_alias_name_by_itself_is_replaced(cluster):
    cluster._client().index(index=cluster.alias, document={"guessed": "shape"})
    with pytest.raises(EngineError):
        cluster.find(asking("miod"))
    cluster.rebuild([one(1)])

    assert cluster.find(asking("miod")).refs == (1,)
