"""Collections of today, for the pages of other rooms."""

from typing import Any

from django import template

from cms.pages.collections import faces_of
from cms.pages.models import OfferCollection

register = template.Library()

#: cards under the heading of a collection
SHOWN = 4
MOST = 3


@register.inclusion_tag("pages/parts/collections.html")
def collections_now() -> dict[str, Any]:
    """Show collections of today with their first offers; those that end first come first."""
    found = OfferCollection.objects.in_force().select_related("category").prefetch_related("chosen")
    found = list(found.order_by("shown_until", "pk")[:MOST])
    held = zip(found, faces_of(*found, limit=SHOWN), strict=True)
    return {"rows": [{"collection": collection, "offers": offers} for collection, offers in held if offers]}
