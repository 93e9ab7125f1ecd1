"""Booking: only what is free, of the offer asked for, once for each form; the letters go to the right people."""

import html
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.clock import WARSAW, now, today
from operations.models import OutboxEntry
from shop.booking import services
from shop.booking.exceptions import SlotTakenError
from shop.booking.models import Booking, BookingSlot
from shop.catalogue.models import SaleMode, SaleState
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.shop.booking.conftest import address, booked, letters, sent, service, slot_of, status_of, taken


def text_of(response) -> str:
    return html.unescape(response.text)


def test_a_guest_books_and_both_sides_get_a_letter(client, slot, seller):
    page = client.get(address(slot))
    assert "Rezerwacja to nie zakup" in text_of(page).replace("\xa0", " ")
    assert page["Cache-Control"].count("no-store") == 1

    answer = client.post(address(slot), sent(people="2"))

    booking = Booking.objects.get()
    assert answer.url == status_of(booking)
    assert (booking.email, booking.phone, booking.people, taken(slot)) == ("ola@example.com", "+48770004512", 2, 2)
    made, new = letters("booking_made"), letters("booking_new")
    assert [letter.to for letter in made] == ["ola@example.com"]
    assert status_of(booking) in made[0].text
    assert [letter.to for letter in new] == [seller.profile.email or seller.owner.email]
    assert "Z wózkiem" in new[0].text
    assert "ola@example.com" not in new[0].text + new[0].html
    assert booking.token not in new[0].text + new[0].html


def test_who_comes_second_reads_that_it_is_gone_and_finds_the_free_ones_and_the_own_words(client, offer):
    last, other = slot_of(offer, places=1), slot_of(offer, days=12)
    first_page, second_page = client.get(address(last)), client.get(address(last))
    assert (first_page.status_code, second_page.status_code) == (200, 200)
    assert client.post(address(last), sent()).status_code == 302

    late = client.post(address(last), sent(name="Drugi", note="Moje słowa"))

    assert late.status_code == 409
    assert "Ktoś był szybszy" in text_of(late).replace("\xa0", " ")
    assert "Moje słowa" in text_of(late)
    assert f'name="slot" value="{other.pk}"' in late.text
    assert f'name="slot" value="{last.pk}"' not in late.text
    assert client.post(address(last), sent(name="Drugi", slot=str(other.pk))).status_code == 302
    assert (taken(last), taken(other)) == (1, 1)


def test_a_slot_of_another_offer_in_the_address_or_the_form_books_nothing(client, slot):
    other = slot_of(service(lead_days=0))
    slot_of(slot.offer, days=11)

    assert client.get(address(other, offer=slot.offer)).status_code == 404
    assert client.post(address(other, offer=slot.offer), sent()).status_code == 404
    assert client.post(address(slot), sent(slot=str(other.pk))).status_code == 422
    assert client.post(f"/rezerwacja/{slot.offer_id}/{10**25}/", sent()).status_code == 404
    with pytest.raises(SlotTakenError):  # whatever the pages let through
        services.book(slot.offer, other.pk, form_key="k" * 32, people=1, name="Ola", email="ola@example.com")

    assert not Booking.objects.exists()
    assert (taken(slot), taken(other)) == (0, 0)


@pytest.mark.parametrize(
    "change",
    [{"starts_at": now() - timedelta(hours=1)}, {"withdrawn_at": now()}, {"taken": 2}],
    ids=["past", "withdrawn", "full"],
)
def test_what_is_past_withdrawn_or_full_leads_to_the_free_ones_and_books_nothing(client, slot, change):
    free = slot_of(slot.offer, days=20)
    BookingSlot.objects.filter(pk=slot.pk).update(**change)
    before = taken(slot)

    page = client.get(address(slot))

    assert page.status_code == 404
    assert address(free) in page.text
    assert client.post(address(slot), sent()).status_code == 409
    assert not Booking.objects.exists()
    assert taken(slot) == before


@pytest.mark.parametrize(
    "change",
    [
        {"sale_mode": SaleMode.QUOTE},
        {"sale_state": SaleState.PAUSED},
        {"is_public": False},
        {"season_months": [today().month % 12 + 1]},
    ],
    ids=str,
)
def test_an_offer_that_takes_no_bookings_has_no_page_and_gets_none(client, slot, change):
    type(slot.offer).objects.filter(pk=slot.offer_id).update(**change)

    assert client.get(address(slot)).status_code == 404
    assert client.get(reverse("booking:slots", args=[slot.offer_id])).status_code == 404
    assert client.post(address(slot), sent()).status_code == 404
    assert (Booking.objects.count(), taken(slot)) == (0, 0)


