"""The last place: however many confirm at once, one has it; each race has its control."""

import threading
from secrets import token_urlsafe

import pytest
from django.db.models import F

from shop.booking import services
from shop.booking.exceptions import NotOpenError, SlotTakenError
from shop.booking.models import Booking, BookingSlot
from shop.catalogue.models import Product
from tests.shop.booking.conftest import booked, service, slot_of, taken
from tests.shop.checkout.test_races import run_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def job_for(slot, *, key: str = "", people: int = 1):
    offer, form_key = Product.objects.get(pk=slot.offer_id), key or token_urlsafe(32)
    words = {"name": "Ola", "email": "ola@example.com", "people": people}
    return lambda: services.book(offer, slot.pk, form_key=form_key, **words)


def test_six_people_at_once_for_two_places_make_two_bookings():
    slot = slot_of(service(), places=2)

    results = run_at_once([job_for(slot) for _ in range(6)])

    assert sum(isinstance(result, Booking) for result in results) == 2, results
    assert sum(isinstance(result, SlotTakenError) for result in results) == 4, results
    assert (taken(slot), Booking.objects.count()) == (2, 2)


def test_control_without_the_condition_both_see_the_place_and_only_the_database_stands_against_the_second():
    slot, barrier = slot_of(service(), places=1), threading.Barrier(2)

    def unguarded() -> bool:
        seen = BookingSlot.objects.get(pk=slot.pk)
        barrier.wait(timeout=30)
        if seen.left:
            BookingSlot.objects.filter(pk=slot.pk).update(taken=F("taken") + 1)
        return True

    results = run_at_once([unguarded, unguarded])

    assert sum(result is True for result in results) == 1
    assert sum("no_more_taken_than_places" in str(result) for result in results) == 1, results


def test_a_double_click_for_the_last_place_is_one_booking():
    slot, key = slot_of(service(), places=1), token_urlsafe(32)

    results = run_at_once([job_for(slot, key=key) for _ in range(3)])

    assert {result.pk for result in results} == {Booking.objects.get().pk}, results
    assert taken(slot) == 1


def test_buyer_and_seller_cancel_at_once_and_the_places_come_back_once():
    slot = slot_of(service(), places=3)
    booking = booked(slot)
    booked(slot, email="inna@example.com")

    results = run_at_once(
        [
            lambda: services.cancel_by_buyer(Booking.objects.get(pk=booking.pk), by=None),
            lambda: services.cancel_by_seller(Booking.objects.get(pk=booking.pk), by=None, reason="Choroba"),
            lambda: services.cancel_by_buyer(Booking.objects.get(pk=booking.pk), by=None),
        ]
    )

    assert sum(result is None for result in results) == 1, results
    assert sum(isinstance(result, NotOpenError) for result in results) == 2, results
    assert taken(slot) == 1


def test_a_slot_withdrawn_while_somebody_books_leaves_no_booking_standing():
    slot = slot_of(service(), places=5)
    booked(slot)

    results = run_at_once(
        [
            *(job_for(slot) for _ in range(3)),
            lambda: services.withdraw_slot(BookingSlot.objects.get(pk=slot.pk), by=None, reason="Awaria"),
        ]
    )

    assert all(isinstance(result, Booking | SlotTakenError | int) for result in results), results
    assert not Booking.objects.filter(state=Booking.State.CONFIRMED).exists()
    assert taken(slot) == 0
