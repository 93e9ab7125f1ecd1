"""What is read about slots and bookings: lists cost the same for one and for many."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Prefetch, Q, QuerySet

from operations.clock import now
from shop.booking.models import Booking, BookingSlot
from shop.booking.rules import bookable_offers, free, takes_bookings
from shop.catalogue.models import Product, SaleMode
from shop.order.tokens import hash_of
from shop.partner.models import Partner

NEXT = 8
WEEK = timedelta(days=7)


def free_slots(offer: Product) -> QuerySet[BookingSlot]:
    """Return the slots that can be booked now, the next one first."""
    return BookingSlot.objects.filter(free(offer))


def next_slots(offer: Product) -> list[BookingSlot]:
    """Return the next free slots for the offer's page."""
    return list(free_slots(offer)[:NEXT])


def bookable_offer(pk: int) -> Product | None:
    """Return an offer that can be booked today, with its seller."""
    offer = bookable_offers().with_seller().filter(pk=pk).first()
    return offer if offer is not None and takes_bookings(offer) else None


def slot_of(offer: Product, pk: int) -> BookingSlot | None:
    """Return a slot of this offer, free or not."""
    return BookingSlot.objects.filter(offer=offer, pk=pk).first()


def bookings_in_full() -> QuerySet[Booking]:
    return Booking.objects.select_related("slot__offer__partner__profile__gmina__powiat", "user")


def booking_by(token: str) -> Booking | None:
    """Return the booking that a link opens."""
    return bookings_in_full().filter(token_hash=hash_of(token)).first()


def bookings_of(user: Any) -> QuerySet[Booking]:
    """Return a person's own bookings, the latest slot first."""
    return bookings_in_full().filter(user=user).order_by("-slot__starts_at", "-pk")


def sellers_offer(partner: Partner, pk: int) -> Product | None:
    """Return a seller's offer on booking, or one that was and still has slots."""
    has_slots = Exists(BookingSlot.objects.filter(offer=OuterRef("pk")))
    found = Product.objects.of_partner(partner).select_related("partner__profile", "approved_revision")
    return found.filter(Q(sale_mode=SaleMode.BOOKING) | has_slots, pk=pk).first()


def coming_bookings(partner: Partner) -> QuerySet[Booking]:
    """Return who comes to a seller, of all its offers, the next first."""
    return (
        Booking.objects.filter(slot__offer__partner=partner, state=Booking.State.CONFIRMED, slot__ends_at__gt=now())
        .select_related("slot__offer")
        .order_by("slot__starts_at", "created_at", "pk")
    )


def coming_soon(partner: Partner, within: timedelta = WEEK) -> tuple[int, datetime | None]:
    """Return how many bookings begin within a week, and when the first does. One query."""
    soon = coming_bookings(partner).filter(slot__starts_at__lt=now() + within).order_by()
    told = soon.aggregate(number=Count("pk"), first=Min("slot__starts_at"))
    return told["number"], told["first"]


def coming_slots(offer: Product) -> QuerySet[BookingSlot]:
    """Return the slots that are not over and not withdrawn, with who comes as `coming`."""
    coming = Booking.objects.filter(state=Booking.State.CONFIRMED).order_by("created_at", "pk")
    found = BookingSlot.objects.filter(offer=offer, withdrawn_at__isnull=True, ends_at__gt=now())
    return found.prefetch_related(Prefetch("bookings", queryset=coming, to_attr="coming"))
