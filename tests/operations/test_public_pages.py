"""Kept pages: nobody is shown another's page, nothing outlives a change, a visitor who has a page is told so."""

import re

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from redis.exceptions import ConnectionError as CacheIsDown

from operations import versions
from pes_profiles.services import restore_profile, suspend_profile
from shop.catalogue.models import Category, SaleState
from shop.catalogue.services import set_sale_state
from shop.partner.services import set_price, set_stock
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db(transaction=True)

ACCOUNT = 'href="/konto/"'
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w{64})"')


class Proxy:
    """A shared cache that does what RFC 9111 lets it: keeps what is public, apart for each value of `Vary`."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], object] = {}

    def get(self, client: Client, path: str):
        cookies = "; ".join(sorted(f"{name}={morsel.value}" for name, morsel in client.cookies.items()))
        stored = self.kept.get((path, cookies)) or self.kept.get((path, "*"))
        headers = {"If-None-Match": stored["ETag"]} if stored else {}
        answer = client.get(path, headers=headers)
        if answer.status_code == 304:
            return stored
        control = answer.headers.get("Cache-Control", "")
        if "public" in control:
            varies = "cookie" in answer.headers.get("Vary", "").lower()
            self.kept[path, cookies if varies else "*"] = answer
        return answer


@pytest.fixture
def offer():
    section = CategoryFactory(name="Rękodzieło", slug="rekodzielo")
    return ProductFactory(title="Kubek z kogutem", category=CategoryFactory(slug="ceramika", parent=section))


@pytest.fixture
def pages(offer):
    return [
        reverse("shop:home"),
        reverse("shop:category", args=["ceramika"]),
        offer.get_absolute_url(),
        reverse("pes:directory"),
        offer.partner.profile.get_absolute_url(),
    ]


def test_a_second_anonymous_visitor_costs_no_query(pages, django_assert_num_queries):
    for path in pages:
        first = Client().get(path)
        with django_assert_num_queries(0):
            second = Client().get(path)
        assert TOKEN.sub("", second.text) == TOKEN.sub("", first.text)


def test_with_a_proxy_between_two_people_see_their_own_pages_only(pages):
    proxy = Proxy()
    anna, stranger = Client(), Client()
    anna.force_login(UserFactory(email="anna@example.com"))

    for path in pages:
        for _ in range(2):
            hers, his = proxy.get(anna, path), proxy.get(stranger, path)
            assert ACCOUNT in hers.text
            assert ACCOUNT not in his.text
            assert "no-store" in hers["Cache-Control"]
            assert "Cookie" in his["Vary"]
    assert proxy.kept
    assert all(ACCOUNT not in answer.text for answer in proxy.kept.values())


def test_everybody_gets_a_token_of_their_own_and_can_buy_with_it(offer):
    path = offer.get_absolute_url()
    first, second = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    tokens = [TOKEN.findall(client.get(path).text)[0] for client in (first, second)]

    assert tokens[0] != tokens[1]
    assert first.cookies["csrftoken"].value != second.cookies["csrftoken"].value
    data = {"product": offer.pk, "quantity": "1", "csrfmiddlewaretoken": tokens[1]}
    assert second.post(reverse("basket:add"), data).status_code == 302
    assert first.post(reverse("basket:add"), data).status_code == 403


def test_a_page_with_a_form_is_kept_by_no_proxy(offer):
    answer = Client().get(offer.get_absolute_url())
    assert TOKEN.search(answer.text)
    assert answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("is_kept_before", [False, True])
def test_a_message_is_shown_to_one_person_once(offer, is_kept_before):
    buyer, other, path = Client(), Client(), reverse("shop:home")
    if is_kept_before:
        other.get(path)
    buyer.post(reverse("basket:add"), {"product": offer.pk, "quantity": "1"})

    pages = [buyer.get(path), other.get(path), buyer.get(path)]

    assert 'class="flash"' in pages[0].text
    assert "no-store" in pages[0]["Cache-Control"]
    assert 'class="flash"' not in pages[1].text
    assert 'class="flash"' not in pages[2].text


def test_a_guest_with_a_basket_gets_the_kept_pages_and_no_session(offer, django_assert_num_queries):
    buyer, path = Client(), reverse("shop:home")
    buyer.post(reverse("basket:add"), {"product": offer.pk, "quantity": "1"})
    buyer.get(reverse("basket:view"))
    Client().get(path)

    with django_assert_num_queries(0):
        buyer.get(path)
    assert "sessionid" not in buyer.cookies
    assert not Session.objects.exists()


def test_who_has_a_page_already_is_told_that_nothing_changed(pages):
    for path in pages:
        visitor = Client()
        first = visitor.get(path)
        again = visitor.get(path, headers={"If-None-Match": visitor.get(path)["ETag"]})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")


@pytest.mark.parametrize("change", ["price", "stock", "paused", "suspended", "break", "bulk update", "review"])
def test_a_change_is_seen_at_once_and_on_every_page(offer, change):
    path, visitor = offer.get_absolute_url(), Client()
    before = visitor.get(path)
    record, profile, rops = offer.stockrecords.get(), offer.partner.profile, UserFactory(is_superuser=True)

    match change:
        case "price":
            set_price(record, 77, by=None)
        case "stock":
            set_stock(record, 2, by=None)
        case "paused":
            set_sale_state(offer, SaleState.PAUSED, by=None)
        case "suspended":
            suspend_profile(profile, reason="skargi", by=rops)
        case "break":
            type(profile).objects.filter(pk=profile.pk).update(break_from="2020-01-01", break_until="2099-01-01")
        case "bulk update":
            type(offer).objects.filter(pk=offer.pk).update(title="Kubek z kurą")
        case "review":
            offer.reviews.create(
                score=5, title="Dobry", body="Dobry kubek", name="Ala", email="a@example.com", status=1
            )
    after = visitor.get(path, headers={"If-None-Match": before["ETag"]})

    assert after.status_code == (404 if change == "suspended" else 200)
    assert after.text != before.text
    if change == "suspended":
        restore_profile(profile, by=rops)
        assert visitor.get(path).status_code == 200


def test_the_menu_follows_the_categories(pages):
    assert all("Rękodzieło" in Client().get(path).text for path in pages)
    Category.objects.filter(slug="rekodzielo").update(name="Rzemiosło")
    assert all("Rzemiosło" in Client().get(path).text for path in pages)


def test_what_is_not_committed_yet_is_neither_kept_nor_lost(offer):
    path = offer.get_absolute_url()
    Client().get(path)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        type(offer).objects.filter(pk=offer.pk).update(title="Nigdy")
        assert versions.current("shop") is None
        assert "Nigdy" in Client().get(path).text
        raise ZeroDivisionError
    assert versions.current("shop") is not None
    assert "Nigdy" not in Client().get(path).text


def test_a_word_taken_away_while_it_is_read_is_nobodys(monkeypatch):
    def too_late(store, key, *args, **kwargs):
        versions.renew("shop")
        return False

    versions.renew("shop")
    monkeypatch.setattr(type(cache._connections["default"]), "add", too_late)

    assert versions.current("shop") != versions.current("shop")


def test_without_a_cache_pages_are_made_each_time(pages, monkeypatch):
    def down(*args, **kwargs):
        raise CacheIsDown

    for name in ("get", "set", "add", "delete"):
        monkeypatch.setattr(type(cache._connections["default"]), name, down)
    for path in pages:
        assert Client().get(path).status_code == 200
