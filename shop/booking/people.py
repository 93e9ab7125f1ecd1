"""What this room knows of a person: told to the room of accounts."""

from typing import Any

from django.db.models import Q

from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import erases, exports
from shop.booking import services
from shop.booking.exceptions import NotOpenError
from shop.booking.models import Booking
from shop.booking.queries import bookings_in_full, bookings_of


@exports("bookings")
def bookings_as_data(user: User) -> list[dict[str, Any]]:
    """All bookings of a person as plain values."""
    return [
        {
            "about": booking.offer_title,
            "pes": booking.slot.offer.partner.profile.short_name,
            "starts_at": booking.slot.starts_at.isoformat(),
            "ends_at": booking.slot.ends_at.isoformat(),
            "people": booking.people,
            "name": booking.name,
            "email": booking.email,
            "phone": booking.phone,
            "note": booking.note,
            "state": booking.state,
            "reason": booking.reason,
            "booked_at": booking.created_at.isoformat(),
        }
        for booking in bookings_of(user)
    ]


@erases
def forget_bookings(user: User) -> None:
    """Cancel what is to come, so that nobody waits for the person, and take the person out of all bookings."""
    own = list(bookings_in_full().filter(Q(user=user) | Q(user=None, email=user.email.lower())))
    for booking in own:
        if booking.is_open:
            _cancel_quietly(booking, user)
    services.forget(own)


def _cancel_quietly(booking: Booking, user: User) -> None:
    try:
        services.cancel_by_buyer(booking, by=user)
    except NotOpenError:
        return  # the seller cancelled it in this very moment
