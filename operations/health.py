"""How the portal is: the database decides whether it can serve; all else is only reported."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection

from operations import outbox, schedules
from operations.clock import now
from operations.models import OutboxEntry

logger = logging.getLogger("operations.health")

LONGEST_LAG = timedelta(minutes=5)
LONGEST_SILENCE = timedelta(minutes=2)


@dataclass(frozen=True)
class Finding:
    """What a probe found: well or not, and one word or number."""

    well: bool
    detail: str = ""


Probe = Callable[[], Finding]
_probes: dict[str, Probe] = {}


def probe(name: str) -> Callable[[Probe], Probe]:
    """Register a probe of a service that the portal can do without: it degrades the report, never the readiness."""

    def register(ask: Probe) -> Probe:
        _probes[name] = ask
        return ask

    return register


def database_answers() -> bool:
    """Say whether the database answers a question at all."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        logger.exception("the database does not answer")
        return False
    return True


def findings() -> dict[str, Finding]:
    """Ask all probes. One that breaks is itself a finding."""
    found = {}
    for name, ask in _probes.items():
        try:
            found[name] = ask()
        except Exception:  # whatever a probe does, the others are asked; it is logged and told
            logger.exception("health probe broke: %s", name)
            found[name] = Finding(well=False, detail="broke")
    return found


@probe("outbox")
def outbox_keeps_up() -> Finding:
    """The oldest due entry is not older than five minutes."""
    oldest = outbox.oldest_due()
    lag = now() - oldest if oldest else timedelta()
    return Finding(well=lag <= LONGEST_LAG, detail=f"{int(lag.total_seconds())} s")


@probe("dead_letters")
def no_dead_letters() -> Finding:
    """Nothing was given up."""
    dead = OutboxEntry.objects.dead().count()
    return Finding(well=not dead, detail=str(dead))


@probe("worker")
def worker_lives() -> Finding:
    """A worker gave a sign of life in the last two minutes."""
    silence = schedules.since_last_beat()
    if silence is None:
        return Finding(well=False, detail="never")
    return Finding(well=silence <= LONGEST_SILENCE, detail=f"{int(silence.total_seconds())} s")
