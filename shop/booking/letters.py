"""Letters about bookings: to whoever booked, with the link; to the seller, about its own offers only."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from operations import mail
from pes_profiles.models import Profile
from shop.booking.models import Booking
from shop.moderation.tasks import owners_of


def tell_buyer(booking: Booking, kind: str) -> None:
    """Write to whoever booked; somebody who was forgotten gets nothing."""
    if not booking.email:
        return
    with translation.override(booking.language):
        when, link = booking.slot.words, reverse("booking:status", args=[booking.token])
    mail.send(
        kind,
        to=booking.email,
        context={**_about(booking), "when": when, "action_url": settings.WAGTAILADMIN_BASE_URL + link},
        dedupe_key=f"{kind}:{booking.pk}",
        language=booking.language,
    )


def tell_seller(booking: Booking, kind: str) -> None:
    with translation.override("pl"):
        when = booking.slot.words
        link = reverse("booking_panel:slots", args=[_profile(booking).slug, booking.slot.offer_id])
    for number, address in enumerate(_mailboxes_of(_profile(booking))):
        mail.send(
            kind,
            to=address,
            context={
                **_about(booking),
                "when": when,
                "action_url": settings.WAGTAILADMIN_BASE_URL + f"{link}#termin-{booking.slot_id}",
            },
            dedupe_key=f"{kind}:{booking.pk}:{number}",
        )


def _about(booking: Booking) -> dict[str, Any]:
    profile = _profile(booking)
    return {"booking": booking, "profile": profile, "title": booking.offer_title, "pes": profile.short_name}


def _profile(booking: Booking) -> Profile:
    return booking.slot.offer.partner.profile


def _mailboxes_of(profile: Profile) -> Iterator[str]:
    """Yield where a PES reads its letters: its public address, or its owners' when it has none."""
    if profile.email:
        yield profile.email
    else:
        yield from (user.email for user in owners_of(profile))
