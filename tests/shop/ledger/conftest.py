"""A seller with an owner and a packer, signed in as the owner."""

from types import SimpleNamespace

import pytest

from tests.shop.seller.conftest import seller_of


@pytest.fixture
def seller(db) -> SimpleNamespace:
    return seller_of()


@pytest.fixture
def owner(client, seller):
    client.force_login(seller.owner)
    return client
