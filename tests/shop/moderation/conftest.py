"""Somebody of ROPS, signed in, and versions of offers to decide on."""

import pytest
from django.urls import reverse

from shop.catalogue.models import OfferRevision, Product
from shop.catalogue.services import open_revision, save_revision, submit_revision
from tests.factories.accounts import UserFactory

INBOX = "/cms-admin/moderacja/oferty/"


@pytest.fixture
def rops(db):
    return UserFactory(rops=True, first_name="Maria", last_name="Sprawdzająca")


@pytest.fixture
def office(client, rops):
    client.force_login(rops)
    return client


def page_of(revision: OfferRevision) -> str:
    return reverse("moderation_admin:revision", args=[revision.pk])


def change_of(product: Product, **fields) -> OfferRevision:
    by = UserFactory()
    revision = open_revision(product, by=by)
    save_revision(revision, by=by, version=revision.version, **fields)
    return submit_revision(revision, by=by)
