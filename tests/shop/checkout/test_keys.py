"""A buyer withdraws the link to an order: the old key dies, the new one comes by letter only."""

import pytest
from django.test import Client
from django.urls import reverse

from operations import outbox
from shop.checkout.exceptions import KeyGoneError
from shop.checkout.keys import renew_key
from shop.order.models import Order
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def order():
    placed = order_of(ProductFactory())
    outbox.drain(raising=True)
    return placed


def page_of(token: str) -> str:
    return reverse("checkout:status", args=[token])


def renew_url(token: str) -> str:
    return reverse("checkout:renew-key", args=[token])


def test_the_old_link_dies_and_the_new_one_comes_by_letter_only(client, order, mailoutbox):
    old = order_token(order)
    mailoutbox.clear()
    assert renew_url(old) in client.get(page_of(old)).content.decode()

    answer = client.post(renew_url(old), follow=True)

    new = order_token(Order.objects.get(pk=order.pk))
    assert new != old
    assert answer.redirect_chain == [(reverse("checkout:key-renewed"), 302)]
    assert new not in answer.content.decode()
    assert client.get(page_of(old)).status_code == 404
    assert client.get(page_of(new)).status_code == 200
    outbox.drain(raising=True)
    [letter] = mailoutbox
    assert letter.to == [order.email]
    assert page_of(new) in letter.body
    assert old not in letter.body

    client.post(renew_url(new))
    assert client.get(page_of(new)).status_code == 404
    assert client.post(renew_url(old)).status_code == 404
    assert Order.objects.get(pk=order.pk).key_version == 2


def test_looking_a_forged_form_and_a_stranger_change_nothing(client, order):
    token = order_token(order)

    assert client.get(renew_url(token)).status_code == 405
    assert Client(enforce_csrf_checks=True).post(renew_url(token)).status_code == 403
    client.force_login(UserFactory())
    assert client.post(reverse("account:renew-key", args=[order.number])).status_code == 404

    assert client.get(page_of(token)).status_code == 200


def test_two_at_once_make_one_new_key(order):
    first, second = Order.objects.get(pk=order.pk), Order.objects.get(pk=order.pk)
    renew_key(first, by=None)

    with pytest.raises(KeyGoneError):
        renew_key(second, by=None)

    assert Order.objects.get(pk=order.pk).key_version == 1


def test_an_owner_shuts_the_link_of_an_order_and_keeps_it_in_the_account(client, mailoutbox):
    buyer = UserFactory()
    order = order_of(ProductFactory(), by=buyer)
    outbox.drain(raising=True)
    mailoutbox.clear()
    token, own = order_token(order), reverse("account:order", args=[order.number])
    client.force_login(buyer)

    answer = client.post(reverse("account:renew-key", args=[order.number]), follow=True)

    assert "Stary odnośnik już nie działa" in answer.content.decode()
    assert client.get(own).status_code == 200
    assert client.get(page_of(token)).status_code == 404
    outbox.drain(raising=True)
    assert own in mailoutbox[0].body
    assert "bez logowania" not in mailoutbox[0].body
