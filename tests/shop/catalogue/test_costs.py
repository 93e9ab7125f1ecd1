"""What pages of the shop cost in queries: after a change and when nothing changed, with one offer and with thirty."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from cms.media.models import Image
from cms.pages.models import ChosenOffer, OfferCollection
from operations import versions
from operations.clock import today
from shop.catalogue.models import ProductImage
from tests.factories.catalogue import CategoryFactory, ProductFactory
from tests.factories.cms import make_home

pytestmark = pytest.mark.django_db

BLOCKS = [("sections", {}), ("offers", {"heading": "Nowe", "limit": 8, "offers": [], "category": ""})]


@pytest.fixture
def shelf():
    return CategoryFactory(slug="ceramika", parent=CategoryFactory(slug="rekodzielo"))


@pytest.fixture
def picture(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return Image.objects.create(title="Kubek", alt="Kubek", file=get_test_image_file())


def fill(shelf, picture, number):
    for _ in range(number):
        offer = ProductFactory(category=shelf, with_variants=True)
        ProductImage.objects.create(product=offer, image=picture, alt="Kubek z uchem")
        collection, _made = OfferCollection.objects.get_or_create(
            slug="na-swieta",
            defaults={"title": "Na święta", "lead": "x", "shown_from": today(), "shown_until": today()},
        )
        ChosenOffer.objects.create(collection=collection, offer=offer)
    return offer


def both(path):
    """Count the queries of a page right after a change of everything, and of its like for which nobody has asked yet."""
    connection.run_on_commit.clear()  # as if what the test wrote were committed
    for scope in ("shop", "words"):
        versions.renew(scope)
    return queries(path), queries(f"{path}{'&' if '?' in path else '?'}nowy=1")


def queries(path):
    with CaptureQueriesContext(connection) as seen:
        assert Client().get(path).status_code == 200
    return len(seen)


def test_pages_cost_as_many_queries_for_thirty_offers_as_for_one(shelf, picture):
    home = make_home()
    home.body = BLOCKS
    home.save_revision().publish()
    section = shelf.get_parent().get_absolute_url()
    offer = fill(shelf, picture, 1).get_absolute_url()
    filtered = f"{section}?powiat=x&dostepne=1&cena_od=1&sort=cena"
    most = {"/": (15, 6), "/sklep/": (21, 6), section: (12, 2), filtered: (12, 3), offer: (12, 11)}
    for path in most:
        Client().get(path)  # makes the sizes of the picture

    few = {path: both(path) for path in most if path != "/sklep/"}  # there the collection shows what is new, too
    fill(shelf, picture, 29)
    many = {path: both(path) for path in most}

    assert few == {path: many[path] for path in few}
    over = {path: cost for path, cost in many.items() if cost[0] > most[path][0] or cost[1] > most[path][1]}
    assert not over
