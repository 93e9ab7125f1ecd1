"""The one door for money of a share: once per reason, never more than was paid, in the books exactly once."""

from datetime import date, timedelta

import pytest

from operations.clock import today
from operations.outbox import drain
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.models import MoneyBack
from shop.aftersales.refunds import ask_operator, confirm_returned, remind_of_returns, return_money
from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.fulfilment.services import cancel_share, mark_transfer_received
from shop.ledger.models import Account, Entry
from shop.ledger.queries import balances
from shop.ledger.services import record_return
from shop.order.models import Order
from shop.payments.exceptions import ByHandError, GatewayError, TooMuchBackError
from shop.payments.gateways.sandbox import SandboxGateway
from shop.payments.models import Refund
from tests.clock import at
from tests.factories.order import order_of
from tests.shop.aftersales.conftest import letters
from tests.shop.payments.conftest import say, session_of

pytestmark = pytest.mark.django_db
TOTAL = 7590


@pytest.fixture
def by_transfer(order) -> VendorOrder:
    return order.vendor_orders.get()


@pytest.fixture
def online(mugs) -> VendorOrder:
    vo = order_of(mugs, quantity=3, method="SANDBOX").vendor_orders.get()
    say(session_of(vo), "PAID")
    vo.refresh_from_db()
    return vo


def refunds_booked(vo: VendorOrder) -> list[int]:
    entries = Entry.objects.filter(vendor_order=vo, kind=Entry.Kind.REFUND)
    return [-entry.postings.get(account__in=[Account.BANK, Account.OPERATOR]).amount for entry in entries]


# --- Through the operator ---


def test_an_operator_s_money_goes_back_through_it(online, buyer):
    back = return_money(online, 1000, key="price-cut:1", by=buyer, lines={"23": 1000}, note="Rysa")
    assert (back.state, refunds_booked(online)) == ("ASKED", [])

    sent = letters("money_back")

    back.refresh_from_db()
    online.refresh_from_db()
    assert (back.state, back.returned_on) == ("RETURNED", today())
    assert online.payment_state == PaymentState.PART_REFUNDED
    assert refunds_booked(online) == [1000]
    assert balances(online).received == TOTAL - 1000
    assert len(sent) == 1
    assert broken_invariants() == []


def test_the_same_reason_returns_money_once(online):
    first = return_money(online, 1000, key="price-cut:1", by=None)
    while drain().done:
        pass
    second = return_money(online, 1000, key="price-cut:1", by=None)
    ask_operator(second)
    while drain().done:
        pass

    assert first == second
    assert Refund.objects.filter(payment__vendor_order=online).count() == 1
    assert refunds_booked(online) == [1000]


def test_the_same_reason_with_another_sum_is_refused(online):
    return_money(online, 1000, key="price-cut:1", by=None)

    with pytest.raises(TooMuchBackError):
        return_money(online, 999, key="price-cut:1", by=None)


def test_returns_together_never_exceed_what_was_paid(online):
    return_money(online, TOTAL - 100, key="a", by=None)

    with pytest.raises(TooMuchBackError):
        return_money(online, 101, key="b", by=None)

    assert MoneyBack.objects.get().key == "a"
    return_money(online, 100, key="c", by=None)
    while drain().done:
        pass
    online.refresh_from_db()
    assert online.payment_state == PaymentState.REFUNDED
    assert broken_invariants() == []


def test_an_operator_that_is_down_is_asked_again(online, monkeypatch):
    back = return_money(online, 1000, key="a", by=None)

    def fail(*args):
        raise GatewayError

    with monkeypatch.context() as broken:
        broken.setattr(SandboxGateway, "refund", fail)
        with pytest.raises(GatewayError):
            ask_operator(back)
    back.refresh_from_db()
    assert back.state == "ASKED"
    assert refunds_booked(online) == []

    ask_operator(back)

    assert refunds_booked(online) == [1000]


def test_what_the_operator_cannot_return_becomes_the_seller_s_task(online, monkeypatch, seller):
    back = return_money(online, 1000, key="a", by=None)

    def by_hand(*args):
        raise ByHandError

    monkeypatch.setattr(SandboxGateway, "refund", by_hand)
    ask_operator(back)

    back.refresh_from_db()
    assert back.state == "DUE"
    assert not Refund.objects.exists()


def test_a_share_called_off_after_a_part_went_back_returns_the_rest(online):
    return_money(online, 1000, key="a", by=None)
    cancel_share(online, by=None, who=CancelledBy.SELLER, reason="Pękło")

    while drain().done:
        pass

    online.refresh_from_db()
    assert online.payment_state == PaymentState.REFUNDED
    assert sorted(refunds_booked(online)) == [1000, TOTAL - 1000]
    assert broken_invariants() == []


# --- By transfer ---


