"""A slot from the seller's panel to the buyer's cancelled booking, on a phone, each page looked at."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from operations.clock import today
from shop.booking.models import Booking
from tests.browser import look
from tests.e2e.people import sign_in

pytestmark = pytest.mark.e2e


def test_a_slot_is_added_booked_and_cancelled(page, axe, live_server, offer, seller):
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, seller.owner.email)
    page.goto(f"{live_server.url}/panel/{seller.slug}/oferty/{offer.pk}/terminy/")
    look(page, axe)
    page.get_by_label("Dzień").fill((today() + timedelta(days=7)).isoformat())
    page.get_by_label("Od", exact=True).fill("10:00")
    page.get_by_label("Do", exact=True).fill("11:30")
    page.get_by_label("Miejsca").fill("3")
    page.get_by_role("button", name="Dodaj").click()
    expect(page.get_by_role("main")).to_contain_text("zajęte 0 z 3")

    page.context.clear_cookies()
    page.goto(live_server.url + offer.get_absolute_url())
    look(page, axe)
    page.get_by_role("link", name="10.00–11.30").click()
    page.get_by_role("button", name="Rezerwuję termin").click()
    expect(page.get_by_role("main")).to_contain_text("Podaj imię i nazwisko")
    look(page, axe)
    page.get_by_label("Ile osób").fill("2")
    page.get_by_label("Imię i nazwisko").fill("Ola Gość")
    page.get_by_label("Twój e-mail").fill("ola@example.com")
    page.get_by_role("button", name="Rezerwuję termin").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Twoja rezerwacja")
    look(page, axe)
    status = page.url

    sign_in(page, seller.owner.email)
    page.goto(f"{live_server.url}/panel/{seller.slug}/oferty/{offer.pk}/terminy/")
    page.get_by_text("Odwołaj tę rezerwację").click()
    look(page, axe)

    page.goto(status)
    page.get_by_role("button", name="Odwołaj rezerwację").click()
    expect(page.get_by_role("main")).to_contain_text("odwołana przez rezerwującego")
    assert Booking.objects.get().state == Booking.State.CANCELLED_BY_BUYER
    page.goto(f"{live_server.url}/rezerwacja/{offer.pk}/")
    look(page, axe)
