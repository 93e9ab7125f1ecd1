"""An order that was paid for and has arrived, and the ways into withdrawing from it."""

from types import SimpleNamespace

import pytest

from operations.models import MailMessage
from operations.outbox import drain
from shop.aftersales import services
from shop.aftersales.models import Withdrawal
from shop.fulfilment.forms import new_form_key
from shop.order.models import Order
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import deliver, order_of, seller_of


def choose(order: Order, **pieces: int) -> Withdrawal:
    """Draft a statement by the link; `pieces` by the lines' titles, all of everything when left out."""
    lines = order.lines.all()
    chosen = {line.pk: pieces.get(line.title, 0) if pieces else line.quantity for line in lines}
    return services.draft_statement(
        order,
        by=None,
        way=Withdrawal.Way.LINK,
        form_key=new_form_key(),
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
