"""A buyer's way to pay, from the button to the seller's list."""

import pytest
from django.urls import reverse

from operations.models import OutboxEntry
from shop.fulfilment.models import PaymentState, VendorOrder
from shop.order.tokens import order_token
from shop.payments.models import Payment
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def vo() -> VendorOrder:
    return order_of(ProductFactory(), method="SANDBOX").vendor_orders.get()


def pay_address(vo: VendorOrder) -> str:
    return reverse("payments:pay", args=[vo.number])


def open_page(client, vo: VendorOrder) -> str:
    """Press "pay" as the guest and return the operator's page."""
    return client.post(pay_address(vo), {"token": order_token(vo.order)}).url


def back_field(client, page: str) -> str:
    return client.get(page).context["signed_back"]


def decide(client, page: str, decision: str):
    return client.post(page.split("?", maxsplit=1)[0], {"decision": decision, "powrot": back_field(client, page)})


def test_a_guest_pays_a_share_and_comes_back_to_the_order(client, vo):
    page = open_page(client, vo)
    shown = client.get(page)

    response = decide(client, page, "pay")

    assert "no-store" in shown["Cache-Control"]
    assert response.url == reverse("checkout:status", args=[order_token(vo.order)])
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID
    assert Payment.objects.get().state == Payment.State.PAID
    assert OutboxEntry.objects.filter(topic="mail.share_paid").count() == 1
