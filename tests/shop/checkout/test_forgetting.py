"""Baskets that became no order: kept for thirty days from the last change, then forgotten with all that was typed."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse

from operations.clock import now
from shop.basket.models import Basket, Line, PersonalFile
from shop.checkout.forgetting import forget_baskets
from shop.checkout.models import CheckoutDraft
from shop.order.models import Order
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.basket.walk import put
from tests.shop.cases.conftest import pdf
from tests.shop.checkout.walk import give_address

pytestmark = pytest.mark.django_db
COOKIE = "oscar_open_basket"
DAYS = 24 * 60 * 60


def test_a_guests_basket_lives_thirty_days_from_its_last_change(client):
    put(client, ProductFactory())
    assert client.cookies[COOKIE]["max-age"] == 30 * DAYS

    assert COOKIE not in client.get("/koszyk/").cookies  # looking changes nothing
    changed = client.post(reverse("basket:update", args=[Line.objects.get().pk]), {"quantity": "2"})
    assert changed.cookies[COOKIE]["max-age"] == 30 * DAYS
    assert changed.cookies[COOKIE]["httponly"]
    assert settings.OSCAR_BASKET_COOKIE_LIFETIME == 30 * DAYS


def test_what_became_no_order_is_forgotten_with_answers_and_files_the_rest_stays(
    client, django_capture_on_commit_callbacks
):
    order = order_of(ProductFactory())
    put(client, ProductFactory(takes_file=True), file=pdf())
    give_address(client)
    file = PersonalFile.objects.get()

    with time_machine.travel(now() + timedelta(days=29)):
        assert forget_baskets() == 0
        client.post(reverse("basket:update", args=[Line.objects.get(basket__status="Open").pk]), {"quantity": "2"})
    with time_machine.travel(now() + timedelta(days=58)):
        assert forget_baskets() == 0
    with time_machine.travel(now() + timedelta(days=60)), django_capture_on_commit_callbacks(execute=True):
        assert forget_baskets() == 1

    assert not CheckoutDraft.objects.exists()
    assert not PersonalFile.objects.exists()
    assert not file.file.storage.exists(file.file.name)
    assert list(Basket.objects.values_list("pk", flat=True)) == [order.basket_id]
    assert Order.objects.get().basket.lines.count() == 1
