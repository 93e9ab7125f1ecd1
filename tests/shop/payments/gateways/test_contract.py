"""What every operator promises, whoever it is. A new one joins by one more line in `OPERATORS`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from operations.clock import now
from shop.payments.exceptions import BadNoticeError, ByHandError, GatewayError
from shop.payments.gateways import Gateway, get_gateway
from shop.payments.models import Payment
from tests.shop.payments.gateways.conftest import BACK, attempt, opened

OPERATORS = ["transfer", "sandbox", "stripe", "stripe's mock"]


@dataclass
class Operator:
    """One of them, with an attempt to pay through it. A mock remembers nothing: it only knows what it is asked."""

    gateway: Gateway
    payment: Payment
    remembers: bool = True


@pytest.fixture(params=OPERATORS)
def operator(request, db) -> Operator:
    name = request.param
    if name == "stripe":
        fake = request.getfixturevalue("stripe")
        return Operator(get_gateway(name), attempt("STRIPE", gateway=name, account_id=fake.seller()))
    if name == "stripe's mock":
        request.getfixturevalue("mock")
        payment = attempt("STRIPE", gateway="stripe", account_id="acct_mock")
        return Operator(get_gateway("stripe"), payment, remembers=False)
    return Operator(get_gateway(name), attempt(name.upper(), gateway=name))


def test_beginning_twice_begins_once(operator):
    first = operator.gateway.start(operator.payment, BACK)
    second = operator.gateway.start(operator.payment, BACK)

    if operator.remembers:
        assert (first.reference, first.redirect_url) == (second.reference, second.redirect_url)
    assert bool(first.reference) is operator.gateway.has_sessions


def test_the_session_has_an_end(operator):
    begun = operator.gateway.start(operator.payment, BACK)

    if operator.gateway.has_sessions and operator.remembers:
        assert now() < begun.expires_at <= now() + timedelta(hours=24)


def test_the_buyer_is_sent_somewhere(operator):
    payment = opened(operator.gateway, operator.payment)

    address = operator.gateway.address(payment, BACK)

    if operator.remembers:
        assert address.startswith(("/", "http://", "https://"))
    assert (address == BACK) is not operator.gateway.has_sessions


def test_a_closed_session_is_surely_dead_however_often_it_is_closed(operator):
    payment = opened(operator.gateway, operator.payment)

    assert operator.gateway.close(payment)
    assert operator.gateway.close(payment)


def test_an_attempt_that_never_began_is_dead(operator):
    assert operator.gateway.close(operator.payment)


def test_money_goes_back_once_for_a_key_or_by_hand(operator):
    payment = opened(operator.gateway, operator.payment)
    payment.intent = "pi_mock" if not operator.remembers else ""

    for _again in range(2):
        if not operator.gateway.has_sessions:
            with pytest.raises(ByHandError):
                operator.gateway.refund(payment, 100, "vo:1:pay:1:refund:x")
        elif operator.gateway.is_test or not operator.remembers:
            operator.gateway.refund(payment, 100, "vo:1:pay:1:refund:x")
        else:
            with pytest.raises(GatewayError):  # nobody has paid yet: nothing goes back
                operator.gateway.refund(payment, 100, "vo:1:pay:1:refund:x")


@pytest.mark.parametrize("body", [b"", b"{}", b"[]", b"\xff\xfe", b'{"id": 1}', b"[" * 20_000, b"null", b"1" * 5000])
@pytest.mark.parametrize("headers", [{}, {"X-Sandbox-Signature": "00"}, {"Stripe-Signature": "t=1,v1=00"}])
def test_a_notice_of_anybody_is_refused(operator, body, headers):
    with pytest.raises(BadNoticeError):
        operator.gateway.read_notice(body, headers)


def test_an_open_session_has_no_outcome(operator):
    payment = opened(operator.gateway, operator.payment)

    if not operator.gateway.has_sessions:
        with pytest.raises(ByHandError):
            operator.gateway.fetch(payment)
    elif operator.remembers:
        found = operator.gateway.fetch(payment)
        assert (found.outcome, found.amount, found.returns) == (None, 0, ())


def test_movements_can_be_read(operator):
    moved = operator.gateway.balance_transactions("acct_mock", now() - timedelta(days=1), now())

    assert isinstance(moved, Iterable)
    if not operator.remembers:
        assert all(isinstance(each.amount, int) for each in moved)