def test_a_transfer_s_return_waits_for_the_seller(by_transfer, seller):
    back = return_money(by_transfer, 1000, key="a", by=seller.owner)
    assert (back.state, back.due_by) == ("DUE", today() + timedelta(days=14))
    assert letters("money_back") == []

    confirm_returned(back, on=today(), by=seller.owner)

    by_transfer.refresh_from_db()
    assert by_transfer.payment_state == PaymentState.PART_REFUNDED
    assert refunds_booked(by_transfer) == [1000]
    assert len(letters("money_back")) == 1
    assert broken_invariants() == []


def test_a_transfer_is_confirmed_once(by_transfer, seller):
    back = return_money(by_transfer, 1000, key="a", by=None)
    confirm_returned(back, on=today(), by=seller.owner)

    with pytest.raises(NothingOwedError):
        confirm_returned(back, on=today(), by=seller.owner)

    assert refunds_booked(by_transfer) == [1000]
    assert len(letters("money_back")) == 1


def test_confirming_one_return_leaves_the_others_due(by_transfer, seller):
    first = return_money(by_transfer, 1000, key="a", by=None)
    second = return_money(by_transfer, 500, key="b", by=None)

    confirm_returned(first, on=today(), by=seller.owner)

    second.refresh_from_db()
    assert second.state == "DUE"
    assert -balances(by_transfer)[Account.REFUND] == 500
    assert broken_invariants() == []


def test_everything_returned_of_a_delivered_share_is_refunded(by_transfer, seller):
    back = return_money(by_transfer, TOTAL, key="a", by=None)

    confirm_returned(back, on=today(), by=seller.owner)

    by_transfer.refresh_from_db()
    assert (by_transfer.payment_state, by_transfer.fulfilment_state) == ("REFUNDED", "DELIVERED")
    assert broken_invariants() == []


def test_nothing_is_returned_of_what_nobody_paid(mugs):
    unpaid = order_of(mugs).vendor_orders.get()

    with pytest.raises(NothingOwedError):
        return_money(unpaid, 100, key="a", by=None)

    assert not MoneyBack.objects.exists()


@pytest.mark.parametrize("amount", [0, -1])
def test_a_return_is_of_something(by_transfer, amount):
    with pytest.raises(NothingOwedError):
        return_money(by_transfer, amount, key="a", by=None)


def test_the_parts_of_a_return_decide_what_becomes_cheaper(by_transfer):
    rate = by_transfer.taxes.get().rate
    before = balances(by_transfer).by_rate[Account.DELIVERY, rate]

    return_money(by_transfer, 1000, key="a", by=None, lines={rate: 1000})

    assert balances(by_transfer).by_rate[Account.DELIVERY, rate] == before


def test_a_share_called_off_after_its_transfer_is_a_task_with_a_date(mugs, seller):
    vo = order_of(mugs).vendor_orders.get()
    mark_transfer_received(vo, by=None)
    cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="Pękło")

    while drain().done:
        pass

    back = MoneyBack.objects.get(vendor_order=vo)
    assert (back.state, back.amount) == ("DUE", 3590)
    confirm_returned(back, on=today(), by=seller.owner)
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.REFUNDED
    assert broken_invariants() == []


def test_saying_it_on_the_page_of_settlements_closes_the_task(mugs, seller):
    vo = order_of(mugs).vendor_orders.get()
    mark_transfer_received(vo, by=None)
    cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="Pękło")
    while drain().done:
        pass

    record_return(vo, by=seller.owner)

    assert MoneyBack.objects.get(vendor_order=vo).state == "RETURNED"
    assert refunds_booked(vo) == [3590]
    assert len(letters("money_back")) == 1


# --- The reminder ---


@pytest.mark.parametrize(
    ("claimed_on", "day", "asked"),
    [
        ((2026, 3, 20), (2026, 3, 30), 0),
        ((2026, 3, 20), (2026, 3, 31), 1),  # over the change to summer time
        ((2026, 10, 20), (2026, 10, 31), 1),  # over the change to winter time
        ((2028, 2, 20), (2028, 3, 1), 0),  # a leap year's February
        ((2028, 2, 20), (2028, 3, 2), 1),
    ],
)
def test_the_seller_is_reminded_three_days_before_the_last_one(mugs, claimed_on, day, asked):
    with at(*claimed_on, 23, 59):
        vo = order_of(mugs).vendor_orders.get()
        mark_transfer_received(vo, by=None)
        back = return_money(vo, 100, key="a", by=None)
    assert back.due_by == date(*claimed_on) + timedelta(days=14)

    with at(*day, 0, 0):
        remind_of_returns()
        remind_of_returns()
        assert len(letters("money_back_reminder")) == asked


def test_the_day_after_the_last_is_overdue(by_transfer):
    back = return_money(by_transfer, 100, key="a", by=None)
    last = back.due_by

    with at(last.year, last.month, last.day, 23, 59):
        assert not back.is_overdue
    following = last + timedelta(days=1)
    with at(following.year, following.month, following.day, 0, 0):
        assert back.is_overdue


def test_the_order_of_a_returned_part_still_goes_on(online):
    return_money(online, 1000, key="a", by=None)
    while drain().done:
        pass

    assert Order.objects.get(pk=online.order_id).status == "IN_PROGRESS"
