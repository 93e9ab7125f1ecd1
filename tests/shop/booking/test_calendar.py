"""Who comes to a seller, of all its offers: a list by day, and a count on the first page of the panel."""

import html

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from shop.booking import services
from shop.seller.queries import todo
from tests.factories.order import seller_of
from tests.shop.booking.conftest import booked, service, slot_of


def calendar_of(seller) -> str:
    return reverse("booking_panel:bookings", args=[seller.profile.slug])


def test_the_list_shows_who_comes_to_every_offer_the_next_first(client, seller, offer):
    other = service(partner=seller.partner, title="Lekcja tkania")
    booked(slot_of(offer, days=12), name="Później Nowak", note="Z wózkiem")
    booked(slot_of(other, days=11), name="Najpierw Kowal", phone="770004512")
    services.cancel_by_buyer(booked(slot_of(other, days=13), name="Odwołana Osoba"), by=None)
    booked(slot_of(service(title="Cudza", partner=seller_of().partner)), name="Cudzy Gość")
    client.force_login(seller.owner)

    text = html.unescape(client.get(calendar_of(seller)).text)

    assert text.index("Najpierw Kowal") < text.index("Później Nowak")
    assert "Z wózkiem" in text
    assert "Lekcja tkania" in text
    assert "Odwołana Osoba" not in text
    assert "Cudzy Gość" not in text


def test_only_owners_of_the_seller_see_who_comes(client, seller, slot):
    booked(slot)
    for person in (seller_of().owner, seller.profile.memberships.get(role="PACKER").user):
        client.force_login(person)
        assert client.get(calendar_of(seller)).status_code == 404


def test_the_first_page_counts_what_begins_within_a_week(client, seller, offer):
    booked(slot_of(offer, days=6))
    booked(slot_of(offer, days=8))
    client.force_login(seller.owner)

    rows = [row for row in todo(seller.partner, is_owner=True) if row.url == calendar_of(seller)]

    assert [(row.number, row.words) for row in rows] == [(1, "rezerwacja w ciągu siedmiu dni")]
    assert calendar_of(seller) in client.get(reverse("seller:home", args=[seller.profile.slug])).text
    assert not [row for row in todo(seller.partner, is_owner=False) if row.url == calendar_of(seller)]


def test_the_list_costs_as_much_for_one_as_for_fifteen(client, seller, offer):
    slot = slot_of(offer, places=20)
    booked(slot)
    client.force_login(seller.owner)
    client.get(calendar_of(seller))
    with CaptureQueriesContext(connection) as one:
        client.get(calendar_of(seller))
    for number in range(14):
        booked(slot, name=f"Osoba {number}", email=f"osoba{number}@example.com")
    with CaptureQueriesContext(connection) as fifteen:
        assert len(client.get(calendar_of(seller)).context["page"]) == 15

    assert len(one) == len(fifteen)
