"""Which engine answers. The database engine is always kept and answers whenever the cluster does not."""

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from operations import health
from search.engines.base import Engine, EngineError, Found, Question
from search.engines.breaker import Breaker

if TYPE_CHECKING:
    from search.engines.elasticsearch import ElasticsearchEngine

logger = logging.getLogger("search.engines")

T = TypeVar("T")

DATABASE, ELASTICSEARCH = "database", "elasticsearch"
NAMES = (DATABASE, ELASTICSEARCH)

#: one for each process
breaker = Breaker()
#: answers of this process by engine, and how many of them stood in for the other one
answers: Counter[str] = Counter()
STOOD_IN = "stood in"


def answer(question: Question, *, forced: str | None = None) -> Found:
    """Answer a question with the engine of the settings, or with the named one. `Found.engine` tells which it was.

    Who may name an engine: see `may_force`. A named engine that cannot answer raises `EngineError`; otherwise the database
    engine stands in.
    """
    found, name = _ask(lambda engine: engine.find(question), forced)
    return replace(found, engine=name)


def beginnings(keys: Sequence[str], limit: int, *, forced: str | None = None) -> Mapping[str, Sequence[int]]:
    """Return what begins with the keys: see `Engine.beginnings`."""
    return _ask(lambda engine: engine.beginnings(keys, limit), forced)[0]


def kept() -> tuple[Engine, ...]:
    """Return every engine that is written to, the database one first. Each is written in a step of its own.

    A write that fails raises `EngineError`, so that the outbox tries it again.
    """
    return (_database(), _elasticsearch()) if _uses_cluster() else (_database(),)


def engine(name: str) -> Engine:
    """Return an engine by name, for those who look after it."""
    if name not in NAMES:
        raise EngineError(f"no engine is called {name}")
    return _elasticsearch() if name == ELASTICSEARCH else _database()


def may_force(user: AbstractBaseUser | AnonymousUser | None) -> bool:
    """Say whether somebody may name the engine: staff, and everybody in development."""
    return settings.ENVIRONMENT == "development" or bool(user and getattr(user, "is_staff", False))


def _ask(ask: Callable[[Engine], T], forced: str | None) -> tuple[T, str]:
    if forced:
        return ask(engine(forced)), forced
    if _uses_cluster():
        if breaker.lets_through():
            try:
                told = ask(_elasticsearch())
            except EngineError as error:
                opened = breaker.fail()
                logger.warning("the database engine stands in for elasticsearch: %s", error)
                if opened:
                    logger.exception("elasticsearch is left alone for a while after failures in a row")
            else:
                if breaker.succeed():
                    logger.warning("elasticsearch answers again")
                answers[ELASTICSEARCH] += 1
                return told, ELASTICSEARCH
        answers[STOOD_IN] += 1
    answers[DATABASE] += 1
    return ask(_database()), DATABASE


@health.probe("search")
def search_answers() -> health.Finding:
    """The engine of the settings answers; in a cluster's place the database one has answered so many questions."""
    if not _uses_cluster():
        return health.Finding(well=True, detail=DATABASE)
    detail = f"{ELASTICSEARCH} {answers[ELASTICSEARCH]}, {STOOD_IN} {answers[STOOD_IN]}"
    if breaker.is_open:
        return health.Finding(well=False, detail=detail)
    try:
        _elasticsearch().check()
    except EngineError as error:
        logger.warning("the cluster is not well: %s", error)
        return health.Finding(well=False, detail=detail)
    return health.Finding(well=True, detail=detail)


def _uses_cluster() -> bool:
    return bool(settings.OPES["SEARCH_ENGINE"] == ELASTICSEARCH)


@cache
def _elasticsearch() -> "ElasticsearchEngine":
    from search.engines.elasticsearch import ElasticsearchEngine  # the client is loaded only where it is used

    return ElasticsearchEngine()


def _database() -> Engine:
    from search.engines.database import DatabaseEngine

    return DatabaseEngine()
