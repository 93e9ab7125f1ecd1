"""What the tests of the search look for, and how."""

import pytest

from search.queries import search
from search.services import rebuild_all
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.pes_profiles import ProfileFactory
from tests.factories.region import GminaFactory


def found(typed, **more):
    """Return the references of what is found, best first."""
    return [hit.ref for hit in search(typed, **more).hits]


@pytest.fixture
def honey():
    section = CategoryFactory(name="Żywność", slug="zywnosc")
    offer = ProductFactory(
        title="Miód lipowy z Turawy",
        tags=["słodycze"],
        category=CategoryFactory(name="Miody", slug="miody", parent=section),
        partner=PartnerFactory(
            profile=ProfileFactory(
                short_name="Brzęcząca Łąka",
                town="Kędzierzyn-Koźle",
                gmina=GminaFactory(terc="160301", name="Kędzierzyn-Koźle", lat=50.34, lon=18.21),
            )
        ),
    )
    rebuild_all()
    return offer
