"""A portal whose Stripe is the fake on this machine, a seller with an account there, and a share to be paid."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.urls import reverse

from operations import outbox
from operations.clock import now
from operations.models import OutboxEntry
from shop.fulfilment.models import VendorOrder
from shop.order.tokens import order_token
from shop.payments.models import Payment
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.factories.payments import SellerAccountFactory
from tests.servers.stripe_fake import StripeFake

SECRET = "whsec_test"
WEBHOOK = "/platnosci/stripe/webhook/"


@pytest.fixture
def stripe(settings):
    with StripeFake(secrets=(SECRET,)) as fake:
        settings.OPES = settings.OPES | {
            "PAYMENT_GATEWAYS": ["transfer", "sandbox", "stripe"],
            "STRIPE_SECRET_KEY": "sk_test_fake",
            "STRIPE_WEBHOOK_SECRETS": [SECRET],
            "STRIPE_API_BASE": fake.address,
            "STRIPE_RETRIES": 0,
        }
        yield fake


@pytest.fixture
def vo(stripe) -> VendorOrder:
    return share_at(stripe)


@pytest.fixture
def buyer(client, vo, stripe) -> SimpleNamespace:
    """What a guest and the post between Stripe and the portal do."""
    return SimpleNamespace(
        pay=lambda: press_pay(client, vo),
        session=lambda: Payment.objects.filter(vendor_order=vo).latest("attempt").reference,
        deliver=lambda **how: stripe.post.deliver(sender(client), **how),
    )


def share_at(stripe: StripeFake, **kwargs) -> VendorOrder:
    """An order for one piece of a seller with an account at the fake, to be paid there."""
    account = SellerAccountFactory(account_id=stripe.seller())
    return order_of(ProductFactory(partner=account.partner), method="STRIPE", **kwargs).vendor_orders.get()


def press_pay(client, vo: VendorOrder) -> str:
    """Press "pay" on the page of the order and return where that leads."""
    return client.post(reverse("payments:pay", args=[vo.number]), {"token": order_token(vo.order)}).url


def sender(client):
    """Return a postman's hand that posts to the portal's door, over the whole of Django."""

    def send(body: bytes, headers: dict[str, str]) -> int:
        named = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
        return client.post(WEBHOOK, body, content_type="application/json", **named).status_code

    return send


def paid(stripe: StripeFake, buyer) -> Payment:
    """Have the buyer pay, and the portal hear of it."""
    buyer.pay()
    stripe.pay(buyer.session())
    buyer.deliver()
    do_work()
    return Payment.objects.get(reference=buyer.session())


def do_work(*, raising: bool = True) -> None:
    """Do what waits for the worker in this room."""
    OutboxEntry.objects.exclude(topic__startswith="payments.").delete()
    outbox.drain(raising=raising)


def later_work() -> None:
    """Do what failed once more, without waiting for its pause."""
    OutboxEntry.objects.filter(state="PENDING").update(available_at=now(), locked_until=None)
    do_work()


def state(vo: VendorOrder) -> tuple[str, list[str]]:
    vo = VendorOrder.objects.get(pk=vo.pk)
    return vo.payment_state, list(vo.payments.order_by("attempt").values_list("state", flat=True))


def kinds(vo: VendorOrder) -> list[str]:
    return list(vo.events.values_list("kind", flat=True))


def later(**ahead: int):
    return time_machine.travel(now() + timedelta(**ahead), tick=True)
