"""What the page of an offer shows of its slots."""

from django import template

from shop.booking import queries
from shop.booking.forms import places_left
from shop.booking.models import BookingSlot
from shop.catalogue.models import Product

register = template.Library()


@register.simple_tag
def next_slots(offer: Product) -> list[BookingSlot]:
    """Return the next free slots: one query."""
    return queries.next_slots(offer)


register.filter("places_left", places_left)
