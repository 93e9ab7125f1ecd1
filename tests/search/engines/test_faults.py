"""Whatever happens to the cluster, the database engine answers, and the cluster's answers come back by themselves."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import urllib3

from operations import health
from search.engines import choose, elasticsearch_client
from search.engines.base import EngineError, Found
from search.engines.breaker import FAILURES, PAUSE, Breaker
from tests.search.engines.conftest import CONNECT, READ
from tests.search.engines.questions import asking, one
from tests.servers.proxy import BUSY, GARBAGE, HANG, PARTIAL, PASS, RESET

IN_DATABASE = Found(refs=(77,), total=1, totals={"offer": 1})


class InDatabase:
    """Stands where the database engine stands: what is asked here is only who answers."""

    name = "database"

    def find(self, question):
        return IN_DATABASE

    def beginnings(self, keys, limit):
        return {"offer": [77]}


@pytest.fixture(autouse=True)
def _database(monkeypatch):
    monkeypatch.setattr(choose, "_database", InDatabase)


@pytest.fixture
def clock(monkeypatch, cluster) -> list[float]:
    """The breaker's and the engine's clock, moved by hand."""
    moment = [1000.0]
    monkeypatch.setattr(choose, "breaker", Breaker(clock=lambda: moment[0]))
    monkeypatch.setattr(cluster, "_clock", lambda: moment[0])
    return moment


@contextmanager
def impatient() -> Iterator[None]:
    """Wait a fifth of the real second for an answer that never comes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(elasticsearch_client, "READ", 0.2)
        yield


def who() -> str:
    return choose.answer(asking("miod")).engine


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("fault", [HANG, RESET, BUSY, PARTIAL, GARBAGE])
def test_a_fault_on_the_way_is_answered_by_the_database_and_passes(cluster, behind_proxy, clock, fault):
    cluster.rebuild([one(1)])
    assert who() == "elasticsearch"
    behind_proxy.fault, behind_proxy.only = fault, "_search"

    with impatient():
        found = choose.answer(asking("miod"))
        assert (found.engine, found.refs) == ("database", (77,))
        assert choose.beginnings(["mio"], 5) == {"offer": [77]}

    behind_proxy.fault = PASS
    assert choose.answer(asking("miod")).refs == (1,)


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("fault", [HANG, RESET, BUSY, GARBAGE])
def test_a_fault_while_the_shape_is_looked_at_is_one_too(cluster, behind_proxy, clock, fault):
    cluster.rebuild([one(1)])
    behind_proxy.fault = fault

    with impatient():
        assert who() == "database"


@pytest.mark.usefixtures("shared")
def test_an_index_that_is_missing_empty_or_of_another_shape_does_not_answer(cluster, clock):
    assert who() == "database"

    cluster.rebuild([])
    assert who() == "database"

    cluster.rebuild([one(1)])
    choose.breaker.succeed()
    assert who() == "elasticsearch"

    cluster.remove()
    client = cluster._client()
    client.indices.create(index=f"{cluster.alias}-guessed", aliases={cluster.alias: {}}, wait_for_active_shards="1")
    client.index(index=cluster.alias, document={"title": "miód", "kind": "offer"}, refresh=True)
    clock[0] += 11
    assert who() == "database"


@pytest.mark.usefixtures("shared")
def test_a_shard_that_is_gone_makes_the_answer_no_answer(cluster, clock):
    cluster.rebuild([one(1)])
    cluster._client().indices.create(
        index=f"{cluster.alias}-gone",
        mappings=cluster._client().indices.get_mapping(index=cluster.alias).popitem()[1]["mappings"],
        settings={"index.routing.allocation.require._name": "nowhere", "number_of_replicas": 0},
        aliases={cluster.alias: {}},
        wait_for_active_shards="0",
    )

    assert who() == "database"


def test_nobody_listening_is_answered_by_the_database(cluster, settings, clock):
    settings.OPES = settings.OPES | {"ELASTICSEARCH_URLS": ["http://127.0.0.1:1"]}

    assert who() == "database"


def test_no_address_at_all_is_answered_by_the_database(cluster, settings, clock):
    settings.OPES = settings.OPES | {"ELASTICSEARCH_URLS": []}

    assert who() == "database"


