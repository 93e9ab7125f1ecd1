"""What can go wrong with a statement."""


class NothingChosenError(Exception):
    """The person chose no thing, or only things that may not be chosen. Nothing was written down."""


class AlreadyWithdrawnError(Exception):
    """An earlier statement covers these pieces already. Nothing has changed."""


class NothingOwedError(Exception):
    """The buyer waits for no money: none was paid, or its return was noted before. Nothing has changed."""
