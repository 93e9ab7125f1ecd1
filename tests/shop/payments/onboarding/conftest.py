"""A portal that takes payments through a Stripe of our own, and a seller who may connect it."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from shop.payments.models import SellerAccount
from tests.factories.payments import SellerAccountFactory
from tests.servers.stripe_fake.server import StripeFake
from tests.shop.seller.conftest import seller_of


@pytest.fixture
def stripe(settings) -> Iterator[StripeFake]:
    with StripeFake() as fake:
        settings.OPES = settings.OPES | {
            "PAYMENT_GATEWAYS": ["transfer", "stripe"],
            "STRIPE_SECRET_KEY": "sk_test_123",
            "STRIPE_WEBHOOK_SECRETS": ["whsec_test"],
            "STRIPE_API_BASE": fake.address,
        }
        yield fake


@pytest.fixture
def seller(db) -> SimpleNamespace:
    return seller_of(payment_methods=["TRANSFER", "STRIPE"])


@pytest.fixture
def owner(client, seller):
    client.force_login(seller.owner)
    return client


@pytest.fixture
def account(seller, stripe) -> SellerAccount:
    """Connected, and through Stripe's questions."""
    return SellerAccountFactory(partner=seller.partner, account_id=stripe.seller())
