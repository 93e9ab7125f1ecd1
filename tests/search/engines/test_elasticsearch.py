"""The engine on a real cluster answers exactly what counting every document by hand answers."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as how
from hypothesis import strategies as st

from search import weights
from search.engines.base import FACETS, KINDS, SORTS, Asked, Document, EngineError, Filters, Place, Question, Term, Way
from tests.search.engines import oracle

pytestmark = pytest.mark.usefixtures("shared")

DAY = datetime(2026, 11, 1, tzinfo=UTC)
WORDS = ("miod", "miodek", "lipa", "lipowy", "kubek", "swieca", "wosk")
VALUES = ("a", "b", "c")
GMINY = ("160901", "160902", "161001")
OPOLE = Place("Opole", "166101", 50.67, 17.93)
TURAWA = Place("Turawa", "160901", 50.73, 18.07)
POWIAT = Place("powiat opolski", "1609")

some_words = st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(tuple)
some_values = st.lists(st.sampled_from(VALUES), max_size=2, unique=True).map(tuple)
documents = st.builds(
    Document,
    kind=st.sampled_from(KINDS),
    ref=st.integers(1, 10_000),
    version=st.just(1),
    title=st.just("t"),
    url=st.just("/"),
    keys=st.fixed_dictionaries(dict.fromkeys(weights.FIELDS, some_words)),
    facets=st.fixed_dictionaries(dict.fromkeys(FACETS, some_values)),
    price=st.none() | st.integers(0, 5),
    available=st.booleans(),
    gminy=st.lists(st.sampled_from(GMINY), max_size=2).map(tuple),
    serves=st.lists(st.sampled_from(("1609", "1610", "1661")), max_size=2).map(tuple),
    lat=st.none() | st.sampled_from((50.1, 50.7)),
    lon=st.sampled_from((17.9, 18.123456789)),
    published_at=st.none() | st.integers(0, 3).map(lambda number: DAY + timedelta(microseconds=number)),
)
ways = st.builds(
    Way,
    keys=st.lists(st.sampled_from((*WORDS, "mio", "lip")), min_size=1, max_size=2, unique=True).map(tuple),
    percent=st.sampled_from((weights.EXACT, weights.SYNONYM, weights.MENDED, weights.BEGINNING)),
    beginning=st.booleans(),
)
terms = st.builds(Term, word=st.just("w"), ways=st.lists(ways, min_size=1, max_size=3).map(tuple))
questions = st.builds(
    Question,
    asked=st.builds(
        Asked,
        text=st.just(""),
        terms=st.lists(terms, max_size=3).map(tuple),
        place=st.sampled_from((None, None, OPOLE, TURAWA, POWIAT)),
    ),
    kind=st.sampled_from(KINDS),
    filters=st.builds(
        Filters,
        chosen=st.dictionaries(st.sampled_from(FACETS), some_values, max_size=3),
        price_from=st.none() | st.integers(0, 3),
        price_to=st.none() | st.integers(2, 5),
    ),
    sort=st.sampled_from(SORTS),
    page=st.integers(1, 2),
    per_page=st.sampled_from((2, 24)),
    need=st.none() | st.integers(0, 3),
    place_binds=st.booleans(),
)


def one(ref: int = 1, *, version: int = 1, kind: str = "offer", title: str = "miod", **more) -> Document:
    return Document(kind, ref, version, title, "/", keys={"head": (title,), "title": (title,)}, **more)


def asking(*words: str, **more) -> Question:
    return Question(Asked("", tuple(Term(word, (Way((word,)),)) for word in words)), **more)


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


def test_beginnings_need_every_key_in_the_title_and_the_last_may_be_begun(cluster):
    both = Document("offer", 1, 1, "t", "/", keys={"head": ("miod",), "title": ("miod", "lipowy")})
    only = Document("pes", 2, 1, "t", "/", keys={"head": ("miod",), "title": ("miod",)})
    text = Document("offer", 3, 1, "t", "/", keys={"title": ("x",), "text": ("miod", "lipowy")})
    cluster.rebuild([both, only, text])

    assert cluster.beginnings(["miod", "lip"], 9) == {"offer": [1]}
    assert cluster.beginnings(["mio"], 9) == {"offer": [1], "pes": [2]}
    assert cluster.beginnings([], 9) == {}


def test_many_offers_do_not_crowd_a_pes_out_of_the_beginnings(cluster):
    offers = [Document("offer", ref, 1, "t", "/", keys={"title": ("miod",)}, available=True) for ref in range(1, 41)]
    pes = Document("pes", 99, 1, "t", "/", keys={"title": ("miod",)})
    cluster.rebuild([*offers, pes])

    begun = cluster.beginnings(["mio"], 3)

    assert begun == {"offer": [40, 39, 38], "pes": [99]}


def test_an_older_write_loses_and_the_same_one_may_come_twice(cluster):
    cluster.rebuild([one(1, version=5)])
    cluster.write([one(1, version=4, title="stary"), one(2, version=1)])
    cluster.write([one(1, version=5)])
    cluster.refresh()

    assert sorted(cluster.versions()) == [("offer", 1, 5), ("offer", 2, 1)]
    assert cluster.find(asking("stary")).total == 0


def test_a_forgotten_thing_stays_away_from_an_older_write_but_not_from_a_newer_one(cluster):
    cluster.rebuild([one(1, version=5), one(2)])
    cluster.forget([("offer", 1, 6), ("offer", 7, 1)])
    cluster.write([one(1, version=5)])
    cluster.refresh()
    assert sorted(cluster.versions()) == [("offer", 2, 1)]

    cluster.write([one(1, version=7)])
    cluster.refresh()
    assert sorted(cluster.versions()) == [("offer", 1, 7), ("offer", 2, 1)]


def test_an_older_forgetting_loses(cluster):
    cluster.rebuild([one(1, version=5)])
    cluster.forget([("offer", 1, 4)])
    cluster.refresh()

    assert list(cluster.versions()) == [("offer", 1, 5)]


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


def test_a_page_beyond_all_pages_is_empty_and_still_counts(cluster):
    cluster.rebuild([one()])
    found = cluster.find(asking("miod", page=1_000_000))

    assert (found.refs, found.total) == ((), 1)


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
