"""Letters about bookings, the reminder of the day before, and forgetting people whose slot was long ago."""

from datetime import timedelta

from django.db.models import F

from operations import outbox, schedules
from operations.clock import now
from operations.models import OutboxEntry
from shop.booking import letters, services
from shop.booking.models import Booking
from shop.booking.queries import bookings_in_full

State = Booking.State
BEFORE = timedelta(days=1)


@outbox.handler("mail.booking_made")
def tell_booked(entry: OutboxEntry) -> None:
    booking = _booking(entry)
    if booking is not None:
        letters.tell_buyer(booking, "booking_made")


@outbox.handler("mail.booking_new")
def tell_seller_of_booking(entry: OutboxEntry) -> None:
    booking = _booking(entry)
    if booking is not None:
        letters.tell_seller(booking, "booking_new")


@outbox.handler("mail.booking_off")
def tell_cancelled(entry: OutboxEntry) -> None:
    """Tell whoever booked; the seller only when it was not the seller who cancelled."""
    booking = _booking(entry)
    if booking is None or booking.state == State.CONFIRMED:
        return
    letters.tell_buyer(booking, "booking_off")
    if booking.state == State.CANCELLED_BY_BUYER:
        letters.tell_seller(booking, "booking_off_seller")


@outbox.handler("mail.booking_reminder")
def remind(entry: OutboxEntry) -> None:
    booking = _booking(entry)
    if booking is not None and booking.is_open:
        letters.tell_buyer(booking, "booking_reminder")


@schedules.periodic("booking.remind", every=timedelta(hours=1))
def remind_due() -> int:
    """Ask for the reminders of the coming day; whoever booked within that day needs none. Each is written once."""
    due = Booking.objects.filter(
        state=State.CONFIRMED,
        slot__starts_at__gt=now(),
        slot__starts_at__lte=now() + BEFORE,
        created_at__lt=F("slot__starts_at") - BEFORE,
    ).exclude(email="")
    found = list(due.only("pk").order_by("pk"))
    outbox.put_once(*(("mail.booking_reminder", booking) for booking in found))
    return len(found)


@schedules.periodic("booking.forget_old", every=timedelta(days=1))
def forget_old() -> int:
    return services.forget_old()


def _booking(entry: OutboxEntry) -> Booking | None:
    return bookings_in_full().filter(pk=entry.ref).first()
