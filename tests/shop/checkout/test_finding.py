"""A guest who lost the letter gets the link again, and nobody learns what orders there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations import outbox
from shop.order.tokens import order_token
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of

pytestmark = pytest.mark.django_db
FIND = "/zamowienie/znajdz/"


@pytest.fixture
def order():
    placed = order_of(ProductFactory())
    outbox.drain(raising=True)
    return placed


def ask(client, number, email):
    with CaptureQueriesContext(connection) as seen:
        answer = client.post(FIND, {"number": number, "email": email}, follow=True)
    return answer, len(seen)


@pytest.mark.parametrize("suffix", ["", "-1"])
def test_the_right_pair_gets_the_link_by_mail_only(client, order, mailoutbox, suffix):
    mailoutbox.clear()
    answer, _work = ask(client, order.number + suffix, order.email.upper())

    assert order_token(order) not in answer.content.decode()
    outbox.drain(raising=True)
    [letter] = mailoutbox
    assert letter.to == [order.email]
    assert client.get(reverse("checkout:status", args=[order_token(order)])).status_code == 200
    assert order_token(order) in letter.body


def test_a_wrong_pair_gets_the_same_answer_for_the_same_work_and_no_letter(client, order, mailoutbox):
    mailoutbox.clear()
    right, work = ask(client, order.number, order.email)
    outbox.drain(raising=True)
    mailoutbox.clear()

    for number, email in ((order.number, "inna@example.com"), ("999999", order.email), ("x\u0660", "a@example.com")):
        wrong, same = ask(type(client)(), number, email)
        assert wrong.redirect_chain == right.redirect_chain
        assert wrong.content == right.content
        if number == order.number:
            assert same == work
    outbox.drain(raising=True)
    assert mailoutbox == []
    assert "noindex" in right.headers["X-Robots-Tag"]


def test_what_is_missing_is_said_at_its_field(client):
    answer, _work = ask(client, "", "nie adres")

    assert answer.status_code == 422
    assert answer.content.decode().count('class="err"') == 2


def test_one_mailbox_is_not_flooded(client, order):
    statuses = [ask(client, order.number, order.email)[0].status_code for _ in range(4)]

    assert statuses == [200, 200, 200, 429]
