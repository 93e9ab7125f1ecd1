"""What can go wrong with an alert."""


class TooManyAlertsError(Exception):
    """The person waits for as many things as one may. Nothing has changed."""


class NotWaitingError(Exception):
    """The alert was told, stopped or forgotten already. Nothing has changed."""
