"""What can go wrong with the books."""


class LedgerError(Exception):
    """The books refuse. Nothing has changed."""


class AppendOnlyError(LedgerError):
    """A row of the books is never changed or deleted; a mistake is mended by another entry."""


class UnbalancedError(LedgerError):
    """The postings of an entry do not add up to zero."""


class TooMuchError(LedgerError):
    """More would go back than came in."""
