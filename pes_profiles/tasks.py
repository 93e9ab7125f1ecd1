"""What the worker does for this room."""

from datetime import timedelta

from operations import schedules
from pes_profiles.services import restore_due


@schedules.periodic("pes_profiles.restore_due", every=timedelta(minutes=1))
def end_suspensions() -> None:
    """Bring back every PES whose suspension was for a time that is over."""
    restore_due()
