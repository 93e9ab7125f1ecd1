"""A seller with an owner, a delivered order, and the letters that were written."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine

from operations.models import MailMessage
from operations.outbox import drain
from shop.fulfilment.models import VendorOrder
from shop.fulfilment.services import mark_delivered, mark_packed, mark_transfer_received, ship
from shop.order.models import Line, Order
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.factories.order import order_of
from tests.factories.pes_profiles import MembershipFactory


def at(*parts: int):
    """Move the clock to a moment in Warsaw."""
    return time_machine.travel(datetime(*parts, tzinfo=ZoneInfo("Europe/Warsaw")), tick=False)


def seller_of() -> SimpleNamespace:
    partner = PartnerFactory()
    return SimpleNamespace(
        partner=partner,
        profile=partner.profile,
        slug=partner.profile.slug,
        owner=MembershipFactory(profile=partner.profile).user,
        packer=MembershipFactory(profile=partner.profile, packer=True).user,
    )


def deliver(vo: VendorOrder) -> VendorOrder:
    """Take a share from the transfer to the buyer's hands, now."""
    mark_transfer_received(vo, by=None)
    mark_packed(vo, by=None)
    ship(vo, by=None)
    mark_delivered(vo, by=None)
    return vo


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
