"""Which ways of delivery a part of the basket offers."""

import pytest

from shop.basket.queries import parts_of
from shop.partner.models import DeliveryWay
from tests.factories.basket import BasketFactory, BasketLineFactory
from tests.factories.catalogue import DeliveryWayFactory, PartnerFactory, ProductFactory

pytestmark = pytest.mark.django_db
Code = DeliveryWay.Code


def ways_of(*codes: str) -> list[str]:
    partner = PartnerFactory(courier=False)
    for code in codes:
        DeliveryWayFactory(partner=partner, code=code)
    basket = BasketFactory()
    BasketLineFactory(basket=basket, product=ProductFactory(partner=partner))
    [part] = parts_of(basket)
    return sorted(way.code for way in part.ways)


def test_work_at_the_buyers_place_is_no_way_to_send_goods():
    assert ways_of(Code.COURIER, Code.ON_SITE, Code.PICKUP) == [Code.COURIER, Code.PICKUP]


def test_a_seller_who_only_works_at_the_buyers_place_can_still_be_bought_from():
    assert ways_of(Code.ON_SITE) == [Code.ON_SITE]
