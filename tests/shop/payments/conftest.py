"""A share to be paid, its open session, and what the test operator says about it."""

import pytest

from shop.fulfilment.models import VendorOrder
from shop.payments import services
from shop.payments.gateways import sandbox
from shop.payments.models import Notice, Payment
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of


@pytest.fixture
def vo() -> VendorOrder:
    return order_of(ProductFactory(), method="SANDBOX").vendor_orders.get()


@pytest.fixture
def by_transfer() -> VendorOrder:
    return order_of(ProductFactory()).vendor_orders.get()


@pytest.fixture
def payment(vo) -> Payment:
    return session_of(vo)


def session_of(vo: VendorOrder) -> Payment:
    services.start_payment(vo, return_url="/zamowienie/")
    return vo.payments.latest("attempt")


def say(payment: Payment, outcome: str) -> Notice:
    """Have the operator send a notice, and apply it as the worker would."""
    body, headers = sandbox.notice(payment, outcome)
    notice = services.receive_notice("sandbox", body=body, headers=headers)
    services.apply_notice(notice)
    notice.refresh_from_db()
    return notice
