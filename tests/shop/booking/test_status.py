"""The page of a booking: for whoever has the link; cancelling gives places back once; the reminder; forgetting."""

from datetime import timedelta

import pytest
import time_machine

from operations.clock import now
from operations.outbox import drain
from pes_profiles.accounts.services import close_account, personal_data
from shop.booking import services
from shop.booking.exceptions import NotOpenError
from shop.booking.models import Booking, BookingSlot
from shop.booking.tasks import remind_due
from tests.factories.accounts import UserFactory
from tests.shop.booking.conftest import booked, letters, slot_of, status_of, taken


def test_only_the_link_opens_a_booking_and_nothing_keeps_the_page(client, slot):
    booking = booked(slot)

    page = client.get(status_of(booking))

    assert page.status_code == 200
    assert "noindex" in page.text
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    for token in (booking.token_hash, "0" * 64, "x", str(booking.pk)):
        for answer in (client.get(f"/rezerwacja/status/{token}/"), client.post(f"/rezerwacja/status/{token}/")):
            assert answer.status_code == 404
    booking.refresh_from_db()
    assert booking.state == Booking.State.CONFIRMED


def test_cancelling_twice_gives_the_places_back_once(client, slot, seller):
    booking, other = booked(slot), booked(slot, email="inna@example.com")
    assert taken(slot) == 2

    for _ in range(2):
        assert client.post(status_of(booking)).status_code == 302

    assert taken(slot) == 1
    other.refresh_from_db()
    assert other.state == Booking.State.CONFIRMED
    assert [letter.to for letter in letters("booking_off")] == ["ola@example.com"]
    assert [letter.to for letter in letters("booking_off_seller")] == [seller.profile.email or seller.owner.email]
    with pytest.raises(NotOpenError):
        services.cancel_by_seller(booking, by=seller.owner, reason="Choroba")
    assert taken(slot) == 1


def test_what_has_begun_cannot_be_cancelled_by_the_buyer(client, slot):
    booking = booked(slot)
    with time_machine.travel(slot.starts_at + timedelta(minutes=1), tick=False):
        assert "<form method" not in client.get(status_of(booking)).text.partition("<main")[2].partition("</main")[0]
        client.post(status_of(booking))

    booking.refresh_from_db()
    assert (booking.state, taken(slot)) == (Booking.State.CONFIRMED, 1)


def test_the_reminder_comes_once_a_day_before_and_not_for_what_was_cancelled(offer):
    slot, later = slot_of(offer, days=10), slot_of(offer, days=30)
    booking, off, _far = booked(slot), booked(slot, email="inna@example.com"), booked(later)
    services.cancel_by_buyer(off, by=None)
    letters("")

    with time_machine.travel(slot.starts_at - timedelta(hours=23), tick=False):
        late = booked(slot, email="pozna@example.com")
        for _ in range(2):
            remind_due()
            drain(raising=True)
        sent = letters("booking_reminder")

    assert [letter.to for letter in sent] == [booking.email]
    assert late.email == "pozna@example.com"


def test_closing_an_account_cancels_what_is_to_come_and_takes_the_person_out(offer):
    person = UserFactory(email="zofia@example.com")
    coming, past = slot_of(offer), slot_of(offer, days=5)
    words = {"name": "Zofia Znika", "email": "zofia@example.com", "phone": "+48600700800", "note": "tajemnica"}
    booked(coming, by=person, **words)
    booked(coming, **words)
    booked(past, by=person, **words)
    BookingSlot.objects.filter(pk=past.pk).update(
        starts_at=now() - timedelta(days=2), ends_at=now() - timedelta(days=1)
    )
    letters("")
    assert [row["note"] for row in personal_data(person)["bookings"]] == ["tajemnica"] * 2

    close_account(person, by=person)

    assert (taken(coming), taken(past)) == (0, 1)
    rows = Booking.objects.values_list("name", "email", "phone", "note", "user")
    assert set(rows) == {("", "", "", "", None)}
    assert len(letters("booking_off_seller")) == 2


def test_a_year_after_its_slot_a_booking_names_nobody(slot):
    booking = booked(slot)
    with time_machine.travel(slot.ends_at + timedelta(days=364), tick=False):
        assert services.forget_old() == 0
    with time_machine.travel(slot.ends_at + timedelta(days=366), tick=False):
        assert services.forget_old() == 1

    booking.refresh_from_db()
    assert (booking.name, booking.email, booking.people) == ("", "", 1)
