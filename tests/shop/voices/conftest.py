"""A seller with an owner, a delivered order, and the letters that were written."""

from types import SimpleNamespace

import pytest

from operations.models import MailMessage
from operations.outbox import drain
from shop.order.models import Line, Order
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import deliver, order_of, seller_of


def delivered_line(offer, *, by=None) -> Line:
    """Return a thing bought and received just now, by a guest unless a buyer is named."""
    order = order_of(offer, by=by)
    deliver(order.vendor_orders.get())
    return Order.objects.get(pk=order.pk).lines.get()


def letters(kind: str) -> list[MailMessage]:
    while drain().done:
        pass
    return list(MailMessage.objects.filter(kind=kind).order_by("pk"))


@pytest.fixture
def seller(db) -> SimpleNamespace:
    return seller_of()


@pytest.fixture
def buyer(db):
    return UserFactory(first_name="Halina")


@pytest.fixture
def rops(db):
    return UserFactory(rops=True)


@pytest.fixture
def mug(seller):
    return ProductFactory(partner=seller.partner, title="Kubek")


@pytest.fixture
def line(mug, buyer) -> Line:
    return delivered_line(mug, by=buyer)
