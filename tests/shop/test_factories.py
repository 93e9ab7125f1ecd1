"""The factories make what the database and the catalogue call an offer."""

import pytest

from shop.catalogue.models import Product
from tests.factories.basket import BasketLineFactory
from tests.factories.catalogue import CategoryFactory, OfferRevisionFactory, ProductFactory

pytestmark = pytest.mark.django_db


def test_an_offer_is_public_and_can_be_bought():
    offer = ProductFactory(stock=3, category=CategoryFactory())

    assert list(Product.objects.public()) == [offer]
    assert offer.can_be_bought_now
    assert offer.stockrecords.get().num_in_stock == 3


@pytest.mark.parametrize("trait", ["draft", "quote"])
def test_a_draft_and_a_quotation_cannot_be_bought(trait):
    assert not ProductFactory(**{trait: True}).can_be_bought_now


def test_variants_carry_the_stock():
    offer = ProductFactory(with_variants=True)

    assert not offer.stockrecords.exists()
    assert [child.stockrecords.get().free for child in offer.children.order_by("pk")] == [10, 10]


def test_made_to_order_has_nothing_to_count():
    assert ProductFactory(made_to_order=True).stockrecords.get().num_in_stock is None


def test_other_rows_stand_on_an_offer():
    assert BasketLineFactory(quantity=2).basket.num_lines == 1
    assert OfferRevisionFactory().product.is_public
