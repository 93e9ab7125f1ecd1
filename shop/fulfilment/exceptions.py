"""What can go wrong with a share."""


class NotNowError(Exception):
    """The share is not, or no longer, in a state that allows this act. Nothing has changed."""
