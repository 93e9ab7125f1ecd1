"""What can go wrong with a case. In each of them nothing has changed."""


class NothingChosenError(Exception):
    """The buyer chose no thing, or more pieces than were bought."""


class AlreadyDecidedError(Exception):
    """The complaint was answered or withdrawn meanwhile."""


class ClosedError(Exception):
    """The thread is closed. It can be opened again."""


class NotCalledInError(Exception):
    """ROPS was not called in, so it neither reads nor writes here."""


class AlreadyCalledInError(Exception):
    """ROPS is here already."""


class NoMoneyError(Exception):
    """There is not that much money of the buyer to give back."""
