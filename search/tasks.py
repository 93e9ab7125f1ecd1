"""What the worker does for the search: `search.index` names one thing that has changed."""

from operations import outbox
from operations.models import OutboxEntry
from search.models import SearchEntry
from search.services import index_thing


@outbox.handler("search.index")
def index(entry: OutboxEntry) -> None:
    """Bring one thing up to date. Its kind stands in the key: `search.index:offer:17`."""
    kind = entry.payload.get("kind") or (entry.dedupe_key or "::").split(":")[1]
    index_thing(SearchEntry.Kind(kind).value, int(entry.ref))
