"""Stripe's sessions against a Stripe that remembers: whose account, once for a key, how they end, and failures."""

import time
from datetime import timedelta

import pytest

from operations.clock import now
from shop.payments.exceptions import AccountGoneError, DeclinedError, GatewayOffError, UnreachableError
from shop.payments.gateways import get_gateway
from shop.payments.gateways import stripe as module
from shop.payments.models import Payment, SellerAccount
from tests.shop.payments.gateways.conftest import BACK

SESSIONS = "/v1/checkout/sessions"


def test_a_session_is_the_sellers_and_tells_stripe_no_more_than_it_needs(stripe, started):
    ((_verb, _path, sent, account, key),) = [asked for asked in stripe.requests if asked[1] == SESSIONS]

    assert account == SellerAccount.objects.get().account_id == started.account
    assert key == started.idempotency_key
    assert sent["client_reference_id"] == started.vendor_order.number
    assert sent["line_items"][0]["price_data"]["unit_amount"] == str(started.amount)
    assert sent["line_items"][0]["price_data"]["currency"] == "pln"
    assert sent["payment_method_types"] == ["card", "blik", "p24"]
    assert sent["metadata"] == {"payment": started.idempotency_key, "share": started.vendor_order.number}
    assert sent["payment_intent_data"]["metadata"] == sent["metadata"]
    assert sent["success_url"].startswith("http")
    assert sent["success_url"].endswith(BACK)
    assert "application_fee_amount" not in sent["payment_intent_data"]
    order = started.vendor_order.order
    assert not any(private in str(sent) for private in (order.email, "Halina", "Próbna", "770004512"))
    assert started.expires_at - started.created_at >= timedelta(minutes=30, seconds=59)


def test_a_reply_that_was_lost_leaves_one_session(stripe, gateway, payment):
    stripe.fail("POST", SESSIONS, "lost")

    begun = gateway.start(payment, BACK)

    assert [row["id"] for row in stripe.book.all_of(payment.account, "cs_test")] == [begun.reference]


def test_a_fault_of_stripes_is_tried_once_more_in_the_same_breath(stripe, gateway, payment):
    stripe.fail("POST", SESSIONS, "500")

    assert gateway.start(payment, BACK).reference


def test_the_buyer_never_waits_longer_than_ten_seconds(settings):
    wait = (module.CONNECT + module.QUICK) * (1 + settings.OPES["STRIPE_RETRIES"])

    assert wait + 0.75 <= 10  # the SDK's pause before the second try
    assert module.CONNECT + module.PATIENT <= 10


def test_a_stripe_that_hangs_is_left(stripe, gateway, payment, settings, monkeypatch):
    settings.OPES = settings.OPES | {"STRIPE_RETRIES": 0}
    monkeypatch.setattr(module, "QUICK", 0.2)
    stripe.fail("POST", SESSIONS, "hang", seconds=2)
    began = time.monotonic()

    with pytest.raises(UnreachableError):
        gateway.start(payment, BACK)

    assert time.monotonic() - began < 2


@pytest.mark.parametrize(
    ("kind", "error"), [("500", UnreachableError), ("429", UnreachableError), ("402", DeclinedError)]
)
def test_failures_are_told_apart(stripe, gateway, payment, kind, error):
    stripe.fail("POST", SESSIONS, kind, times=5)

    with pytest.raises(error) as told:
        gateway.start(payment, BACK)

    assert "insufficient funds" not in str(told.value)  # only codes: texts may hold people's data


def test_a_key_that_stripe_refuses_is_an_operator_that_is_off(stripe, payment, settings):
    settings.OPES = settings.OPES | {"STRIPE_SECRET_KEY": "sk_wrong"}

    with pytest.raises(GatewayOffError):
        get_gateway("stripe").start(payment, BACK)


def test_asking_with_other_words_under_one_key_is_refused_and_opens_nothing(stripe, gateway, started):
    with pytest.raises(DeclinedError):
        gateway.start(started, "/elsewhere/")

    assert len(stripe.book.all_of(started.account, "cs_test")) == 1


@pytest.mark.parametrize(
    "changes", [{"charges_enabled": False}, {"account_id": ""}, {"deauthorised_at": now()}, {"account_id": "acct_2"}]
)
def test_nothing_is_begun_on_an_account_that_takes_no_payments(stripe, gateway, payment, changes):
    Payment.objects.update(account="acct_1" if changes.get("account_id") else "")
    SellerAccount.objects.update(**changes)
    payment.refresh_from_db()

    with pytest.raises(AccountGoneError):
        gateway.start(payment, BACK)

    assert not stripe.made("POST", SESSIONS)


def test_an_account_that_left_without_a_word_is_told(stripe, gateway, payment):
    del stripe.book.things["", SellerAccount.objects.get().account_id]

    with pytest.raises(AccountGoneError):
        gateway.start(payment, BACK)


# --- The end of a session ---


@pytest.mark.parametrize(
    ("acts", "is_dead"),
    [
        ([], True),
        (["decline"], True),
        (["run_out"], True),
        (["pay"], False),
        (["promise"], False),
        (["promise", "keep_promise"], False),
        (["promise", "break_promise"], True),
    ],
    ids=lambda value: "+".join(value) or "open" if isinstance(value, list) else "",
)
def test_a_session_is_dead_when_it_can_take_no_more_money(stripe, gateway, started, acts, is_dead):
    for act in acts:
        getattr(stripe, act)(started.reference)

    assert gateway.close(started) is is_dead


def test_an_unknown_session_is_dead(stripe, gateway, started):
    started.reference = "cs_unknown"

    assert gateway.close(started)


def test_a_session_of_a_seller_who_left_is_dead_only_long_after_its_end(stripe, gateway, started):
    del stripe.book.things["", started.account]
    with pytest.raises(AccountGoneError):
        gateway.close(started)

    started.expires_at = now() - timedelta(hours=2)
    assert gateway.close(started)


def test_a_long_address_of_stripes_page_is_kept_whole(started):
    started.redirect_url = "https://checkout.stripe.com/c/pay/cs_live_x#" + "a" * 900
    started.full_clean(exclude=["vendor_order"])
    started.save()

    assert len(Payment.objects.get(pk=started.pk).redirect_url) > 900