@time_machine.travel(datetime(2026, 11, 27, 12, 0, tzinfo=WARSAW), tick=False)  # a Friday
def test_the_lead_time_counts_working_days_as_for_dispatch(client, seller):
    offer = service(partner=seller.partner, lead_days=2)
    near, far = (
        BookingSlot.objects.create(offer=offer, starts_at=begins, ends_at=begins + timedelta(hours=1), places=1)
        for begins in (datetime(2026, 11, 30, 18, tzinfo=WARSAW), datetime(2026, 12, 1, 8, tzinfo=WARSAW))
    )

    assert client.post(address(near), sent()).status_code == 409
    assert client.post(address(far), sent()).status_code == 302
    assert (taken(near), taken(far)) == (0, 1)


def test_the_same_form_sent_twice_is_one_booking(client, offer):
    last, form = slot_of(offer, places=1), sent()

    answers = [client.post(address(last), form).url for _ in range(2)]

    assert answers[0] == answers[1] == status_of(Booking.objects.get())
    assert taken(last) == 1
    assert OutboxEntry.objects.filter(topic="mail.booking_made").count() == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": " "}, "Podaj imię"),
        ({"email": "ola@"}, "nie wygląda na adres e-mail"),
        ({"phone": "12"}, "9 cyfr"),
        ({"people": "-3"}, "co najmniej 1"),
        ({"people": "21"}, "Najwyżej 20"),
        ({"people": "3"}, "zostały 2 miejsca"),
        ({"note": "a" * 501}, "500"),
        ({"key": "krótki"}, "Otwórz stronę terminu"),
        ({"trap": "http://spam"}, "Zostaw to pole puste"),
        ({"name": "a\x00b"}, "rezerwacja_name_error"),
        ({"slot": "abc"}, "nie jest już wolny"),
        ({"choose": "1"}, "Wybierz termin"),
    ],
)
def test_a_faulty_form_says_what_is_wrong_and_books_nothing(client, slot, change, words):
    answer = client.post(address(slot), sent(**change))

    assert answer.status_code == 422
    assert words in text_of(answer).replace("\xa0", " ")
    assert (Booking.objects.count(), taken(slot)) == (0, 0)


def test_words_in_a_form_stay_words(client, slot):
    client.post(address(slot), sent(name="<script>x</script>\r\nBcc: kto@example.com", note="<b>a</b>"))

    page = client.get(status_of(Booking.objects.get()))

    assert "<b>a</b>" not in page.text
    assert Booking.objects.get().name == "<script>x</script> Bcc: kto@example.com"
    letter = letters("booking_new")[0]
    assert "<script>" not in letter.html
    assert "Bcc" not in letter.subject


def test_too_many_bookings_are_refused(client, offer):
    free = slot_of(offer, places=20)
    for _ in range(5):
        assert client.post(address(free), sent()).status_code == 302

    assert client.post(address(free), sent()).status_code == 429
    assert taken(free) == 5


def test_the_page_of_the_offer_shows_the_next_eight_and_is_made_anew_when_one_is_taken(client, offer):
    url = offer.get_absolute_url()
    bare = text_of(client.get(url))
    assert ("Wybierz wolny termin" in bare, "#zapytaj" in bare) == (False, True)

    slots = [slot_of(offer, days=day, places=1) for day in range(5, 15)]
    shown = client.get(url).text
    assert [address(each) in shown for each in slots] == [True] * 8 + [False] * 2
    assert "#zapytaj" in shown

    booked(slots[0])
    shown = client.get(url).text
    assert [address(each) in shown for each in slots] == [False] + [True] * 8 + [False]


@pytest.mark.parametrize("number", [1, 30])
def test_slots_cost_one_query_on_the_page_of_an_offer_and_none_on_others(client, seller, settings, number):
    settings.OPES = settings.OPES | {"PAGES_KEPT_FOR": 0}
    quote, offer = ProductFactory(partner=seller.partner, quote=True), service(partner=seller.partner)
    for day in range(number):
        slot_of(offer, days=5 + day)
    for each in (quote, offer):
        client.get(each.get_absolute_url())

    counts = []
    for each in (quote, offer):
        with CaptureQueriesContext(connection) as seen:
            client.get(each.get_absolute_url())
        counts.append(sum("booking_bookingslot" in query["sql"] for query in seen))
        counts.append(len(seen))

    assert counts[0] == 0
    assert counts[2] == 1
    assert counts[3] <= counts[1] + 1


def test_a_signed_in_persons_details_are_filled_in_and_the_booking_is_in_the_account(client, slot):
    person = UserFactory(first_name="Halina", last_name="Próbna", email="halina@example.com")
    client.force_login(person)
    page = text_of(client.get(address(slot)))
    assert 'value="Halina Próbna"' in page
    assert 'value="halina@example.com"' in page
    client.post(address(slot), sent(email="halina@example.com"))
    others = booked(slot, by=UserFactory())

    mine = text_of(client.get(reverse("booking:own")))

    assert status_of(Booking.objects.get(user=person)) in mine
    assert status_of(others) not in mine
    assert reverse("booking:own") in text_of(client.get(reverse("account:home")))
