"""A seller with an owner, a packer and a stranger."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.catalogue import PartnerFactory
from tests.factories.pes_profiles import MembershipFactory


def seller_of(**fields: Any) -> SimpleNamespace:
    partner = PartnerFactory(**fields)
    return SimpleNamespace(
        partner=partner,
        profile=partner.profile,
        slug=partner.profile.slug,
        owner=MembershipFactory(profile=partner.profile).user,
        packer=MembershipFactory(profile=partner.profile, packer=True).user,
        url=lambda name, *args: reverse(f"seller:{name}", args=[partner.profile.slug, *args]),
    )


@pytest.fixture
def seller(db) -> SimpleNamespace:
    return seller_of()


@pytest.fixture
def other(db) -> SimpleNamespace:
    return seller_of()


@pytest.fixture
def owner(client, seller):
    """A browser in which the owner is signed in."""
    client.force_login(seller.owner)
    return client


@pytest.fixture
def stranger(db):
    return UserFactory()
