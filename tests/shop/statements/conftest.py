"""A seller with a share that waits for a transfer, and statements as banks write them."""

from types import SimpleNamespace

import pytest

from shop.fulfilment.models import VendorOrder
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.seller.conftest import seller_of


@pytest.fixture
def seller(db) -> SimpleNamespace:
    return seller_of()


@pytest.fixture
def owner(client, seller):
    client.force_login(seller.owner)
    return client


@pytest.fixture
def vo(seller) -> VendorOrder:
    return share_of(seller)


def share_of(where: SimpleNamespace, **kwargs) -> VendorOrder:
    """75,90 zł, waiting for a transfer."""
    return order_of(ProductFactory(partner=where.partner), quantity=3, **kwargs).vendor_orders.get()


def mbank(*rows: tuple[str, str], day: str = "2026-11-26") -> bytes:
    """A CSV statement with rows of title and amount."""
    lines = ["mBank S.A. Bankowość Detaliczna;", "", "#Data operacji;#Opis operacji;#Rachunek;#Kategoria;#Kwota;"]
    lines += [f'{day};"{title}";"eKonto";"Wpływy";{amount} PLN;;' for title, amount in rows]
    return "\n".join(lines).encode("cp1250")
