"""Which offers and slots can be booked."""

from datetime import datetime

from django.db.models import F, Q

from operations.clock import now, start_of_day, today
from operations.working_days import add_working_days
from shop.catalogue.managers import ProductQuerySet
from shop.catalogue.models import Product, SaleMode, SaleState


def bookable_offers() -> ProductQuerySet:
    """Return public offers on booking whose switch is on; breaks and seasons are asked of `takes_bookings`."""
    return Product.objects.public().filter(sale_mode=SaleMode.BOOKING, sale_state=SaleState.ACTIVE)


def takes_bookings(offer: Product) -> bool:
    """Say whether one of `bookable_offers`, read with its seller, can be booked today."""
    return not offer.is_on_break and not offer.is_out_of_season


def earliest_start(offer: Product) -> datetime:
    """Return the moment after which a slot may begin: now and the offer's lead time in working days, as for dispatch."""
    if not offer.lead_days:
        return now()
    return start_of_day(add_working_days(today(), offer.lead_days))


def free(offer: Product, *, people: int = 1) -> Q:
    """The condition of a slot of this offer that can be booked now, on columns of the slot alone.

    It stands in the conditional UPDATE: a subquery on the same row would not be asked again after a wait for its lock.
    """
    return Q(
        offer_id=offer.pk,
        withdrawn_at__isnull=True,
        starts_at__gt=earliest_start(offer),
        taken__lte=F("places") - people,
    )
