"""A person's own page of alerts and letters, and what is known of the person."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from operations.clock import now
from pes_profiles.accounts.services import close_account, email_verified, personal_data
from shop.alerts import services
from shop.alerts.links import confirm_token, stop_token
from shop.alerts.models import Alert, RefusedLetter
from shop.alerts.tasks import forget_old, look_around
from shop.voices import invitations
from shop.voices.models import NoInvitations
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.shop.alerts.asking import ask_url, restock, words

pytestmark = pytest.mark.django_db
State = Alert.State


# --- A person's page ---


def test_refused_letters_do_not_go_out_and_the_others_do(client, person, gone, letters):
    services.ask_for(gone, email=person.email, user=person)
    client.post(reverse("alerts:letters"), {"list": ["PES", "nonsense"]})
    assert set(RefusedLetter.objects.values_list("kind", flat=True)) == {"OFFER", "SEARCH"}

    restock(gone)
    look_around()
    assert letters() == []
    client.post(reverse("alerts:letters"), {"list": ["OFFER", "PES", "SEARCH"]})
    look_around()
    assert len(letters()) == 1
    assert words(client.get(reverse("alerts:list"))).count("disabled") >= 3


def test_a_strangers_alert_is_not_there_and_stays(client, person, gone):
    alert = services.ask_for(gone, email="inna@example.com", user=UserFactory(email="inna@example.com"))

    assert client.post(reverse("alerts:end", args=[alert.pk])).status_code == 404
    assert "Miska z gliny" not in words(client.get(reverse("alerts:list")))
    alert.refresh_from_db()
    assert alert.state == State.WAITING


def test_an_own_alert_is_ended(client, person, gone):
    alert = services.ask_for(gone, email=person.email, user=person)
    assert client.post(reverse("alerts:end", args=[alert.pk])).status_code == 302
    alert.refresh_from_db()
    assert alert.state == State.STOPPED


@pytest.mark.parametrize("name", ["alerts:list", "alerts:save-search"])
def test_nobody_signed_out_sees_alerts(client, name):
    assert "/konto/zaloguj/" in client.get(reverse(name)).url


@pytest.mark.parametrize("token", ["1", "1.x", "a" * 300])
@pytest.mark.parametrize("name", ["alerts:confirm", "alerts:stop"])
def test_a_made_up_key_opens_nothing(client, gone, name, token):
    services.ask_for(gone, email="gosc@example.com", user=None)
    assert client.post(reverse(name, args=[token])).status_code == 404
    assert Alert.objects.get().state == State.UNCONFIRMED


def test_the_key_that_stops_does_not_confirm(client, gone):
    alert = services.ask_for(gone, email="gosc@example.com", user=None)
    assert client.post(reverse("alerts:confirm", args=[stop_token(alert)])).status_code == 404
    assert client.post(reverse("alerts:stop", args=[confirm_token(alert)])).status_code == 404


# --- A person's data ---


def test_alerts_of_a_guest_join_once_the_address_is_proven(gone):
    services.ask_for(gone, email="halina@example.com", user=None)
    user = UserFactory(email="halina@example.com")
    email_verified(user)
    alert = Alert.objects.get()
    assert (alert.user, alert.state) == (user, State.WAITING)


def test_the_export_holds_alerts_and_closing_the_account_forgets_them(person, gone):
    services.ask_for(gone, email=person.email, user=person)
    services.choose_letters(person, wanted={"OFFER"})
    data = personal_data(person)["alerts"]
    assert data["alerts"][0]["what"] == "Miska z gliny"
    assert data["letters"] == {"OFFER": True, "PES": False, "SEARCH": False, "REVIEW": False}

    other = services.ask_for(gone, email="gosc@example.com", user=None)
    close_account(person, by=person)
    assert list(Alert.objects.all()) == [other]
    assert not RefusedLetter.objects.exists()


def test_what_ended_is_forgotten(gone):
    services.ask_for(gone, email="gosc@example.com", user=None)
    with time_machine.travel(now() + timedelta(days=6), tick=False):
        forget_old()
    assert Alert.objects.exists()
    with time_machine.travel(now() + timedelta(days=8), tick=False):
        forget_old()
    assert not Alert.objects.exists()


# --- Many ---


def test_looking_around_and_the_page_cost_the_same_for_one_and_for_thirty(
    client, person, django_assert_max_num_queries
):
    def fill(number):
        for _ in range(number):
            services.ask_for(ProductFactory(stock=0), email=person.email, user=person)

    fill(1)
    client.get(reverse("alerts:list"))
    with django_assert_max_num_queries(40) as one:
        services.look_for_offers()
    with django_assert_max_num_queries(40) as page:
        client.get(reverse("alerts:list"))
    fill(29)
    with django_assert_max_num_queries(40) as many:
        services.look_for_offers()
    with django_assert_max_num_queries(40) as pages:
        assert words(client.get(reverse("alerts:list"))).count("kept-row") == 30
    assert (len(one), len(page)) == (len(many), len(pages))


def test_a_person_waits_for_so_many_things_at_most(client, person, gone, monkeypatch):
    monkeypatch.setattr(services, "MOST", 0)
    assert client.post(ask_url(gone)).status_code == 422
    assert client.post(reverse("alerts:save-search") + "?q=kubek", {"name": "x"}).status_code == 422
    assert not Alert.objects.exists()


def test_letters_of_other_rooms_are_chosen_on_the_same_page(client, person):
    assert 'value="REVIEW" checked' in words(client.get(reverse("alerts:list")))

    client.post(reverse("alerts:letters"), {"list": ["OFFER", "PES", "SEARCH"]})
    assert invitations.wants_none(person.email)
    assert 'value="REVIEW">' in words(client.get(reverse("alerts:list")))
    assert personal_data(person)["alerts"]["letters"]["REVIEW"] is False

    client.post(reverse("alerts:letters"), {"list": ["OFFER", "PES", "SEARCH", "REVIEW"]})
    assert not NoInvitations.objects.exists()