@pytest.mark.usefixtures("shared")
def test_a_person_waits_at_most_a_third_of_a_second_for_a_line_and_a_second_for_an_answer(cluster, monkeypatch):
    waits: list[urllib3.Timeout] = []
    send = urllib3.HTTPConnectionPool.urlopen

    def watched(pool, *args, timeout, **kwargs):
        waits.append(timeout)
        return send(pool, *args, timeout=timeout, **kwargs)

    monkeypatch.setattr(urllib3.HTTPConnectionPool, "urlopen", watched)
    elasticsearch_client._client.cache_clear()
    cluster.rebuild([one(1)])
    waits.clear()
    assert who() == "elasticsearch"

    told = (elasticsearch_client.CONNECT, elasticsearch_client.READ)
    assert {(wait.connect_timeout, wait.read_timeout) for wait in waits} == {told}
    assert (CONNECT, READ) == (0.3, 1.0)
    assert len(waits) == 2  # the shape, then the question
    who()
    assert len(waits) == 3


@pytest.mark.usefixtures("shared")
def test_after_failures_in_a_row_the_cluster_is_left_alone_and_back_within_a_minute(cluster, behind_proxy, clock):
    cluster.rebuild([one(1)])
    behind_proxy.fault = BUSY
    for _ in range(FAILURES):
        assert who() == "database"
    asked = len(behind_proxy.asked)

    for _ in range(20):
        assert who() == "database"
    assert len(behind_proxy.asked) == asked

    clock[0] += PAUSE
    assert [who(), who()] == ["database", "database"]
    assert len(behind_proxy.asked) == asked + 1  # one tries, the others do not wait for it

    behind_proxy.fault = PASS
    assert who() == "database"
    clock[0] += PAUSE
    assert [who(), who()] == ["elasticsearch", "elasticsearch"]
    assert 2 * PAUSE <= 60


@pytest.mark.usefixtures("shared")
def test_standing_in_is_told_in_the_log_and_by_the_probe(cluster, behind_proxy, clock, caplog):
    cluster.rebuild([one(1)])
    who()
    assert health.findings()["search"] == health.Finding(well=True, detail="elasticsearch 1, stood in 0")
    behind_proxy.fault = BUSY
    for _ in range(FAILURES):
        who()

    assert health.findings()["search"] == health.Finding(well=False, detail="elasticsearch 1, stood in 3")
    assert sum("stands in" in record.message for record in caplog.records) == FAILURES
    assert sum("left alone" in record.message for record in caplog.records) == 1


@pytest.mark.usefixtures("shared")
def test_an_engine_that_is_named_does_not_hide_its_failure(cluster, behind_proxy, clock):
    cluster.rebuild([one(1)])
    behind_proxy.fault = BUSY

    with pytest.raises(EngineError):
        choose.answer(asking("miod"), forced="elasticsearch")
    with pytest.raises(EngineError):
        choose.answer(asking("miod"), forced="solr")
    assert choose.answer(asking("miod"), forced="database").engine == "database"


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("fault", [RESET, BUSY])
def test_a_write_that_did_not_arrive_is_said_and_can_be_repeated(cluster, behind_proxy, fault):
    cluster.rebuild([one(1)])
    behind_proxy.fault = fault
    with pytest.raises(EngineError):
        cluster.write([one(2)])
    with pytest.raises(EngineError):
        cluster.forget([("offer", 1, 2)])

    behind_proxy.fault = PASS
    cluster.write([one(2)])
    cluster.forget([("offer", 1, 2)])
    cluster.refresh()
    assert list(cluster.versions()) == [("offer", 2, 1)]


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


@pytest.mark.usefixtures("alone")
def test_a_server_that_stands_still_is_answered_by_the_database_and_comes_back(cluster, clock):
    run = Path(os.environ.get("OPES_ES_RUN", "/tmp/opes-elasticsearch"))
    pid = int((run / "server.pid").read_text(encoding="utf-8"))
    cluster.rebuild([one(1)])
    assert who() == "elasticsearch"

    with stopped(pid), impatient():
        assert [who() for _ in range(FAILURES)] == ["database"] * FAILURES

    cluster._client(patient=True).cluster.health()
    clock[0] += PAUSE
    assert choose.answer(asking("miod")).refs == (1,)
