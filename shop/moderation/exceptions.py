"""Why a decision on an offer cannot be made."""


class NotAwaitingReviewError(Exception):
    """Somebody decided already, or the seller took the version back or sent a newer one."""


class ReasonMissingError(ValueError):
    """A seller must be told why, in words."""


class AlreadySuspendedError(Exception):
    """The offer is down already."""


class NotSuspendedError(Exception):
    """Nothing holds the offer down, or a colleague was quicker."""
