"""What Stripe has, read in our own words: payments, returns, disputes, movements, and events it could not deliver."""

from datetime import timedelta

import pytest

from operations.clock import now
from shop.payments.exceptions import UnknownReferenceError
from shop.payments.gateways import Outcome
from shop.payments.gateways.facts import Movement
from shop.payments.models import SellerAccount
from tests.factories.payments import SellerAccountFactory

KEY = "vo:1:pay:1:refund:rest"


@pytest.mark.parametrize("method", ["card", "blik", "p24"])
def test_a_payment_is_read_with_its_fee_and_instrument(stripe, gateway, started, method):
    SellerAccount.objects.update(instruments=[method])
    stripe.pay(started.reference, method=method)

    found = gateway.fetch(started)

    assert (found.outcome, found.amount, found.instrument) == (Outcome.PAID, started.amount, method)
    assert 0 < found.fee < started.amount
    assert found.fee == gateway.fee(started)
    assert found.intent.startswith("pi_")
    assert found.disputes == ()


@pytest.mark.parametrize(
    ("acts", "outcome"),
    [
        (["decline"], None),
        (["promise"], Outcome.PROCESSING),
        (["promise", "keep_promise"], Outcome.PAID),
        (["promise", "break_promise"], Outcome.FAILED),
        (["run_out"], Outcome.EXPIRED),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else "",
)
def test_what_became_of_a_session(stripe, gateway, started, acts, outcome):
    for act in acts:
        getattr(stripe, act)(started.reference)

    found = gateway.fetch(started)

    assert found.outcome == outcome
    assert found.amount == (started.amount if outcome == Outcome.PAID else 0)


def test_our_returns_are_told_from_the_sellers_own(stripe, gateway, started):
    stripe.pay(started.reference)
    gateway.refund(started, 700, KEY)
    account, charge = stripe.charge_of(started.reference)
    stripe.give_back(account, charge, 300)
    bounced = stripe.give_back(account, charge, 100)
    bounced["status"] = "failed"

    found = gateway.fetch(started)

    assert {(each.amount, each.key) for each in found.returns} == {(700, KEY), (300, "")}
    assert [each.amount for each in found.bounced] == [100]


@pytest.mark.parametrize(
    ("status", "states"),
    [
        ("needs_response", ["OPEN"]),
        ("warning_under_review", ["OPEN"]),
        ("warning_closed", ["WON"]),
        ("won", ["WON"]),
        ("lost", ["LOST"]),
        ("prevented", []),
    ],
)
def test_a_dispute_is_read_with_its_end_its_sum_and_its_fee(stripe, gateway, started, status, states):
    stripe.pay(started.reference)
    stripe.open_dispute(started.reference)
    stripe.book.all_of(started.account, "dp")[0]["status"] = status

    found = gateway.fetch(started).disputes

    assert [each.state for each in found] == states
    assert all((each.amount, each.fee) == (started.amount, 6000) for each in found)


def test_a_session_that_stripe_does_not_know_is_no_silence(stripe, gateway, started):
    started.reference = "cs_unknown"

    with pytest.raises(UnknownReferenceError):
        gateway.fetch(started)


def test_movements_name_the_payment_that_they_belong_to(stripe, gateway, started):
    stripe.pay(started.reference)
    gateway.refund(started, 700, KEY)
    stripe.open_dispute(started.reference)
    intent = gateway.fetch(started).intent

    moved = list(gateway.balance_transactions(started.account, now() - timedelta(hours=1), now() + timedelta(hours=1)))

    assert {(each.kind, each.intent) for each in moved} == {
        (Movement.PAYMENT, intent),
        (Movement.REFUND, intent),
        (Movement.DISPUTE, intent),
    }
    by_kind = {each.kind: each for each in moved}
    assert by_kind[Movement.PAYMENT].amount == started.amount
    assert by_kind[Movement.REFUND].amount == -700


def test_what_could_not_be_delivered_is_read_for_every_seller(stripe, gateway, started):
    other = SellerAccountFactory(account_id=stripe.seller())
    SellerAccountFactory(account_id="acct_left", deauthorised_at=now())
    SellerAccountFactory(account_id="acct_left_silently")
    stripe.post.waiting.clear()
    stripe.pay(started.reference)
    stripe.fail_payout(other.account_id, 500)

    found = list(gateway.undelivered(now() - timedelta(hours=1)))

    assert {(each.kind, each.account) for each in found} >= {
        ("checkout.session.completed", started.account),
        ("payout.failed", other.account_id),
    }
