"""A notice is Stripe's or it is nothing; of what it carries only ids are kept."""

import json
import time

import pytest

from shop.payments.exceptions import BadNoticeError
from shop.payments.gateways import Outcome
from shop.payments.gateways.stripe_words import KINDS
from tests.servers.stripe_fake.postman import sign

NEW, OLD = "whsec_new", "whsec_old"


@pytest.fixture
def event(stripe, started) -> dict:
    return stripe.pay(started.reference)


def signed(body: bytes, *, secret: str = "whsec_test", at: int | None = None) -> dict[str, str]:
    moment = int(time.time()) if at is None else at
    return {"Stripe-Signature": f"t={moment},v1={sign(body, moment, secret)}"}


def body_of(event: dict, **changes: object) -> bytes:
    return json.dumps(event | changes).encode()


def test_a_signed_notice_is_read(gateway, started, event):
    body = body_of(event)

    data = gateway.read_notice(body, signed(body))

    assert data.notice_id == event["id"]
    assert data.outcome == Outcome.PAID
    assert data.reference == started.reference
    assert data.amount == started.amount
    assert data.account == started.account
    assert data.kind == "checkout.session.completed"
    assert data.about == "payment"
    assert data.body["payment"] == started.idempotency_key


def test_while_one_secret_replaces_another_both_are_good(settings, gateway, event):
    settings.OPES = settings.OPES | {"STRIPE_WEBHOOK_SECRETS": [NEW, OLD]}
    body = body_of(event)

    for secret in (NEW, OLD):
        assert gateway.read_notice(body, signed(body, secret=secret))
    with pytest.raises(BadNoticeError):
        gateway.read_notice(body, signed(body, secret="whsec_other"))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda body: (body, {}),
        lambda body: (body, {"Stripe-Signature": ""}),
        lambda body: (body, {"Stripe-Signature": "nonsense"}),
        lambda body: (body, signed(body, secret="whsec_other")),
        lambda body: (body, signed(body, at=int(time.time()) - 301)),
        lambda body: (body + b" ", signed(body)),
        lambda body: (body.replace(b'"amount_total"', b'"amount_tota1"'), signed(body)),
        lambda body: (b"\xff" + body, signed(body)),
    ],
    ids=["none", "empty", "nonsense", "another secret", "old", "longer", "changed", "no text"],
)
def test_a_notice_that_is_not_stripes_is_refused(gateway, event, spoil):
    body, headers = spoil(body_of(event))

    with pytest.raises(BadNoticeError):
        gateway.read_notice(body, headers)


def test_a_notice_of_five_minutes_ago_is_still_good(gateway, event):
    body = body_of(event)

    assert gateway.read_notice(body, signed(body, at=int(time.time()) - 290))


def test_without_a_secret_nothing_is_believed(settings, gateway, event):
    body = body_of(event)
    settings.OPES = settings.OPES | {"STRIPE_WEBHOOK_SECRETS": []}

    with pytest.raises(BadNoticeError):
        gateway.read_notice(body, signed(body, secret=""))


@pytest.mark.parametrize(("key", "livemode"), [("sk_test_1", True), ("sk_live_1", False), ("rk_live_1", False)])
def test_test_money_is_not_taken_for_real_and_the_other_way_round(settings, gateway, event, key, livemode):
    settings.OPES = settings.OPES | {"STRIPE_SECRET_KEY": key}
    body = body_of(event, livemode=livemode)

    with pytest.raises(BadNoticeError):
        gateway.read_notice(body, signed(body))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"livemode": false}',
        b'{"livemode": false, "type": "x"}',
        b'{"livemode": false, "type": "x", "id": "e", "data": {"object": 5}, "created": 1}',
        b"[" * 30_000,
    ],
    ids=range(8),
)
def test_what_is_signed_and_no_event_is_refused(gateway, body):
    with pytest.raises(BadNoticeError):
        gateway.read_notice(body, signed(body))


@pytest.mark.parametrize(
    ("act", "about", "outcome"),
    [
        (lambda stripe, ref, acct: stripe.promise(ref), "payment", Outcome.PROCESSING),
        (lambda stripe, ref, acct: (stripe.promise(ref), stripe.keep_promise(ref))[1], "payment", Outcome.PAID),
        (lambda stripe, ref, acct: (stripe.promise(ref), stripe.break_promise(ref))[1], "payment", Outcome.FAILED),
        (lambda stripe, ref, acct: stripe.run_out(ref), "payment", Outcome.EXPIRED),
        (lambda stripe, ref, acct: (stripe.pay(ref), stripe.open_dispute(ref))[1], "dispute", None),
        (lambda stripe, ref, acct: stripe.enable(acct), "account", None),
        (lambda stripe, ref, acct: stripe.leave(acct), "account", None),
        (lambda stripe, ref, acct: stripe.fail_payout(acct, 500), "payout", None),
    ],
    ids=["promise", "kept", "broken", "expired", "dispute", "account", "left", "payout"],
)
def test_every_kind_is_told_apart(stripe, gateway, started, act, about, outcome):
    body = body_of(act(stripe, started.reference, started.account))

    data = gateway.read_notice(body, signed(body))

    assert (data.about, data.outcome, data.account) == (about, outcome, started.account)
    assert data.kind in KINDS


def test_a_dispute_says_how_it_was_decided(stripe, gateway, started):
    stripe.pay(started.reference)
    opened = stripe.open_dispute(started.reference)
    closed = stripe.close_dispute(opened["data"]["object"]["id"], won=False)
    body = body_of(closed)

    data = gateway.read_notice(body, signed(body))

    assert (data.kind, data.body["status"]) == ("charge.dispute.closed", "lost")


def test_a_return_names_the_payment_by_its_intent(stripe, gateway, started):
    stripe.pay(started.reference)
    stripe.post.waiting.clear()
    account, charge = stripe.charge_of(started.reference)
    stripe.give_back(account, charge, 300)
    (told,) = [each for each in stripe.post.waiting if each["type"] == "charge.refunded"]
    body = body_of(told)

    data = gateway.read_notice(body, signed(body))

    assert (data.about, data.reference, data.amount) == ("refund", charge["payment_intent"], 300)


def test_an_event_that_we_did_not_ask_for_is_about_something_else(gateway, event):
    body = body_of(event, type="customer.created")

    data = gateway.read_notice(body, signed(body))

    assert (data.about, data.outcome) == ("other", None)


def test_nothing_personal_of_a_notice_is_kept(gateway, event):
    event["data"]["object"]["customer_details"] = {"email": "gosc@example.com", "name": "Halina Próbna"}
    body = body_of(event)

    assert "gosc" not in json.dumps(gateway.read_notice(body, signed(body)).body)


def test_another_currency_is_no_amount_of_ours(gateway, event):
    event["data"]["object"]["currency"] = "eur"
    body = body_of(event)

    assert gateway.read_notice(body, signed(body)).amount == 0
