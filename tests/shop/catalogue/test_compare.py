"""Up to four offers side by side, and cards by their keys: addresses to share, nothing that is not public, few queries."""

import pytest
from django.test import Client
from django.urls import reverse

from shop.partner.services import set_stock
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, ProductFactory

pytestmark = pytest.mark.django_db
COMPARE = reverse("shop:compare")


def words(response):
    return response.content.decode().replace("\xa0", " ")


def test_offers_stand_side_by_side_in_the_order_of_the_address(client):
    first = ProductFactory(title="Kubek mały", facts=[{"name": "Pojemność", "value": "250 ml"}])
    second = ProductFactory(title="Kubek duży", facts=[{"name": "Pojemność", "value": "500 ml"}], price=35)
    page = words(client.get(COMPARE, {"o": [second.pk, first.pk]}))

    assert page.count('<th scope="col">') == 2
    assert page.index("Kubek duży</a>") < page.index("Kubek mały</a>")
    assert page.index("500 ml") < page.index("250 ml")
    assert "35,00 zł" in page
    assert first.partner.profile.short_name in page
    assert f'href="?o={second.pk}"' in page


def test_four_at_most_and_each_once(client):
    offers = [ProductFactory() for _ in range(5)]
    page = words(client.get(COMPARE, {"o": [offers[0].pk, *(offer.pk for offer in offers)]}))
    assert page.count('<th scope="col">') == 4
    assert offers[4].title not in page
    assert "note-info" in page


@pytest.mark.parametrize("asked", [[], ["x"], ["9" * 30], ["-1"], ["0"]])
def test_an_address_that_asks_for_nothing_tells_how_to_choose(client, asked):
    page = client.get(COMPARE, {"o": asked})
    assert page.status_code == 200
    assert 'class="empty"' in words(page)


def test_what_is_not_public_is_left_out_without_its_title(client):
    shown, draft = ProductFactory(), ProductFactory(draft=True, title="Tajny kubek")
    page = words(client.get(COMPARE, {"o": [shown.pk, draft.pk]}))
    assert "Tajny kubek" not in page
    assert "note-warn" in page
    assert "Tajny kubek" not in words(client.get(reverse("shop:cards"), {"o": [shown.pk, draft.pk]}))


def test_a_list_is_a_form_that_needs_no_script(client):
    section = CategoryFactory(slug="ceramika")
    offer = ProductFactory(category=section)
    page = words(client.get(reverse("shop:category", args=["ceramika"])))
    assert f'<input type="checkbox" name="o" value="{offer.pk}" form="porownaj">' in page
    assert f'<form class="compare-form no-print" id="porownaj" method="get" action="{COMPARE}">' in page


def test_cards_come_in_the_order_of_what_was_seen_and_twelve_at_most(client):
    offers = [ProductFactory() for _ in range(13)]
    page = words(client.get(reverse("shop:cards"), {"o": [offer.pk for offer in reversed(offers)]}))
    assert page.count('class="card"') == 12
    assert page.index(offers[12].title) < page.index(offers[5].title)
    assert "<html" not in page


@pytest.mark.django_db(transaction=True)
def test_kept_pages_follow_the_shop_and_tell_nothing_of_a_person():
    offer = ProductFactory()
    anna, stranger = Client(), Client()
    anna.force_login(UserFactory())
    for path in (f"{COMPARE}?o={offer.pk}", f"{reverse('shop:cards')}?o={offer.pk}"):
        his = stranger.get(path)
        assert "public" in his["Cache-Control"]
        assert "no-store" in anna.get(path)["Cache-Control"]
        assert "csrfmiddlewaretoken" not in stranger.get(path).text
    set_stock(offer.stockrecords.get(), 0, by=None)
    assert "is-gone" in stranger.get(f"{reverse('shop:cards')}?o={offer.pk}").text


def test_four_cost_as_many_queries_as_one(client, django_assert_max_num_queries):
    offers = [ProductFactory(category=CategoryFactory()) for _ in range(5)]
    client.force_login(UserFactory())
    client.get(COMPARE, {"o": [offers[0].pk]})
    with django_assert_max_num_queries(30) as one:
        client.get(COMPARE, {"o": [offers[0].pk]})
    with django_assert_max_num_queries(30) as four:
        client.get(COMPARE, {"o": [offer.pk for offer in offers[1:]]})
    assert len(one) == len(four)
