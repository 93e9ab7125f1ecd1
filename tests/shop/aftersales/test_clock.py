"""Until when: 24:00 in Warsaw of the 14th day after the last parcel, also when clocks change."""

import pytest

from shop.aftersales import services
from shop.aftersales.rules import deadline_of, is_open, may_withdraw
from shop.fulfilment.models import Shipment
from shop.fulfilment.services import mark_transfer_received
from shop.order.models import Order
from tests.clock import at, warsaw
from tests.factories.order import deliver, order_of
from tests.shop.aftersales.conftest import choose, confirmed, letters


@pytest.mark.parametrize(
    ("delivered", "last_moment", "too_late"),
    [
        ((2026, 11, 26, 0, 0), (2026, 12, 10, 23, 59, 59), (2026, 12, 11, 0, 0)),
        ((2026, 11, 26, 23, 59), (2026, 12, 10, 23, 59, 59), (2026, 12, 11, 0, 0)),
        # the clock goes back on 25.10.2026, forward on 29.03.2026
        ((2026, 10, 13, 12, 0), (2026, 10, 27, 23, 59, 59), (2026, 10, 28, 0, 0)),
        ((2026, 3, 17, 12, 0), (2026, 3, 31, 23, 59, 59), (2026, 4, 1, 0, 0)),
        # the 14th day is a Saturday, a Sunday, the second day of Christmas: the next working day (art. 115 k.c.)
        ((2026, 10, 10, 12, 0), (2026, 10, 26, 23, 59, 59), (2026, 10, 27, 0, 0)),
        ((2026, 10, 11, 12, 0), (2026, 10, 26, 23, 59, 59), (2026, 10, 27, 0, 0)),
        ((2026, 12, 11, 12, 0), (2026, 12, 28, 23, 59, 59), (2026, 12, 29, 0, 0)),
    ],
)
def test_time_ends_at_midnight_of_the_fourteenth_day(mugs, delivered, last_moment, too_late):
    with at(*delivered):
        order = order_of(mugs, quantity=3)
        vo = deliver(order.vendor_orders.get())

    with at(*last_moment):
        assert may_withdraw(Order.objects.get(pk=order.pk))
        assert not confirmed(order, Kubek=1).shares.get().is_late
    with at(*too_late):
        assert deadline_of(vo) == warsaw(*too_late)
        assert not may_withdraw(Order.objects.get(pk=order.pk))
        assert confirmed(order, Kubek=1).shares.get().is_late


def test_statement_submitted_in_time_and_confirmed_after_midnight_is_in_time(mugs):
    with at(2026, 11, 26, 12, 0):
        order = order_of(mugs)
        deliver(order.vendor_orders.get())
    with at(2026, 12, 10, 23, 59, 30):
        statement = choose(order)
    with at(2026, 12, 11, 0, 1):
        services.confirm_statement(statement, by=None)

    assert not statement.shares.get().is_late


def test_late_statement_is_recorded_sent_and_marked(mugs):
    with at(2026, 11, 2, 12, 0):
        order = order_of(mugs)
        deliver(order.vendor_orders.get())
    with at(2026, 11, 26, 12, 0):
        confirmed(order)

        assert "po terminie" in letters("withdrawal_receipt")[0].text
        assert "po terminie" in letters("withdrawal_seller")[0].text


def test_before_delivery_it_is_always_open(mugs):
    with at(2026, 6, 1, 12, 0):
        order = order_of(mugs)
        mark_transfer_received(order.vendor_orders.get(), by=None)
    with at(2026, 11, 26, 12, 0):
        vo = order.vendor_orders.get()
        assert deadline_of(vo) is None
        assert is_open(vo, order)
        assert not confirmed(order).shares.get().is_late


def test_clock_starts_with_the_last_parcel(mugs):
    with at(2026, 11, 2, 12, 0):
        order = order_of(mugs)
        vo = deliver(order.vendor_orders.get())
    second = warsaw(2026, 11, 9, 12, 0)
    Shipment.objects.create(vendor_order=vo, shipped_at=second, delivered_at=second)

    assert deadline_of(vo) == warsaw(2026, 11, 24, 0, 0)
