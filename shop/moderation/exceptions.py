"""Why a decision of ROPS cannot be made."""


class NotAwaitingReviewError(Exception):
    """Somebody decided already, or the seller took the version back or sent a newer one."""


class ReasonMissingError(ValueError):
    """A seller must be told why, in words."""


class AlreadySuspendedError(Exception):
    """The offer is down already."""


class NotSuspendedError(Exception):
    """Nothing holds the offer down, or a colleague was quicker."""


class NoticeDecidedError(Exception):
    """A colleague has answered this notice already."""


class NotDoneYetError(Exception):
    """The decision says that something is hidden or suspended, and it is still there for all to see."""
