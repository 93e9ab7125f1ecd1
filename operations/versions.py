"""Which version of what the public sees holds now. Every write to a watched table makes a new one, whoever wrote.

The connection itself notices the writes, so that a bulk update or a new service cannot forget to. A version is a random
word in the cache: a lost one is simply a new one. The word is read before a page is made, so that a page made from rows
that changed meanwhile is kept under a version that nobody asks for any more.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from django.core.cache import BaseCache, caches
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from redis.exceptions import RedisError

logger = logging.getLogger("operations.versions")

CACHE_FAULTS = (RedisError, OSError)
_WRITE = re.compile(r'\s*(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
_scope_of: dict[str, str] = {}


def store() -> BaseCache:
    """Return the cache that all processes of the portal share and that costs no query."""
    return caches["pages"] if "pages" in caches.settings else caches["default"]


def watch(scope: str, tables: Iterable[str]) -> None:
    """Make a new version of the scope at every write to one of the tables."""
    _scope_of.update(dict.fromkeys(tables, scope))


def current(*scopes: str) -> str | None:
    """Return the version of these scopes together; None when nothing may be kept.

    That is so without a cache, and inside a transaction that has itself written: what it reads nobody else may see yet.
    """
    waiting = connections[DEFAULT_DB_ALIAS].run_on_commit
    if any(isinstance(entry[1], partial) and entry[1].func is renew for entry in waiting):
        return None
    try:
        return "-".join(_word(scope) for scope in scopes)
    except CACHE_FAULTS:
        logger.warning("the cache does not answer, nothing is kept", exc_info=True)
        return None


def renew(scope: str) -> None:
    """Make everything that was kept under this scope unreachable: without its word the next reader makes a new one.

    Nothing is written here: a file put in place of another one is flushed to the disk, for whoever has just ordered.
    """
    try:
        store().delete(f"version:{scope}")
    except CACHE_FAULTS:
        logger.warning("the cache does not answer, kept pages end by themselves", exc_info=True)


def _word(scope: str) -> str:
    key = f"version:{scope}"
    word = store().get(key)
    if word is None:
        # Taken away again meanwhile: a word of one's own, under which nobody finds anything.
        own = secrets.token_hex(8)
        word = own if store().add(key, own, timeout=None) else store().get(key, own)
    return str(word)


def _notice(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    written = _WRITE.match(sql) if isinstance(sql, str) else None
    scope = _scope_of.get(written[1]) if written else None
    if scope is not None:
        connection = context["connection"]
        if not connection.in_atomic_block:
            renew(scope)
        elif not any(
            isinstance(entry[1], partial) and entry[1].func is renew and entry[1].args == (scope,)
            for entry in connection.run_on_commit
        ):
            transaction.on_commit(partial(renew, scope), using=connection.alias, robust=True)
    return result


def _attend(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if _notice not in connection.execute_wrappers:
        connection.execute_wrappers.append(_notice)


connection_created.connect(_attend, dispatch_uid="operations.versions")


def kept(key: str, build: Callable[[], Any], *scopes: str, seconds: int = 300) -> Any:
    """Return what was built for this version of the scopes, or build it. Never `None`; faults of the cache cost time."""
    version = current(*scopes)
    if version is None:
        return build()
    name = f"kept:{key}:{version}"
    try:
        found = store().get(name)
        if found is None:
            found = build()
            store().set(name, found, seconds)
    except CACHE_FAULTS:
        return build()
    return found
