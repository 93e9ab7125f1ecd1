"""Coming slots of one service on booking, counted from today, so that there is always something to book."""

from datetime import time, timedelta

from operations.clock import now, today
from shop.booking.models import BookingSlot
from shop.booking.services import add_slots
from shop.catalogue.models import Product

OFFER = "przeglad-podstawowy"
HOURS = ((time(10), time(11)), (time(11), time(12)), (time(16), time(17)))
TUESDAY, FRIDAY = 1, 4
PLACES, WEEKS = 2, 5


def load_slots() -> int:
    """Offer slots on Tuesdays and Fridays of the coming weeks, when none is left."""
    offer = Product.objects.offers().filter(demo_key=OFFER).first()
    if offer is None or BookingSlot.objects.filter(offer=offer, starts_at__gt=now()).exists():
        return 0
    days = [today() + timedelta(days=number) for number in range(1, 8)]
    return sum(
        len(add_slots(offer, day=day, begins=begins, ends=ends, places=PLACES, weeks=WEEKS, by=None))
        for day in days
        if day.weekday() in {TUESDAY, FRIDAY}
        for begins, ends in HOURS
    )
