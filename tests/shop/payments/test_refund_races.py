"""Returns asked for at the same moment: the same one goes back once, others never exceed what was paid."""

import pytest

from shop.payments import services
from shop.payments.exceptions import TooMuchBackError
from shop.payments.models import Payment, Refund
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
