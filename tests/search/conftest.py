"""What the tests of the search look for, and how."""

import pytest

from search.engines import choose
from search.queries import search
from search.services import rebuild
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.pes_profiles import ProfileFactory
from tests.factories.region import GminaFactory


def found(typed, **more):
    """Return the references of what is found, best first."""
    return [hit.ref for hit in search(typed, **more).hits]


def index() -> None:
    """Index everything. Unlike `rebuild_all` it looks for no form of a forgotten word: a test begins without any."""
    for engine in choose.kept():
        rebuild(engine)


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
    index()
    return offer
