"""Moves at the same moment, each race with a positive control: with the guard off the same run goes wrong."""

from datetime import timedelta
from functools import partial

import pytest

from operations.clock import now
from operations.models import OutboxEntry
from shop.checkout.invariants import broken_invariants
from shop.fulfilment import services
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.partner.models import StockRecord
from shop.payments import services as payments
from shop.payments.gateways import sandbox
from shop.payments.models import Notice, Payment
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.checkout.test_races import run_at_once
from tests.shop.fulfilment.conftest import put_into

pytestmark = pytest.mark.django_db(transaction=True)


def fresh(vo: VendorOrder) -> VendorOrder:
    return VendorOrder.objects.get(pk=vo.pk)


def packed_share(**kwargs) -> VendorOrder:
    return put_into(order_of(ProductFactory(stock=10), **kwargs).vendor_orders.get(), "PACKED", "PAID")


def ship_and_cancel(vo: VendorOrder) -> list:
    mine, theirs = fresh(vo), fresh(vo)
    return [
        lambda: services.ship(mine, by=None, tracking_no="62"),
        lambda: services.cancel_share(theirs, by=None, who=CancelledBy.SELLER, reason=""),
    ]


def unguarded(vo, when, **changes):
    """The move of somebody who trusts what he read a moment ago."""
    VendorOrder.objects.filter(pk=vo.pk).update(**changes)
    vo.refresh_from_db(fields=["fulfilment_state", "payment_state", *changes])


def test_of_shipping_and_cancelling_exactly_one_wins():
    for _ in range(8):
        vo = packed_share(quantity=2)

        results = run_at_once(ship_and_cancel(vo))

        assert sum(result is None for result in results) == 1, results
        assert sum(isinstance(result, NotNowError) for result in results) == 1, results
        vo.refresh_from_db()
        record = StockRecord.objects.get(product=vo.order.lines.get().product)
        left = {"SHIPPED": (8, 0), "CANCELLED": (10, 0)}
        assert (record.num_in_stock, record.num_allocated) == left[vo.fulfilment_state]
        assert vo.shipments.exists() is (vo.fulfilment_state == "SHIPPED")
        assert OutboxEntry.objects.filter(topic="payments.refund", ref=str(vo.pk)).exists() is (
            vo.fulfilment_state == "CANCELLED"
        )
    assert broken_invariants() == []


def test_control_without_the_guard_both_win(monkeypatch):
    monkeypatch.setattr(services, "_move", unguarded)
    vo = packed_share()

    results = run_at_once(ship_and_cancel(vo))

    assert results == [None, None]
    assert {"SHIPPED", "CANCELLED"} <= set(vo.events.values_list("kind", flat=True))


def pay_often(vo: VendorOrder) -> list:
    copies = [fresh(vo) for _ in range(6)]
    return [lambda copy=copy: services.mark_paid(copy, at=now()) for copy in copies]


def test_a_share_is_paid_once_however_many_say_so():
    vo = order_of(ProductFactory()).vendor_orders.get()

    results = run_at_once(pay_often(vo))

    assert sum(result is None for result in results) == 1, results
    assert vo.events.filter(kind="PAID").count() == 1


def test_control_without_the_guard_it_is_paid_six_times(monkeypatch):
    monkeypatch.setattr(services, "_move", unguarded)
    vo = order_of(ProductFactory()).vendor_orders.get()

    run_at_once(pay_often(vo))

    assert vo.events.filter(kind="PAID").count() == 6


def test_two_shares_that_move_at_once_leave_the_order_its_right_word():
    for _ in range(4):
        order = order_of(ProductFactory(), ProductFactory())
        shares = [put_into(share, "SHIPPED", "PAID") for share in order.vendor_orders.all()]

        run_at_once([lambda share=share: services.mark_delivered(share, by=None) for share in shares])

        order.refresh_from_db()
        assert order.status == "DONE"


def test_one_notice_in_six_hands_is_applied_once():
    vo = order_of(ProductFactory(), method="SANDBOX").vendor_orders.get()
    payments.start_payment(vo, return_url="/")
    body, headers = sandbox.notice(Payment.objects.get(), "PAID")

    def hand_in():
        payments.apply_notice(payments.receive_notice("sandbox", body=body, headers=headers))

    results = run_at_once([hand_in] * 6)

    assert results == [None] * 6
    assert Notice.objects.count() == 1
    assert vo.events.filter(kind="PAID").count() == 1
    assert not vo.events.filter(kind="LATE_MONEY").exists()


def test_six_clicks_open_one_session():
    vo = order_of(ProductFactory(), method="SANDBOX").vendor_orders.get()
    copies = [fresh(vo) for _ in range(6)]

    results = run_at_once([lambda copy=copy: payments.start_payment(copy, return_url="/") for copy in copies])

    # The signed way back carries the second of its signing; the page before it is the session.
    assert len({str(result).partition("?")[0] for result in results}) == 1, results
    assert Payment.objects.get().state == Payment.State.SESSION_OPEN


def test_no_share_expires_under_a_session_that_was_just_opened(monkeypatch):
    # The payer's clock is an hour slow: both the start and the expiry believe that it is their turn.
    monkeypatch.setattr(payments, "now", lambda: now() - timedelta(hours=1))
    for _ in range(8):
        vo = order_of(ProductFactory(), method="SANDBOX").vendor_orders.get()
        VendorOrder.objects.filter(pk=vo.pk).update(hold_until=now() - timedelta(minutes=1))
        mine, theirs = fresh(vo), fresh(vo)

        results = run_at_once(
            [partial(payments.start_payment, mine, return_url="/"), partial(services.expire_share, theirs)]
        )

        assert sum(isinstance(result, NotNowError) for result in results) == 1, results
        vo.refresh_from_db()
        assert vo.payments.exists() is (vo.payment_state == "UNPAID")


def test_of_a_payment_and_a_cancellation_no_money_is_lost():
    for _ in range(6):
        vo = order_of(ProductFactory(), method="SANDBOX").vendor_orders.get()
        payments.start_payment(vo, return_url="/")
        body, headers = sandbox.notice(vo.payments.get(), "PAID")
        notice = payments.receive_notice("sandbox", body=body, headers=headers)
        copy = fresh(vo)

        run_at_once(
            [
                partial(payments.apply_notice, notice),
                partial(services.cancel_share, copy, by=None, who=CancelledBy.BUYER, reason=""),
            ]
        )

        vo.refresh_from_db()
        assert vo.fulfilment_state == "CANCELLED"
        asked = OutboxEntry.objects.filter(topic__in=["payments.refund", "payments.return"])
        refs = {("payments.refund", str(vo.pk)), ("payments.return", str(vo.payments.get().pk))}
        assert len(refs & set(asked.values_list("topic", "ref"))) == 1
