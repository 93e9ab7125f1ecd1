"""Returns asked for at the same moment: the same one goes back once, others never exceed what was paid."""

import pytest

from operations import outbox
from operations.clock import today
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.models import MoneyBack
from shop.aftersales.refunds import ask_again, confirm_returned, return_money
from shop.checkout.invariants import broken_invariants
from shop.ledger.queries import balances
from shop.payments import services
from shop.payments.exceptions import NoFundsError, TooMuchBackError
from shop.payments.gateways.sandbox import SandboxGateway
from shop.payments.models import Payment, Refund
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.checkout.test_races import run_at_once
from tests.shop.payments.conftest import say, session_of

pytestmark = pytest.mark.django_db(transaction=True)


def paid() -> Payment:
    payment = session_of(order_of(ProductFactory(), quantity=3, method="SANDBOX").vendor_orders.get())
    say(payment, "PAID")
    return payment


def returning(payment: Payment, key: str, amount: int):
    own = Payment.objects.get(pk=payment.pk)
    return lambda: services.refund_payment(own, amount=amount, key=key)


def test_a_double_click_at_once_returns_the_money_once():
    for _ in range(4):
        payment = paid()

        run_at_once([returning(payment, "same", 100), returning(payment, "same", 100)])

        payment.refresh_from_db()
        assert (payment.refunded, Refund.objects.filter(payment=payment).count()) == (100, 1)


def test_two_returns_at_once_never_exceed_what_was_paid():
    for _ in range(4):
        payment = paid()
        most = payment.amount - 1

        results = run_at_once([returning(payment, "first", most), returning(payment, "second", most)])

        payment.refresh_from_db()
        assert payment.refunded == most
        assert sum(isinstance(result, TooMuchBackError) for result in results) == 1, results


def test_of_asking_again_twice_and_a_transfer_by_hand_at_once_one_returns_the_money(monkeypatch):
    person, asked = UserFactory(), []

    def poor(*args):
        raise NoFundsError

    for _ in range(4):
        monkeypatch.setattr(SandboxGateway, "refund", poor)
        payment = paid()
        made = return_money(payment.vendor_order, 1000, key="a", by=None)
        outbox.drain()
        monkeypatch.setattr(SandboxGateway, "refund", lambda *args: asked.append(args))
        back, other, third = (MoneyBack.objects.get(pk=made.pk) for _ in range(3))

        results = run_at_once(
            [
                lambda back=back: ask_again(back, by=person),
                lambda other=other: ask_again(other, by=person),
                lambda third=third: confirm_returned(third, on=today(), by=person),
            ]
        )
        asked.clear()
        outbox.drain()

        back.refresh_from_db()
        assert sum(isinstance(result, NothingOwedError) for result in results) == 2, results
        assert back.state == MoneyBack.State.RETURNED
        assert len(asked) == (back.payment is not None)  # by the operator, or by hand: not both
        assert balances(payment.vendor_order).received == payment.amount - 1000
        assert broken_invariants() == []
