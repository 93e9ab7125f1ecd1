"""Fairs, their programme, and who asks for a stand."""

from events.models.fair import FairIndexPage, FairPage
from events.models.programme import FairDay, ProgrammeItem
from events.models.stand import StandApplication
from events.models.state import FairManager, FairQuerySet, FairState

__all__ = [
    "FairDay",
    "FairIndexPage",
    "FairManager",
    "FairPage",
    "FairQuerySet",
    "FairState",
    "ProgrammeItem",
    "StandApplication",
]
