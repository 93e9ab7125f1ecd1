"""A share to be paid by Stripe, and the two who stand in for Stripe."""

from collections.abc import Iterator

import pytest

from shop.payments.gateways import get_gateway
from shop.payments.gateways.stripe import StripeGateway
from shop.payments.models import Payment
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.factories.payments import SellerAccountFactory
from tests.servers.stripe_fake.server import StripeFake
from tests.servers.stripe_mock import stripe_mock_url

STRIPE = {
    "PAYMENT_GATEWAYS": ["transfer", "sandbox", "stripe"],
    "STRIPE_SECRET_KEY": "sk_test_123",
    "STRIPE_WEBHOOK_SECRETS": ["whsec_test"],
}
BACK = "/zamowienie/status/abc/"


@pytest.fixture
def stripe(settings) -> Iterator[StripeFake]:
    """Stripe as a state that buyers and sellers change."""
    with StripeFake() as fake:
        settings.OPES = settings.OPES | STRIPE | {"STRIPE_API_BASE": fake.address}
        yield fake


@pytest.fixture
def mock(settings) -> str:
    """Stripe's own mock: it refuses what its API does not know, and remembers nothing."""
    url = stripe_mock_url()
    settings.OPES = settings.OPES | STRIPE | {"STRIPE_API_BASE": url}
    return url


@pytest.fixture
def gateway(stripe) -> StripeGateway:
    return get_gateway("stripe")


@pytest.fixture
def payment(db, stripe) -> Payment:
    """An attempt that nobody has asked Stripe about yet."""
    return attempt("STRIPE", gateway="stripe", account_id=stripe.seller())


@pytest.fixture
def started(gateway, payment) -> Payment:
    """An attempt whose session is open."""
    return opened(gateway, payment)


def attempt(method: str, *, gateway: str, account_id: str = "") -> Payment:
    offer = ProductFactory()
    if account_id:
        offer.partner.payment_methods = [method]
        offer.partner.save()
        SellerAccountFactory(partner=offer.partner, account_id=account_id)
    vo = order_of(offer, method=method).vendor_orders.get()
    return Payment.objects.create(vendor_order=vo, gateway=gateway, amount=int(vo.total_gross * 100))


def opened(gateway, payment: Payment) -> Payment:
    begun = gateway.start(payment, BACK)
    payment.reference, payment.redirect_url, payment.expires_at = begun.reference, begun.redirect_url, begun.expires_at
    payment.state = Payment.State.SESSION_OPEN
    payment.save()
    return payment
