"""An order that was paid for and has arrived, and the ways into withdrawing from it."""

from datetime import datetime
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
import time_machine

from operations.models import MailMessage
from operations.outbox import drain
from shop.aftersales import services
from shop.aftersales.models import Withdrawal
from shop.fulfilment.models import VendorOrder
from shop.fulfilment.services import mark_delivered, mark_packed, mark_transfer_received, ship
from shop.order.models import Order
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.factories.order import order_of
from tests.factories.pes_profiles import MembershipFactory

WARSAW = ZoneInfo("Europe/Warsaw")


def warsaw(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=WARSAW, fold=fold)


def at(*parts: int):
    """Move the clock to a moment in Warsaw."""
    return time_machine.travel(warsaw(*parts), tick=False)


def seller_of() -> SimpleNamespace:
    partner = PartnerFactory()
    owner = MembershipFactory(profile=partner.profile).user
    return SimpleNamespace(partner=partner, slug=partner.profile.slug, owner=owner)


def deliver(vo: VendorOrder) -> VendorOrder:
    """Take a share from the transfer to the buyer's hands, now."""
    mark_transfer_received(vo, by=None)
    mark_packed(vo, by=None)
    ship(vo, by=None)
    mark_delivered(vo, by=None)
    return vo


def choose(order: Order, **pieces: int) -> Withdrawal:
    """Draft a statement by the link; `pieces` by the lines' titles, all of everything when left out."""
    lines = order.lines.all()
    chosen = {line.pk: pieces.get(line.title, 0) if pieces else line.quantity for line in lines}
    return services.draft_statement(
        order,
        by=None,
        way=Withdrawal.Way.LINK,
        form_key=services.new_form_key(),
        chosen=chosen,
        buyer_name="Halina Próbna",
        account="",
    )


def confirmed(order: Order, **pieces: int) -> Withdrawal:
    statement = choose(order, **pieces)
    services.confirm_statement(statement, by=None)
    return statement


def letters(kind: str) -> list:
    while drain().done:
        pass
    return list(MailMessage.objects.filter(kind=kind))


@pytest.fixture
def seller(db) -> SimpleNamespace:
    return seller_of()


@pytest.fixture
def buyer(db):
    return UserFactory()


@pytest.fixture
def mugs(seller):
    return ProductFactory(partner=seller.partner, title="Kubek")


@pytest.fixture
def order(mugs) -> Order:
    """A guest's three mugs at 20 zł with a courier at 15,90 zł, delivered now."""
    placed = order_of(mugs, quantity=3)
    deliver(placed.vendor_orders.get())
    return Order.objects.get(pk=placed.pk)


@pytest.fixture
def link(order) -> str:
    return f"/odstap/z/{order_token(order)}/"


@pytest.fixture
def line(order):
    return order.lines.get()
