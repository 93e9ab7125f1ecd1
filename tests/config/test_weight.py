"""The budget: how much a visitor has to load before a page is there, compressed, without pictures. See docs/speed.md."""

from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from scripts.bench_weight import Visit
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.cms import make_home

pytestmark = pytest.mark.django_db

FIRST, NEXT = 200_000, 30_000


def read(address: str) -> bytes:
    if address.startswith(settings.STATIC_URL):
        return Path(finders.find(address.removeprefix(settings.STATIC_URL))).read_bytes()
    return Client().get(address).content


def test_the_first_page_and_the_next_stay_within_the_budget():
    make_home()
    shelf = CategoryFactory(slug="ceramika", parent=CategoryFactory(slug="rekodzielo"))
    partner = PartnerFactory()
    offers = [
        ProductFactory(category=shelf, partner=partner, description="Kubek toczony ręcznie na kole. " * 40)
        for _ in range(26)
    ]
    pages = ["/", offers[0].get_absolute_url(), shelf.get_absolute_url(), reverse("basket:view")]

    for first in pages:
        visit = Visit(read)
        weight = visit.weigh(first)
        assert all(weight.values()), weight
        assert sum(weight.values()) <= FIRST, (first, weight)
        for page in pages:
            assert sum(visit.weigh(page).values()) <= NEXT, page
