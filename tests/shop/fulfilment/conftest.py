"""Shares of every kind, and a way to put one into any state."""

import pytest

from operations.money import to_grosze
from shop.fulfilment.models import CancelledBy, FulfilmentState, PaymentState, VendorOrder
from shop.ledger import services as ledger
from shop.partner.models import DeliveryWay
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of


@pytest.fixture
def vo() -> VendorOrder:
    """A share of one mug, by courier, waiting for a transfer."""
    return order_of(ProductFactory()).vendor_orders.get()


@pytest.fixture
def online() -> VendorOrder:
    """The same, to be paid through the test operator."""
    return order_of(ProductFactory(), method="SANDBOX").vendor_orders.get()


@pytest.fixture
def pickup(vo) -> VendorOrder:
    """The same, fetched at the seller's."""
    return delivered_by(
        vo, DeliveryWay.Code.PICKUP, delivery_point="ul. Próbna 1, 45-001 Opole", delivery_hours="pn.–pt. 9.00–15.00"
    )


def delivered_by(vo: VendorOrder, code: str, **changes: str) -> VendorOrder:
    VendorOrder.objects.filter(pk=vo.pk).update(delivery_code=code, **changes)
    vo.refresh_from_db()
    return vo


def put_into(vo: VendorOrder, fulfilment: str, payment: str) -> VendorOrder:
    """Put a share into a state without going there; its books tell the same story."""
    who = CancelledBy.BUYER if fulfilment == FulfilmentState.CANCELLED else ""
    VendorOrder.objects.filter(pk=vo.pk).update(fulfilment_state=fulfilment, payment_state=payment, cancelled_by=who)
    vo.refresh_from_db()
    if payment in {PaymentState.PAID, PaymentState.PART_REFUNDED, PaymentState.REFUNDED}:
        ledger.post_payment(vo, to_grosze(vo.total_gross), key=f"put:{vo.pk}:payment")
    if fulfilment == FulfilmentState.CANCELLED:
        ledger.post_cancellation(vo)
    if payment == PaymentState.REFUNDED:
        ledger.post_refund(vo, to_grosze(vo.total_gross), key=f"put:{vo.pk}:refund")
    return vo
