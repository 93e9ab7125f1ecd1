"""The way to the cluster: addresses and keys from the settings, short patience, one word for all that can go wrong."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import urllib3
from django.conf import settings
from elastic_transport import NodeConfig, TransportError, Urllib3HttpNode
from elasticsearch import ApiError, Elasticsearch

from search.engines.base import EngineError

#: seconds to reach a node, and to wait for its answer to a person and to the worker
CONNECT = 0.3
READ = 1.0
READ_WHEN_WRITING = 30.0


class ImpatientNode(Urllib3HttpNode):
    """A node that is given up after `CONNECT` seconds where nobody listens, however long its answers may take."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        send = self.pool.urlopen

        def send_impatiently(*args: Any, timeout: float | None = None, **kwargs: Any) -> Any:
            return send(*args, timeout=urllib3.Timeout(connect=CONNECT, read=timeout or READ), **kwargs)

        self.pool.urlopen = send_impatiently  # type: ignore[method-assign]


def client() -> Elasticsearch:
    """Return this process's client: a forked worker opens connections of its own."""
    opes = settings.OPES
    login = (opes["ELASTICSEARCH_USER"], opes["ELASTICSEARCH_PASSWORD"])
    return _client(
        os.getpid(),
        urls=tuple(opes["ELASTICSEARCH_URLS"]),
        key=opes["ELASTICSEARCH_API_KEY"],
        login=login,
        authority=opes["ELASTICSEARCH_CA"],
    )


@lru_cache(maxsize=8)
def _client(pid: int, *, urls: tuple[str, ...], key: str, login: tuple[str, str], authority: str) -> Elasticsearch:
    if not urls:
        raise EngineError("ELASTICSEARCH_URL is not set")
    options: dict[str, Any] = {}
    if key:
        options["api_key"] = key
    elif login[0]:
        options["basic_auth"] = login
    if authority:
        options["ca_certs"] = authority
    return Elasticsearch(
        list(urls),
        node_class=ImpatientNode,
        request_timeout=READ,
        # a node that refuses the connection is passed over at once; what was slow is not asked again
        max_retries=min(1, len(urls) - 1),
        retry_on_timeout=False,
        retry_on_status=(),
        **options,
    )


@contextmanager
def trouble_told() -> Iterator[None]:
    """Turn whatever the cluster does wrong into an `EngineError`."""
    try:
        yield
    except (TransportError, ApiError) as error:
        raise EngineError(f"{type(error).__name__}: {str(error)[:300]}") from error
    except (LookupError, TypeError, AttributeError, ValueError) as error:
        raise EngineError(f"an answer of another shape: {error!r}") from error
