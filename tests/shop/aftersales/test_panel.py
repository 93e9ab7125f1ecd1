"""Statements in the seller's panel."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.clock import today
from shop.fulfilment.models import PaymentState
from shop.fulfilment.services import mark_transfer_received
from shop.ledger.queries import balances, broken_books
from tests.clock import at
from tests.factories.order import order_of, seller_of
from tests.shop.aftersales.conftest import choose, confirmed


@pytest.fixture
def share(order):
    return confirmed(order).shares.get()


def url(name, seller, *args):
    return reverse(f"aftersales_panel:{name}", args=[seller.slug, *args])


def test_seller_reads_the_statement_with_its_deadline(client, seller, order):
    with at(2026, 11, 27, 9, 30):
        share = confirmed(order).shares.get()
        client.force_login(seller.owner)
        rows = client.get(url("statements", seller)).content.decode()
        page = client.get(url("statement", seller, share.pk)).content.decode()

    assert share.vendor_order.number in rows
    assert "Zwrot do 11\u00a0grudnia\u00a02026" in rows
    assert "75,90" in page
    assert "Halina Próbna" in page


def test_seller_notes_the_day_of_the_refund_once(client, seller, share):
    client.force_login(seller.owner)
    address = url("refund", seller, share.pk)

    client.post(address, {"on": today().isoformat()})
    again = client.post(address, {"on": today().isoformat()}, follow=True)

    share.refresh_from_db()
    assert share.refunded_on == today()
    assert share.refunded_by == seller.owner
    assert "już zapisany" in again.content.decode()
    assert share.vendor_order.events.filter(kind="REFUNDED").count() == 1
    share.vendor_order.refresh_from_db()
    assert share.vendor_order.payment_state == PaymentState.REFUNDED


def test_the_books_know_the_refund_once(client, seller, share):
    client.force_login(seller.owner)
    before = balances(share.vendor_order)

    for _ in range(2):
        client.post(url("refund", seller, share.pk), {"on": today().isoformat()})

    there = balances(share.vendor_order)
    returned = int(share.refund_gross * 100)
    assert before.received - there.received == before.sold - there.sold == returned > 0
    assert broken_books() == []


def test_money_of_things_called_off_at_once_is_the_cancellation_s_business(client, seller, mugs):
    order = order_of(mugs)
    vo = order.vendor_orders.get()
    mark_transfer_received(vo, by=None)
    share = confirmed(order).shares.get()
    client.force_login(seller.owner)

    client.post(url("refund", seller, share.pk), {"on": today().isoformat()})

    vo.refresh_from_db()
    share.refresh_from_db()
    assert (vo.fulfilment_state, vo.payment_state) == ("CANCELLED", PaymentState.PAID)
    assert (share.called_off, share.refunded_on) == (True, None)


@pytest.mark.parametrize("day", ["", "jutro", "2999-01-01", "2020-01-01"])
def test_impossible_day_is_refused(client, seller, share, day):
    client.force_login(seller.owner)

    response = client.post(url("refund", seller, share.pk), {"on": day})

    assert response.status_code == 422
    share.refresh_from_db()
    assert share.refunded_on is None


def test_no_refund_is_noted_of_what_was_not_paid(client, seller, mugs):
    share = confirmed(order_of(mugs)).shares.get()
    client.force_login(seller.owner)

    page = client.get(url("statement", seller, share.pk)).content.decode()
    client.post(url("refund", seller, share.pk), {"on": today().isoformat()})

    assert "Anulowano przed wysyłką" in page
    share.refresh_from_db()
    assert share.refunded_on is None


def test_stranger_and_another_seller_find_nothing_and_change_nothing(client, seller, share, buyer):
    other = seller_of()
    for person, place in ((buyer, seller), (other.owner, seller), (other.owner, other)):
        client.force_login(person)
        assert client.get(url("statement", place, share.pk)).status_code == 404
        assert client.post(url("refund", place, share.pk), {"on": today().isoformat()}).status_code == 404
    assert client.get(url("statements", seller)).status_code == 404

    share.refresh_from_db()
    assert share.refunded_on is None


def test_draft_is_not_the_sellers_business(client, seller, order):
    share = choose(order).shares.get()
    client.force_login(seller.owner)

    assert client.get(url("statement", seller, share.pk)).status_code == 404
    assert "Nie było odstąpień" in client.get(url("statements", seller)).content.decode()


def test_lists_ask_as_often_for_one_as_for_many(client, seller, mugs, buyer):
    mugs.stockrecords.update(num_in_stock=100)

    def queries(path, person):
        client.force_login(person)
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    counts = []
    for more in (1, 8):
        for _ in range(more):
            confirmed(order_of(mugs, by=buyer))
        counts.append((queries(url("statements", seller), seller.owner), queries("/odstap/", buyer)))

    assert counts[0] == counts[1]


def test_today_names_statements_that_wait_for_money(client, seller, share):
    client.force_login(seller.owner)
    home = reverse("seller:home", args=[seller.slug])

    assert url("statements", seller) in client.get(home).content.decode()
    client.post(url("refund", seller, share.pk), {"on": today().isoformat()})

    assert url("statements", seller) not in client.get(home).content.decode()
