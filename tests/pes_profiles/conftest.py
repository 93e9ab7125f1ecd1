"""People who sign in to the room: somebody who joins with a PES, and somebody of ROPS."""

import pytest

from pes_profiles.region.services import load_region
from tests.factories.accounts import UserFactory


@pytest.fixture
def person(client):
    load_region()
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def rops(client):
    user = UserFactory(rops=True)
    client.force_login(user)
    return user
