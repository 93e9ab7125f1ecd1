"""Every request that we can send is one that Stripe's own mock server takes, in the API version that we are pinned to."""

import re
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path

import pytest

from operations.clock import now
from shop.payments import onboarding
from shop.payments.exceptions import DeclinedError
from shop.payments.gateways import get_gateway, stripe, stripe_params
from shop.payments.models import SellerAccount
from tests.shop.payments.gateways.conftest import BACK, attempt

LINK = {"back": "/panel/x/platnosci/powrot/", "again": "/panel/x/platnosci/dalej/"}
#: each call of the SDK → something of ours that makes it
CALLS = {
    "checkout.sessions.create": lambda gateway, payment: gateway.start(payment, BACK),
    "checkout.sessions.expire": lambda gateway, payment: gateway.close(payment),
    "checkout.sessions.retrieve": lambda gateway, payment: gateway.fetch(payment),
    "refunds.create": lambda gateway, payment: gateway.refund(payment, 100, "vo:1:pay:1:refund:rest"),
    "refunds.list": lambda gateway, payment: list(gateway._refunds(payment, "pi_123")),
    "disputes.list": lambda gateway, payment: list(gateway._disputes(payment, "pi_123")),
    "balance_transactions.list": lambda gateway, payment: list(
        gateway.balance_transactions(payment.account, now() - timedelta(days=1), now())
    ),
    "events.list": lambda gateway, payment: list(gateway.undelivered(now() - timedelta(days=1))),
    "accounts.create": lambda gateway, payment: gateway.open_account(
        onboarding.seller_data(payment.vendor_order.partner), "partner:1:account:1"
    ),
    "account_links.create": lambda gateway, payment: gateway.onboarding_page(payment.account, **LINK),
    "accounts.login_links.create": lambda gateway, payment: gateway.own_page(payment.account),
    "accounts.retrieve": lambda gateway, payment: gateway.account_state(payment.account),
}


@pytest.fixture
def gateway(mock):
    return get_gateway("stripe")


@pytest.fixture
def payment(db, mock):
    made = attempt("STRIPE", gateway="stripe", account_id="acct_123")
    made.account, made.reference, made.intent = "acct_123", "cs_test_123", "pi_123"
    made.save()
    return made


def test_the_list_names_every_call_that_the_gateway_makes():
    source = re.sub(r"\s+", "", Path(stripe.__file__).read_text(encoding="utf-8"))

    assert set(re.findall(r"\.v1\.([\w.]+)\(", source)) == set(CALLS)


@pytest.mark.parametrize("call", CALLS)
def test_stripe_takes_the_request(gateway, payment, call):
    CALLS[call](gateway, payment)


@pytest.mark.parametrize("call", ["checkout.sessions.create", "refunds.create"])
def test_stripe_takes_it_with_a_commission_too(settings, gateway, payment, call):
    settings.OPES = settings.OPES | {"COMMISSION_PERCENT": 5}

    CALLS[call](gateway, payment)


@pytest.mark.parametrize("instruments", [["card"], ["blik", "p24"], ["card", "blik", "p24"], []])
def test_stripe_takes_the_ways_to_pay_of_an_account(gateway, payment, instruments):
    SellerAccount.objects.update(instruments=instruments)

    assert gateway.start(payment, BACK).reference


def test_the_mock_refuses_what_stripe_does_not_know(gateway, payment, monkeypatch):
    params = stripe_params.session_params

    def strange(*args):
        return params(*args) | {"allowed_payment_method_types": ["card"]}

    monkeypatch.setattr(stripe, "session_params", strange)

    with pytest.raises(DeclinedError):
        gateway.start(payment, BACK)


def test_the_mock_refuses_another_version_of_the_api(mock):
    headers = {"Authorization": "Bearer sk_test_123", "Stripe-Version": "2020-08-27"}

    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(urllib.request.Request(f"{mock}/v1/balance", headers=headers), timeout=10)

    assert refused.value.code == 400
