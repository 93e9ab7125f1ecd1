"""Waiting for an offer: one letter when it comes back, for guests after a confirmed address; stopping."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils.formats import date_format

from operations import outbox
from operations.clock import now, today
from shop.alerts import services
from shop.alerts.links import confirm_token
from shop.alerts.models import Alert
from shop.alerts.tasks import look_around
from shop.catalogue.models import Availability, MonthCapacity, SaleState
from shop.catalogue.services import set_sale_state
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory, StockRecordFactory
from tests.factories.pes_profiles import ProfileFactory
from tests.shop.alerts.asking import ask_url, link_in, restock, words

pytestmark = pytest.mark.django_db
State = Alert.State


def test_a_guest_confirms_and_gets_exactly_one_letter(client, gone, letters):
    page = words(client.get(gone.get_absolute_url()))
    assert f'action="{ask_url(gone)}"' in page

    assert client.post(ask_url(gone), {"email": "Gosc@Example.com"}).url == reverse("alerts:sent")
    (letter,) = letters()
    assert letter.to == ["gosc@example.com"]
    assert Alert.objects.get().state == State.UNCONFIRMED
    restock(gone)
    look_around()
    assert len(letters()) == 1

    address = link_in(letter, "potwierdz")
    assert Alert.objects.get().state == State.UNCONFIRMED
    assert client.get(address).status_code == 200
    assert Alert.objects.get().state == State.UNCONFIRMED
    client.post(address)
    client.post(address)
    assert Alert.objects.get().state == State.WAITING

    for _ in range(2):
        look_around()
        restock(gone, 0)
        restock(gone, 3)
    look_around()
    assert len(letters()) == 2
    assert "Miska z gliny" in letters()[1].subject
    assert gone.get_absolute_url() in letters()[1].body


def test_nothing_is_told_while_it_is_gone(person, gone, letters):
    services.ask_for(gone, email=person.email, user=person)
    look_around()
    assert letters() == []
    assert Alert.objects.get().state == State.WAITING


def test_a_person_needs_no_confirmation_and_asks_once(client, person, gone, letters):
    for _ in range(2):
        assert client.post(ask_url(gone), {"email": "obca@example.com"}).status_code == 302
    alert = Alert.objects.get()
    assert (alert.state, alert.email, alert.user) == (State.WAITING, "anna@example.com", person)
    assert letters() == []

    restock(gone)
    look_around()
    assert [letter.to for letter in letters()] == [["anna@example.com"]]


def test_a_letter_can_be_stopped_by_one_click_of_a_mail_program(person, gone, letters):
    services.ask_for(gone, email="gosc@example.com", user=None)
    (letter,) = letters()
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    robot = Client(enforce_csrf_checks=True)
    path = re.sub(r"https?://[^/]+", "", address)
    assert robot.get(path).status_code == 200
    assert Alert.objects.get().state == State.UNCONFIRMED
    assert robot.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert Alert.objects.get().state == State.STOPPED
    assert robot.post(path).status_code == 200
    restock(gone)
    look_around()
    assert len(letters()) == 1


def test_an_order_letter_has_no_way_out(mailoutbox):
    from operations import mail

    mail.send("account_unknown", to="a@example.com", context={"action_url": "/"}, dedupe_key="x")
    outbox.drain(raising=True)
    assert "List-Unsubscribe" not in mailoutbox[0].extra_headers


def test_asking_again_sends_the_confirmation_once_a_day(client, gone, letters):
    with time_machine.travel(now(), tick=False) as traveller:
        for _ in range(3):
            client.post(ask_url(gone), {"email": "gosc@example.com"})
        assert len(letters()) == 1
        traveller.shift(timedelta(days=1))
        client.post(ask_url(gone), {"email": "gosc@example.com"})
        assert len(letters()) == 2
    assert Alert.objects.count() == 1


def test_a_confirmation_ends_after_two_days(client, gone):
    with time_machine.travel(now(), tick=False) as traveller:
        address = reverse(
            "alerts:confirm", args=[confirm_token(services.ask_for(gone, email="gosc@example.com", user=None))]
        )
        traveller.shift(timedelta(days=2, minutes=1))
        assert client.post(address).status_code == 404
    assert Alert.objects.get().state == State.UNCONFIRMED


def test_the_answer_does_not_tell_whether_an_address_has_an_account(client, gone):
    UserFactory(email="zna@example.com")
    known = client.post(ask_url(gone), {"email": "zna@example.com"})
    strange = client.post(ask_url(gone), {"email": "nowa@example.com"})
    assert (known.status_code, known.url) == (strange.status_code, strange.url)
    assert set(Alert.objects.values_list("state", "user")) == {(State.UNCONFIRMED, None)}


@pytest.mark.parametrize("typed", ["", "nie adres", "a@", "a\x00@example.com"])
def test_a_bad_address_is_named_at_the_field(client, gone, typed):
    answer = client.post(ask_url(gone), {"email": typed})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in words(answer)
    assert not Alert.objects.exists()


def test_a_variant_is_waited_for_by_itself(person, letters):
    offer = ProductFactory(with_variants=True)
    small, big = offer.children.order_by("pk")
    restock(small, 0)
    services.ask_for(small, email=person.email, user=person)
    look_around()
    assert letters() == []

    restock(small, 2)
    look_around()
    assert f"?wariant={small.pk}" in letters()[0].body
    assert big.stockrecords.get().num_in_stock == 10


def test_a_paused_offer_and_a_seller_on_a_break_come_back_too(person, letters):
    paused, resting = ProductFactory(), ProductFactory()
    set_sale_state(paused, SaleState.PAUSED, by=None)
    profile = resting.partner.profile
    type(profile).objects.filter(pk=profile.pk).update(break_from=today(), break_until=today() + timedelta(days=2))
    for offer in (paused, resting):
        services.ask_for(offer, email=person.email, user=person)
    look_around()
    assert letters() == []

    set_sale_state(paused, SaleState.ACTIVE, by=None)
    look_around()
    assert len(letters()) == 1
    with time_machine.travel(now() + timedelta(days=3), tick=False):
        look_around()
        assert len(letters()) == 2


def test_what_the_public_cannot_see_cannot_be_waited_for(client):
    for url in (
        ask_url(ProductFactory(draft=True)),
        reverse("alerts:pes", args=[ProfileFactory(listed=False).pk]),
        reverse("alerts:offer", args=[2**63]),
    ):
        assert client.post(url, {"email": "gosc@example.com"}).status_code == 404
    assert not Alert.objects.exists()


def test_a_record_without_a_price_is_not_back(person, gone, letters):
    gone.stockrecords.all().delete()
    StockRecordFactory(product=gone, price=None)
    services.ask_for(gone, email=person.email, user=person)
    look_around()
    assert letters() == []


def test_a_full_month_names_the_first_free_one_and_is_told_of_when_it_opens(client, person, letters):
    offer = ProductFactory(availability=Availability.CAPACITY, capacity_per_month=20, stock=None)
    month = offer.dispatch_month
    following = (month + timedelta(days=31)).replace(day=1)
    full = MonthCapacity.objects.create(product=offer, month=month, capacity=20, claimed=20)
    MonthCapacity.objects.create(product=offer, month=following, capacity=20, claimed=20)

    page = words(client.get(offer.get_absolute_url()))
    free = (following + timedelta(days=31)).replace(day=1)
    assert f"{date_format(free, 'F Y').lower()}." in page
    assert f'action="{ask_url(offer)}"' in page

    client.post(ask_url(offer))
    look_around()
    assert letters() == []

    MonthCapacity.objects.filter(pk=full.pk).update(claimed=19)
    look_around()
    assert [letter.to for letter in letters()] == [[person.email]]
