"""What can be wrong with a file that should be a bank statement."""


class StatementError(Exception):
    """The file is refused. Nothing of it is kept."""


class EmptyStatementError(StatementError):
    """The file has no incoming transfers."""


class TooLongError(StatementError):
    """The file, or one of its lines, is longer than a statement is."""


class UnreadableError(StatementError):
    """The file is none of the formats that are understood."""


class NotMoneyError(StatementError):
    """A cell is no amount."""
