"""A person, a thing that is gone, and the letters that were sent."""

import pytest

from operations import outbox
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory


@pytest.fixture
def person(client):
    user = UserFactory(email="anna@example.com")
    client.force_login(user)
    return user


@pytest.fixture
def gone():
    return ProductFactory(title="Miska z gliny", stock=0)


@pytest.fixture
def letters(mailoutbox):
    def sent():
        outbox.drain(raising=True)
        return mailoutbox

    return sent
