"""Booking at the same moment: payment and refund wait for each other, the same one is booked once."""

import pytest

from shop.fulfilment.models import VendorOrder
from shop.ledger import services as ledger
from shop.ledger.exceptions import TooMuchError
from shop.ledger.models import Account, Entry
from shop.ledger.queries import balances
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.checkout.test_races import run_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def fresh() -> VendorOrder:
    return order_of(ProductFactory(), quantity=3).vendor_orders.get()


def paying(vo: VendorOrder, key: str):
    own = VendorOrder.objects.get(pk=vo.pk)
    return lambda: ledger.post_payment(own, 7590, operator="sandbox", key=f"{vo.pk}:{key}")


def returning(vo: VendorOrder, key: str, amount: int = 5000):
    own = VendorOrder.objects.get(pk=vo.pk)
    return lambda: ledger.post_refund(own, amount, operator="sandbox", key=f"{vo.pk}:{key}")


def test_one_payment_told_twice_at_once_is_booked_once():
    for _ in range(6):
        vo = fresh()

        results = run_at_once([paying(vo, "pay"), paying(vo, "pay")])

        assert all(isinstance(result, Entry) for result in results), results
        assert balances(vo)[Account.OPERATOR] == 7590


def test_two_payments_at_once_pay_the_share_once():
    for _ in range(6):
        vo = fresh()

        run_at_once([paying(vo, "first"), paying(vo, "second")])

        there = balances(vo)
        assert (there[Account.BUYER], there[Account.REFUND], there.received) == (0, -7590, 2 * 7590)


def test_a_payment_and_a_refund_at_once_never_return_what_has_not_come():
    for _ in range(6):
        vo = fresh()

        results = run_at_once([paying(vo, "pay"), returning(vo, "refund")])

        refused = any(isinstance(result, TooMuchError) for result in results)
        assert balances(vo).received == (7590 if refused else 2590), results


def test_two_refunds_at_once_never_return_more_than_came():
    for _ in range(6):
        vo = fresh()
        paying(vo, "pay")()

        results = run_at_once([returning(vo, "first"), returning(vo, "second")])

        assert sum(isinstance(result, TooMuchError) for result in results) == 1, results
        assert balances(vo).received == 2590


def test_without_the_lock_two_refunds_do_return_too_much(monkeypatch):
    """The positive control: the race is real, and it is the lock that decides it."""
    import threading

    both = threading.Barrier(2, timeout=20)
    true_balances = ledger.balances

    def slow(vo: VendorOrder):
        there = true_balances(vo)
        both.wait()
        return there

    vo = fresh()
    paying(vo, "pay")()
    monkeypatch.setattr(ledger, "_lock", lambda vo: None)
    monkeypatch.setattr(ledger, "balances", slow)
    monkeypatch.setattr(ledger, "post_charge", lambda vo, **kwargs: None)

    def unguarded(key: str):
        # Outside of a transaction nothing holds the other one back.
        return lambda: ledger.post_refund.__wrapped__(vo, 5000, operator="sandbox", key=key)

    run_at_once([unguarded("first"), unguarded("second")])

    assert true_balances(vo).received < 0
