"""How saved searches look for what is new: by the search itself, so that a letter promises what the page shows."""

from datetime import datetime

from django.http import QueryDict

from search import filters as filtering
from search.queries import search
from search.results import Results
from shop.alerts.searches import looks_for_new
from shop.catalogue.models import Product


@looks_for_new
def new_offers(query: str, since: datetime) -> list[Product]:
    """Return offers that answer a query string and were published after a moment, the newest first, a page at most."""
    data = QueryDict(query)
    found: Results = search(
        data.get("q", ""), filtering.read(data), "nowe", kind="offer", place=data.get("bez_miejsca") != "1"
    )
    if found.loose or found.far or found.kind != "offer":
        return []
    offers = [hit.thing for hit in found.hits]
    return [offer for offer in offers if offer.published_at and offer.published_at > since]
