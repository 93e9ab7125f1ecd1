"""Money that goes back in parts."""

import pytest

from shop.fulfilment.models import PaymentState
from shop.ledger.queries import balances
from shop.payments import services
from shop.payments.exceptions import ByHandError, GatewayError, TooMuchBackError
from shop.payments.gateways.sandbox import SandboxGateway
from shop.payments.models import Payment, Refund
from shop.payments.queries import unbooked_money
from tests.shop.payments.conftest import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(payment) -> Payment:
    say(payment, "PAID")
    payment.refresh_from_db()
    return payment


@pytest.fixture
def asked(monkeypatch) -> list[tuple[int, str]]:
    """What the operator was asked to return, and under which key."""
    calls: list[tuple[int, str]] = []
    monkeypatch.setattr(SandboxGateway, "refund", lambda self, payment, amount, key, tries: calls.append((amount, key)))
    return calls


def test_parts_add_up_and_the_payment_is_refunded_only_with_the_last(paid, asked):
    services.refund_payment(paid, amount=100, key="first")
    paid.refresh_from_db()
    assert (paid.state, paid.refunded) == (Payment.State.PAID, 100)

    services.refund_payment(paid)

    paid.refresh_from_db()
    assert (paid.state, paid.refunded) == (Payment.State.REFUNDED, paid.amount)
    assert [amount for amount, key in asked] == [100, paid.amount - 100]


def test_a_double_click_is_one_refund(paid, asked):
    for _click in range(2):
        services.refund_payment(paid, amount=100, key="withdrawal:1")

    paid.refresh_from_db()
    assert paid.refunded == 100
    assert asked == [(100, f"{paid.idempotency_key}:refund:withdrawal:1")]


def test_two_returns_of_the_same_amount_are_two(paid, asked):
    services.refund_payment(paid, amount=100, key="first")
    services.refund_payment(paid, amount=100, key="second")

    paid.refresh_from_db()
    assert paid.refunded == 200


@pytest.mark.parametrize("amount", [-1, 0, "more"])
def test_never_more_than_paid_nor_nothing_goes_back(paid, asked, amount):
    services.refund_payment(paid, amount=1, key="first")

    with pytest.raises(TooMuchBackError):
        services.refund_payment(paid, amount=paid.amount if amount == "more" else amount, key="second")

    paid.refresh_from_db()
    assert (paid.refunded, len(asked)) == (1, 1)


def test_the_same_key_with_another_amount_is_refused(paid, asked):
    services.refund_payment(paid, amount=100, key="first")

    with pytest.raises(TooMuchBackError):
        services.refund_payment(paid, amount=200, key="first")

    assert len(asked) == 1


def test_a_payment_that_holds_no_money_returns_none(payment, asked):
    services.refund_payment(payment)
    with pytest.raises(TooMuchBackError):
        services.refund_payment(payment, amount=100)

    assert asked == []


def test_a_return_whose_answer_was_lost_stays_reserved_and_is_asked_for_under_the_same_key(paid, monkeypatch):
    keys = []

    def lose(self, payment, amount, key, tries):
        keys.append(key)
        if len(keys) == 1:
            raise GatewayError("no answer")

    monkeypatch.setattr(SandboxGateway, "refund", lose)
    with pytest.raises(GatewayError):
        services.refund_payment(paid, amount=100, key="first")
    with pytest.raises(TooMuchBackError):
        services.refund_payment(paid, amount=paid.amount, key="second")

    services.refund_payment(paid, amount=100, key="first")

    paid.refresh_from_db()
    assert paid.refunded == 100
    assert keys[0] == keys[1]


def test_what_only_a_person_can_return_reserves_nothing(paid, monkeypatch):
    def by_hand(*args):
        raise ByHandError

    monkeypatch.setattr(SandboxGateway, "refund", by_hand)
    with pytest.raises(ByHandError):
        services.refund_payment(paid, amount=100)

    assert not Refund.objects.exists()


def test_the_books_agree_after_each_part_and_the_share_stays_paid(vo, paid):
    services.refund_payment(paid, amount=100, key="first")

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID
    assert balances(vo).received == paid.amount - 100
    assert unbooked_money() == []
