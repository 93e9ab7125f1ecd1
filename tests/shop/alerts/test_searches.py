"""Waiting for a PES, and for what is new in a search."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from operations.clock import now, today
from search.services import rebuild_all
from shop.alerts.models import Alert
from shop.alerts.tasks import look_around, look_for_news
from tests.factories.catalogue import ProductFactory
from tests.factories.pes_profiles import ProfileFactory
from tests.shop.alerts.asking import words

pytestmark = pytest.mark.django_db
State = Alert.State


# --- A PES ---


def test_a_pes_on_a_break_is_told_of_once_on_return(client, person, letters):
    profile = ProfileFactory(short_name="Złota Rybka", break_from=today(), break_until=today() + timedelta(days=5))
    url = reverse("alerts:pes", args=[profile.pk])
    page = client.get(profile.get_absolute_url())
    assert page.status_code == 200
    assert f'action="{url}"' in words(page)
    client.post(url)
    look_around()
    assert letters() == []

    with time_machine.travel(now() + timedelta(days=6), tick=False):
        look_around()
        look_around()
        assert [letter.subject.startswith("Złota Rybka") for letter in letters()] == [True]
        client.force_login(person)
        assert url not in words(client.get(profile.get_absolute_url()))


# --- Searches ---


def test_a_saved_search_writes_at_most_daily_and_only_of_what_is_new(client, person, letters):
    ProductFactory(title="Kubek stary")
    rebuild_all()
    with time_machine.travel(now() + timedelta(minutes=1), tick=False) as traveller:
        address = reverse("alerts:save-search") + "?q=kubek&strona=2&sort=cena"
        client.post(address, {"name": "Kubki"})
        alert = Alert.objects.get()
        assert (alert.query, alert.name) == ("q=kubek", "Kubki")

        traveller.shift(timedelta(hours=25))
        look_for_news()
        assert letters() == []

        traveller.shift(timedelta(hours=25))
        ProductFactory(title="Kubek nowy")
        rebuild_all()
        traveller.shift(timedelta(minutes=20))
        look_for_news()
        look_for_news()
        (letter,) = letters()
        assert "Kubek nowy" in letter.body
        assert "Kubek stary" not in letter.body
        assert "List-Unsubscribe" in letter.extra_headers

        traveller.shift(timedelta(minutes=1))
        ProductFactory(title="Kubek najnowszy")
        rebuild_all()
        traveller.shift(timedelta(hours=1))
        look_for_news()
        assert len(letters()) == 1
        traveller.shift(timedelta(hours=24))
        look_for_news()
        assert len(letters()) == 2
        Client().post(re.sub(r"https?://[^/]+", "", letters()[1].extra_headers["List-Unsubscribe"].strip("<>")))
        assert Alert.objects.get().state == State.STOPPED


def test_a_search_without_words_is_not_saved(client, person):
    assert client.get(reverse("alerts:save-search") + "?kategoria=x").url == reverse("search:results")
    assert client.post(reverse("alerts:save-search") + "?q=" + "a" * 600, {"name": "x"}).status_code == 302
    assert client.post(reverse("alerts:save-search") + "?q=kubek", {"name": ""}).status_code == 422
    assert not Alert.objects.exists()


def test_the_results_offer_to_save_the_search(client):
    ProductFactory(title="Kubek")
    rebuild_all()
    assert "/konto/powiadomienia/zapisz/?q=kubek" in words(client.get(reverse("search:results"), {"q": "kubek"}))
