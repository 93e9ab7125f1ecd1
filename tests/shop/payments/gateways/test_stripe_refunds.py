"""Stripe's refunds against a Stripe that remembers: from whose account, once for a key, and why one is refused."""

import pytest

from shop.payments.exceptions import (
    AccountGoneError,
    DeclinedError,
    DisputedError,
    NoFundsError,
    UnreachableError,
)
from tests.servers.stripe_fake.book import refuse

KEY = "vo:1:pay:1:refund:rest"


def forget_keys(stripe) -> None:
    """As Stripe does after a day."""
    stripe.book.asked.clear()


def test_money_goes_back_from_the_sellers_account(stripe, gateway, started):
    stripe.pay(started.reference)

    gateway.refund(started, 700, KEY)

    (made,) = stripe.book.all_of(started.account, "re")
    assert made["amount"] == 700
    assert made["metadata"] == {"payment": started.idempotency_key, "refund": KEY}
    (asked,) = [each for each in stripe.requests if each[:2] == ("POST", "/v1/refunds")]
    assert asked[3:] == (started.account, KEY)


@pytest.mark.parametrize("days_later", [False, True])
def test_one_key_is_one_return_even_when_stripe_has_forgotten_it(stripe, gateway, started, days_later):
    stripe.pay(started.reference)
    gateway.refund(started, 700, KEY)
    if days_later:
        forget_keys(stripe)

    gateway.refund(started, 700, KEY)

    assert len(stripe.book.all_of(started.account, "re")) == 1


def test_a_return_whose_answer_was_lost_is_made_once(stripe, gateway, started):
    stripe.pay(started.reference)
    stripe.fail("POST", "/v1/refunds", "lost")

    with pytest.raises(UnreachableError):
        gateway.refund(started, 700, KEY)
    forget_keys(stripe)
    gateway.refund(started, 700, KEY)

    assert len(stripe.book.all_of(started.account, "re")) == 1


def test_two_keys_are_two_returns(stripe, gateway, started):
    stripe.pay(started.reference)

    gateway.refund(started, 700, KEY)
    gateway.refund(started, 700, f"{KEY}:2")

    assert len(stripe.book.all_of(started.account, "re")) == 2


def test_more_than_was_paid_is_refused(stripe, gateway, started):
    stripe.pay(started.reference)

    with pytest.raises(DeclinedError):
        gateway.refund(started, started.amount + 1, KEY)

    assert not stripe.book.all_of(started.account, "re")


def test_money_of_a_seller_who_left_cannot_be_returned_by_us(stripe, gateway, started):
    stripe.pay(started.reference)
    del stripe.book.things["", started.account]

    with pytest.raises(AccountGoneError):
        gateway.refund(started, 700, KEY)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("balance_insufficient", NoFundsError),
        ("insufficient_funds", NoFundsError),
        ("charge_disputed", DisputedError),
        ("parameter_invalid_integer", DeclinedError),
    ],
)
def test_why_stripe_refuses_is_told_apart(stripe, gateway, started, monkeypatch, code, error):
    stripe.pay(started.reference)

    def no(*asked):
        raise refuse(400, "No.", code=code)

    monkeypatch.setattr(stripe, "give_back", no)
    with pytest.raises(DeclinedError) as told:
        gateway.refund(started, 700, KEY)

    assert type(told.value) is error
    assert code in str(told.value)


def test_a_refusal_is_repeated_to_its_key_and_a_new_try_has_another(stripe, gateway, started):
    stripe.pay(started.reference)
    stripe.poor.add(started.account)
    with pytest.raises(NoFundsError):
        gateway.refund(started, 700, KEY)
    stripe.poor.clear()
    with pytest.raises(NoFundsError):
        gateway.refund(started, 700, KEY)

    gateway.refund(started, 700, KEY, 2)
    gateway.refund(started, 700, KEY, 3)

    (made,) = stripe.book.all_of(started.account, "re")
    assert (made["metadata"]["refund"], made["metadata"]["try"]) == (KEY, "2")
    assert [(each.key, each.tries) for each in gateway.fetch(started).returns] == [(KEY, 2)]
