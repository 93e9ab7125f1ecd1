"""What every engine must do with beginnings, versions and pages; each has its own file for what only it does."""

from collections.abc import Callable

import pytest

from search.engines.base import Document, Engine
from search.engines.choose import DATABASE, NAMES
from search.engines.database import DatabaseEngine
from tests.search.engines.questions import asking, one

pytestmark = pytest.mark.django_db


@pytest.fixture(params=NAMES)
def engine(request) -> Engine:
    if request.param == DATABASE:
        return DatabaseEngine()
    request.getfixturevalue("shared")
    cluster: Engine = request.getfixturevalue("cluster")
    return cluster


@pytest.fixture
def settle(engine) -> Callable[[], None]:
    """Let what was written be found: a cluster takes a second, the database none."""
    return getattr(engine, "refresh", lambda: None)


def test_beginnings_need_every_key_in_the_title_and_the_last_may_be_begun(engine):
    both = Document("offer", 1, 1, "t", "/", keys={"head": ("miod",), "title": ("miod", "lipowy")})
    only = Document("pes", 2, 1, "t", "/", keys={"head": ("miod",), "title": ("miod",)})
    text = Document("offer", 3, 1, "t", "/", keys={"title": ("x",), "text": ("miod", "lipowy")})
    engine.rebuild([both, only, text])

    assert engine.beginnings(["miod", "lip"], 9) == {"offer": [1]}
    assert engine.beginnings(["mio"], 9) == {"offer": [1], "pes": [2]}
    assert engine.beginnings([], 9) == {}


def test_many_offers_do_not_crowd_a_pes_out_of_the_beginnings(engine):
    offers = [Document("offer", ref, 1, "t", "/", keys={"title": ("miod",)}, available=True) for ref in range(1, 41)]
    pes = Document("pes", 99, 1, "t", "/", keys={"title": ("miod",)})
    engine.rebuild([*offers, pes])

    begun = engine.beginnings(["mio"], 3)

    assert begun == {"offer": [40, 39, 38], "pes": [99]}


def test_an_older_write_loses_and_the_same_one_may_come_twice(engine, settle):
    engine.rebuild([one(1, version=5)])
    engine.write([one(1, version=4, title="stary"), one(2, version=1)])
    engine.write([one(1, version=5)])
    settle()

    assert sorted(engine.versions()) == [("offer", 1, 5), ("offer", 2, 1)]
    assert engine.find(asking("stary")).total == 0
    assert engine.find(asking("miod")).total == 2


def test_what_is_forgotten_is_gone_unless_a_newer_version_is_kept(engine, settle):
    engine.rebuild([one(1, version=5), one(2, version=5)])
    engine.forget([("offer", 1, 6), ("offer", 2, 4), ("offer", 7, 1)])
    settle()

    assert list(engine.versions()) == [("offer", 2, 5)]


def test_a_page_beyond_all_pages_is_empty_and_still_counts(engine):
    engine.rebuild([one()])
    found = engine.find(asking("miod", page=1_000_000))

    assert (found.refs, found.total) == ((), 1)
