"""Why a thing does not get onto the list."""


class ListFullError(Exception):
    """The list holds as much as one list may. Nothing has changed."""
