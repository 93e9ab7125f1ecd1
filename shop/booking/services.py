"""Slots are offered and withdrawn, places booked and given back. Places are counted by conditional UPDATEs alone."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import get_language

from operations import audit, outbox
from operations.clock import WARSAW, now
from shop.booking.exceptions import (
    NoSuchHourError,
    NotOpenError,
    ReasonMissingError,
    SlotExistsError,
    SlotTakenError,
)
from shop.booking.models import Booking, BookingSlot, token_of
from shop.booking.rules import bookable_offers, free, takes_bookings
from shop.catalogue.models import Product
from shop.order.tokens import hash_of

State = Booking.State
WEEK = timedelta(days=7)
#: how long after its slot a booking names the person
KEPT_FOR = timedelta(days=365)


# --- the seller's slots ---


def moment(day: date, hour: time) -> datetime:
    """Return the moment of a Warsaw day and hour; of an hour that comes twice in autumn the first.

    Raises:
        NoSuchHourError: the clocks jump over it in spring.
    """
    found = datetime.combine(day, hour, tzinfo=WARSAW)
    there = datetime.fromtimestamp(found.timestamp(), tz=WARSAW)
    if there.replace(tzinfo=None) != found.replace(tzinfo=None):
        raise NoSuchHourError(day)
    return found


@transaction.atomic
def add_slots(
    offer: Product, *, day: date, begins: time, ends: time, places: int, weeks: int = 0, by: Any
) -> list[BookingSlot]:
    """Offer the same hours on a day and on the same weekday of so many weeks after it. All of them or none.

    Raises:
        NoSuchHourError: on one of the days the clocks jump over an hour.
        SlotExistsError: a slot of this offer begins at one of the moments.
    """
    days = [day + WEEK * number for number in range(weeks + 1)]
    slots = [
        BookingSlot(offer=offer, starts_at=moment(each, begins), ends_at=moment(each, ends), places=places)
        for each in days
    ]
    _refuse_taken_moments(offer, slots)
    try:
        with transaction.atomic():
            made = BookingSlot.objects.bulk_create(slots)
    except IntegrityError:
        _refuse_taken_moments(offer, slots)  # somebody of the seller's was quicker
        raise
    audit.log("booking.slots.add", offer, by=by, number=len(made))
    return made


@transaction.atomic
def withdraw_slot(slot: BookingSlot, *, by: Any, reason: str = "") -> int:
    """Take a slot back, cancel its bookings with the reason and return their number.

    Raises:
        NotOpenError: it was withdrawn before, or it is over.
        ReasonMissingError: somebody has booked and no reason is given.
    """
    open_ones = BookingSlot.objects.filter(pk=slot.pk, withdrawn_at__isnull=True, ends_at__gt=now())
    if not open_ones.update(withdrawn_at=now()):
        raise NotOpenError(f"slot {slot.pk}")
    bookings = list(Booking.objects.filter(slot=slot, state=State.CONFIRMED).order_by("pk"))
    if bookings and not reason.strip():
        raise ReasonMissingError(f"slot {slot.pk} is booked")
    for booking in bookings:
        _cancel(booking, State.CANCELLED_BY_SELLER, by=by, reason=reason)
    audit.log("booking.slot.withdraw", slot, by=by, offer=slot.offer_id, bookings=len(bookings))
    return len(bookings)


# --- places ---


def book(
    offer: Product,
    slot_pk: int,
    *,
    form_key: str,
    people: int,
    name: str,
    email: str,
    phone: str = "",
    note: str = "",
    by: Any | None = None,
) -> Booking:
    """Claim places in a slot of this offer and tell both sides. The same form sent twice is one booking.

    Raises:
        SlotTakenError: the slot is another offer's, full, withdrawn or too near, or the offer takes no bookings now.
    """
    earlier = Booking.objects.filter(form_key=form_key).first()
    if earlier is not None:
        return earlier
    try:
        with transaction.atomic():
            _claim(offer, slot_pk, people)
            booking = Booking.objects.create(
                slot_id=slot_pk,
                user=by,
                name=" ".join(name.split()),
                email=email.lower(),
                phone=phone,
                people=people,
                note=note.replace("\r\n", "\n").strip(),
                language=get_language() or "pl",
                form_key=form_key,
                token_hash=hash_of(token_of(form_key)),
                created_at=now(),
            )
            audit.log("booking.book", booking, by=by, offer=offer.pk, slot=slot_pk, people=people)
            outbox.put_once(("mail.booking_made", booking), ("mail.booking_new", booking))
    except (IntegrityError, SlotTakenError):
        # The other click of a double click may have had the last place, or the key.
        earlier = Booking.objects.filter(form_key=form_key).first()
        if earlier is None:
            raise
        return earlier
    return booking


@transaction.atomic
def cancel_by_buyer(booking: Booking, *, by: Any | None) -> None:
    """Give the places back and tell both sides.

    Raises:
        NotOpenError: cancelled before, or the slot has begun.
    """
    if booking.slot.starts_at <= now():
        raise NotOpenError(f"booking {booking.pk} has begun")
    _cancel(booking, State.CANCELLED_BY_BUYER, by=by)


@transaction.atomic
def cancel_by_seller(booking: Booking, *, by: Any, reason: str) -> None:
    """Give the places back and tell whoever booked why.

    Raises:
        NotOpenError: cancelled before, or the slot is over.
        ReasonMissingError: without a reason nothing is cancelled.
    """
    if not reason.strip():
        raise ReasonMissingError(f"booking {booking.pk}")
    if booking.slot.ends_at <= now():
        raise NotOpenError(f"booking {booking.pk} is over")
    _cancel(booking, State.CANCELLED_BY_SELLER, by=by, reason=reason)


def forget(bookings: Iterable[Booking]) -> int:
    """Take a person out of bookings; that so many places were booked stays. Return their number."""
    keys = [booking.pk for booking in bookings]
    return Booking.objects.filter(pk__in=keys).update(user=None, name="", email="", phone="", note="", reason="")


def forget_old() -> int:
    """Take the people out of bookings whose slot was long ago; return their number."""
    old = Booking.objects.filter(slot__ends_at__lt=now() - KEPT_FOR)
    return forget(old.exclude(name="", email="").only("pk"))


def _claim(offer: Product, slot_pk: int, people: int) -> None:
    asked = bookable_offers().with_seller().filter(pk=offer.pk).first()
    if asked is None or not takes_bookings(asked):
        raise SlotTakenError(f"offer {offer.pk} takes no bookings")
    claimed = BookingSlot.objects.filter(
        free(asked, people=people), pk=slot_pk, offer__in=bookable_offers().order_by().values("pk")
    ).update(taken=F("taken") + people)
    if not claimed:
        raise SlotTakenError(f"slot {slot_pk}")


def _cancel(booking: Booking, state: str, *, by: Any | None, reason: str = "") -> None:
    # The slot's row first, always: whoever withdraws it holds it before its bookings, so nobody waits in a circle.
    list(BookingSlot.objects.select_for_update().filter(pk=booking.slot_id))
    claimed = Booking.objects.filter(pk=booking.pk, state=State.CONFIRMED).update(
        state=state, reason=reason.strip(), cancelled_at=now()
    )
    if not claimed:
        raise NotOpenError(f"booking {booking.pk}")
    BookingSlot.objects.filter(pk=booking.slot_id).update(taken=F("taken") - booking.people)
    booking.refresh_from_db(fields=["state", "reason", "cancelled_at"])
    audit.log("booking.cancel", booking, by=by, slot=booking.slot_id, state=state)
    outbox.put_once(("mail.booking_off", booking))


def _refuse_taken_moments(offer: Product, slots: list[BookingSlot]) -> None:
    moments = [slot.starts_at for slot in slots]
    there = BookingSlot.objects.filter(offer=offer, withdrawn_at__isnull=True, starts_at__in=moments)
    first = there.order_by("starts_at").first()
    if first is not None:
        raise SlotExistsError(first.starts_at)
