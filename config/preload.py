"""What every request needs, loaded before the workers are made: with `gunicorn --preload` they keep it once."""

import gc

from django.urls import get_resolver

from search import polish


def load() -> None:
    """Load all rooms' addresses and the Polish dictionary, and let the collector leave alone what is shared."""
    _names = get_resolver().reverse_dict
    polish.lemmas("opole")
    gc.collect()
    gc.freeze()
    # A request makes some ten thousand objects: not to be walked through fifteen times while it runs. More costs memory.
    gc.set_threshold(5_000, 20, 20)
