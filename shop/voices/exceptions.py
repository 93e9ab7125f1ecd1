"""Why a review, a reply or a decision about them cannot be written."""


class NotDeliveredError(Exception):
    """Only what has arrived can be reviewed."""


class OwnGoodsError(Exception):
    """People of a PES do not review what it sells."""


class TooLateToChangeError(Exception):
    """The time for changes is over."""


class ReplyClosedError(Exception):
    """ROPS hid the reply, or the review is not shown: there is nothing to answer."""


class AlreadyReportedError(Exception):
    """A report of this review waits for ROPS already."""


class AlreadyDecidedError(Exception):
    """A colleague was quicker, or it is so already."""


class ReasonMissingError(ValueError):
    """Whoever wrote it must be told why, in words."""
