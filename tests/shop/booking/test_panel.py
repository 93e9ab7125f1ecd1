"""A seller's slots: added with clear faults, seen with who comes, withdrawn and cancelled with a reason."""

import html
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.clock import WARSAW, today
from shop.booking.models import Booking, BookingSlot
from tests.factories.order import seller_of
from tests.shop.booking.conftest import booked, letters, slot_of, taken


def panel(offer, slug: str = "") -> str:
    return reverse("booking_panel:slots", args=[slug or offer.partner.profile.slug, offer.pk])


def form(**given) -> dict:
    day = (today() + timedelta(days=7)).isoformat()
    return {"act": "add", "day": day, "begins": "10:00", "ends": "11:30", "places": "4", "weeks": "0"} | given


def text_of(response) -> str:
    return html.unescape(response.text).replace("\xa0", " ")


@pytest.fixture
def owner(client, seller):
    client.force_login(seller.owner)
    return client


@time_machine.travel(datetime(2026, 10, 12, 9, 0, tzinfo=WARSAW), tick=False)
def test_an_owner_adds_a_slot_repeated_weekly_by_the_clock_of_warsaw(owner, offer):
    assert "Brak nadchodzących terminów" in text_of(owner.get(panel(offer)))

    owner.post(panel(offer), form(day="2026-10-19", weeks="2"))

    local = [slot.starts_at.astimezone(WARSAW).strftime("%d.%m %H:%M") for slot in BookingSlot.objects.all()]
    assert local == ["19.10 10:00", "26.10 10:00", "02.11 10:00"]  # the clocks change on the 25th
    assert {slot.ends_at - slot.starts_at for slot in BookingSlot.objects.all()} == {timedelta(minutes=90)}
    assert "poniedziałek 19 października, 10.00–11.30" in text_of(owner.get(panel(offer)))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"day": "2026-10-11"}, "day"),
        ({"day": "2026-10-12", "begins": "08:00"}, "begins"),
        ({"day": "2028-01-01"}, "day"),
        ({"day": "jutro"}, "day"),
        ({"ends": "10:00"}, "ends"),
        ({"day": "2027-03-28", "begins": "02:30", "ends": "04:00"}, "begins"),
        ({"day": "2027-03-21", "begins": "02:30", "ends": "04:00", "weeks": "1"}, "begins"),
        ({"places": "0"}, "places"),
        ({"places": "501"}, "places"),
        ({"weeks": "27"}, "weeks"),
        ({"day": "2026-10-20"}, "begins"),
        ({"day": "2026-10-13", "weeks": "1"}, "begins"),
    ],
    ids=str,
)
@time_machine.travel(datetime(2026, 10, 12, 9, 0, tzinfo=WARSAW), tick=False)
def test_a_faulty_slot_says_at_its_field_what_is_wrong_and_adds_none(owner, offer, given, field):
    begins = datetime(2026, 10, 20, 10, tzinfo=WARSAW)
    BookingSlot.objects.create(offer=offer, starts_at=begins, ends_at=begins + timedelta(hours=1), places=1)

    answer = owner.post(panel(offer), form(day="2026-10-19") | given)

    assert answer.status_code == 422
    assert f'id="termin_{field}_error"' in answer.text
    assert BookingSlot.objects.count() == 1


def test_a_withdrawn_hour_can_be_offered_again(owner, offer):
    for _ in range(2):
        assert owner.post(panel(offer), form()).status_code == 302
        slot = BookingSlot.objects.get(withdrawn_at__isnull=True)
        owner.post(panel(offer), {"act": "withdraw", "slot": slot.pk})
    assert BookingSlot.objects.filter(withdrawn_at__isnull=False).count() == 2


def test_the_owner_sees_who_comes_and_cancels_with_a_reason_only(owner, offer, slot):
    booking = booked(slot, phone="+48770004512", people=2, note="Z wózkiem")
    page = text_of(owner.get(panel(offer)))
    assert all(words in page for words in ("Ola Gość", "77 000 45 12", "2 osoby", "Z wózkiem", "zajęte 2 z 2"))
    assert "ola@example.com" not in page

    bare = owner.post(panel(offer), {"act": "cancel", "booking": booking.pk, f"r{booking.pk}-reason": " "})
    assert (bare.status_code, taken(slot)) == (422, 2)
    assert "Napisz powód" in text_of(bare)

    for _ in range(2):
        owner.post(panel(offer), {"act": "cancel", "booking": booking.pk, f"r{booking.pk}-reason": "Choroba"})
    booking.refresh_from_db()
    assert (booking.state, booking.reason, taken(slot)) == (Booking.State.CANCELLED_BY_SELLER, "Choroba", 0)
    told = letters("booking_off")
    assert [letter.to for letter in told] == ["ola@example.com"]
    assert "Choroba" in told[0].text
    assert letters("booking_off_seller") == []


def test_a_booked_slot_is_withdrawn_with_its_bookings_and_the_reason(owner, offer, slot):
    first, second = booked(slot), booked(slot, email="inna@example.com")
    assert owner.post(panel(offer), {"act": "withdraw", "slot": slot.pk}).status_code == 422
    assert BookingSlot.objects.get().withdrawn_at is None

    owner.post(panel(offer), {"act": "withdraw", "slot": slot.pk, f"t{slot.pk}-reason": "Awaria pieca"})

    assert BookingSlot.objects.get().withdrawn_at is not None
    assert {booking.state for booking in Booking.objects.all()} == {Booking.State.CANCELLED_BY_SELLER}
    assert {letter.to for letter in letters("booking_off")} == {first.email, second.email}
    assert taken(slot) == 0


def test_things_of_another_offer_or_seller_are_not_there(owner, offer, slot, client):
    booking = booked(slot)
    stranger = seller_of()
    other = slot_of(type(offer).objects.get(pk=offer.pk), days=20)
    owner.get(panel(offer))

    client.force_login(stranger.owner)
    for data in (form(), {"act": "withdraw", "slot": other.pk}, {"act": "cancel", "booking": booking.pk}, {}):
        assert client.post(panel(offer), data).status_code == 404
        assert client.post(panel(offer, stranger.slug), data).status_code == 404
    client.force_login(offer.partner.profile.memberships.get(role="PACKER").user)
    assert client.get(panel(offer)).status_code == 404

    assert BookingSlot.objects.filter(withdrawn_at__isnull=True).count() == 2
    assert taken(slot) == 1


def test_hostile_numbers_are_not_found(owner, offer):
    for number in ("", "x", "-1", "9" * 30, "²"):
        assert owner.post(panel(offer), {"act": "withdraw", "slot": number}).status_code == 404
        assert owner.post(panel(offer), {"act": "cancel", "booking": number}).status_code == 404
    assert owner.post(panel(offer), {"act": "delete"}).status_code == 400


def test_the_page_costs_the_same_with_one_and_with_many(owner, offer):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            owner.get(panel(offer))
        return len(seen)

    booked(slot_of(offer, days=5))
    cost()
    one = cost()
    for day in range(30):
        booked(slot_of(offer, days=6 + day))
    assert cost() == one
