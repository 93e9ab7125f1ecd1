"""Which engine answers. The database engine is always kept and always answers in the end."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from django.conf import settings
from django.db.models import Model

from search.engines.base import Engine, EngineError, Found, Question

logger = logging.getLogger("search.engines")

T = TypeVar("T")

DATABASE = "database"
NAMES = (DATABASE,)


def answer(question: Question, *, forced: str | None = None) -> Found:
    """Answer a question with the engine of the settings, or by name: see `may_force`. `Found.engine` tells which it was."""
    found, name = _ask(lambda engine: engine.find(question), forced)
    return replace(found, engine=name)


def beginnings(keys: Sequence[str], limit: int, *, forced: str | None = None) -> Sequence[tuple[str, int]]:
    """Return what begins with the keys: see `Engine.beginnings`."""
    return _ask(lambda engine: engine.beginnings(keys, limit), forced)[0]


def kept() -> tuple[Engine, ...]:
    """Return every engine that is written to, the database one first. Each is written in a step of its own."""
    return (_database(),)


def may_force(user: Model | None) -> bool:
    """Say whether somebody may name the engine: staff, and everybody in development."""
    return settings.ENVIRONMENT == "development" or bool(user and getattr(user, "is_staff", False))


def _ask(ask: Callable[[Engine], T], forced: str | None) -> tuple[T, str]:
    if forced and forced not in NAMES:
        raise EngineError(f"no engine is called {forced}")
    return ask(_database()), DATABASE


def _database() -> Engine:
    from search.engines.database import DatabaseEngine

    return DatabaseEngine()
