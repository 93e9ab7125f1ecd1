"""A guest's basket joins the one of the person who signs in."""

import pytest
from django.urls import reverse

from shop.basket.models import Basket, Line
from tests.factories.accounts import UserFactory
from tests.factories.basket import BasketFactory, BasketLineFactory
from tests.factories.catalogue import ProductFactory
from tests.shop.basket.walk import BASKET, page, put

pytestmark = pytest.mark.django_db


def test_a_guests_things_join_the_person_who_signs_in(client):
    offer = ProductFactory()
    put(client, offer, "2")
    user = UserFactory()

    client.force_login(user)
    html = page(client)

    assert offer.title in html
    assert Line.objects.get().basket.owner == user
    assert Basket.open.count() == 1


def test_a_merged_basket_is_lowered_to_the_stock_and_says_so(client):
    offer = ProductFactory(stock=3, personalisation="Imię")
    user = UserFactory()
    own = BasketFactory(owner=user)
    BasketLineFactory(basket=own, product=offer, quantity=2)
    put(client, offer, "2", personalisation="Hania")

    client.force_login(user)
    client.get(reverse("basket:mini"))
    html = page(client)

    assert sum(Line.objects.filter(basket=own).values_list("quantity", flat=True)) == 3
    assert html.count(offer.title) > 2
    assert "note-warn" in html


def test_of_the_same_thing_the_larger_quantity_stays(client):
    offer = ProductFactory(stock=10)
    user = UserFactory()
    own = BasketFactory(owner=user)
    BasketLineFactory(basket=own, product=offer, quantity=2)
    put(client, offer, "5")

    client.force_login(user)
    client.get(BASKET)

    assert Line.objects.get(basket=own).quantity == 5
