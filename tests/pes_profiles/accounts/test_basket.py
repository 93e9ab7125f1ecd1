"""A guest who logs in keeps the basket."""

import pytest

from shop.basket.models import Basket
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory

pytestmark = pytest.mark.django_db


def test_a_guest_s_basket_is_there_after_logging_in(client, log_in):
    mine, found = ProductFactory(), ProductFactory()
    user = UserFactory()
    own = Basket.objects.create(owner=user)
    own.strategy = strategy()
    own.add_product(mine, 1)
    client.post("/koszyk/dodaj/", {"product": found.pk, "quantity": 2})

    log_in(user.email)
    client.get("/koszyk/")

    basket = Basket.objects.get(owner=user, status=Basket.OPEN)
    assert dict(basket.lines.values_list("product_id", "quantity")) == {mine.pk: 1, found.pk: 2}
    assert not Basket.objects.filter(owner=None, status=Basket.OPEN, lines__isnull=False).exists()


def strategy():
    from oscar.core.loading import get_class

    return get_class("partner.strategy", "Selector")().strategy()
