"""A real Elasticsearch for the tests of this folder, and things to look for in it."""

import fcntl
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.engines import choose, elasticsearch_client
from search.engines.breaker import Breaker
from search.engines.elasticsearch import ElasticsearchEngine
from tests.servers.proxy import FaultProxy

#: what people wait at most; tests wait longer, a busy machine is no fault of the cluster
CONNECT, READ = elasticsearch_client.CONNECT, elasticsearch_client.READ
#: `make test` starts the server beside the suites: it may still be on its way
READY_WITHIN = 300


@pytest.fixture(scope="session")
def cluster_url() -> str:
    """The address of the server; without one, `make test` fails and anybody else is told how to start it."""
    url = os.environ.get("ELASTICSEARCH_URL", "")
    if not url:
        told = "ELASTICSEARCH_URL is not set: start tests/servers/elasticsearch/start.sh and export what it prints"
        if os.environ.get("OPES_TEST_COMPLETE"):
            pytest.fail(told)
        pytest.skip(told)
    deadline = time.monotonic() + READY_WITHIN
    while True:
        try:
            with urllib.request.urlopen(f"{url}/_cluster/health", timeout=10) as answer:
                if json.load(answer)["status"] in {"green", "yellow"}:
                    return url
        except (OSError, ValueError):
            pass
        if time.monotonic() > deadline:
            pytest.fail(f"Elasticsearch did not come up at {url}")
        time.sleep(0.5)


@contextmanager
def held(how: int) -> Iterator[None]:
    """Share the server with other processes of the suite, or have it alone while it is stopped."""
    folder = Path(os.environ.get("OPES_TEST_FOLDER", "/tmp"))
    with (folder / "elasticsearch.lock").open("w") as lock:
        fcntl.flock(lock, how)
        yield


@pytest.fixture
def shared() -> Iterator[None]:
    with held(fcntl.LOCK_SH):
        yield


@pytest.fixture
def alone() -> Iterator[None]:
    with held(fcntl.LOCK_EX):
        yield


@pytest.fixture
def proxy(cluster_url) -> Iterator[FaultProxy]:
    with FaultProxy(cluster_url) as between:
        yield between


@pytest.fixture
def cluster(cluster_url, settings, worker_id, monkeypatch) -> Iterator[ElasticsearchEngine]:
    """The engine of the settings, on indices of this process alone, with a closed breaker."""
    settings.OPES = settings.OPES | {
        "SEARCH_ENGINE": "elasticsearch",
        "ELASTICSEARCH_URLS": [cluster_url],
        "ELASTICSEARCH_PREFIX": f"test-{os.environ.get('OPES_TEST_DATABASE', 'any')}-{worker_id}-{os.getpid()}",
    }
    monkeypatch.setattr(elasticsearch_client, "CONNECT", 10.0)
    monkeypatch.setattr(elasticsearch_client, "READ", 20.0)
    engine = ElasticsearchEngine()
    monkeypatch.setattr(choose, "_elasticsearch", lambda: engine)
    monkeypatch.setattr(choose, "breaker", Breaker())
    choose.answers.clear()
    yield engine
    settings.OPES = settings.OPES | {"ELASTICSEARCH_URLS": [cluster_url]}
    engine.remove()


@pytest.fixture
def behind_proxy(cluster, proxy, settings) -> FaultProxy:
    """The engine sees the cluster through a proxy that can make every fault."""
    settings.OPES = settings.OPES | {"ELASTICSEARCH_URLS": [proxy.url]}
    return proxy
