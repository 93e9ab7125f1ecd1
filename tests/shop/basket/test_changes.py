"""What is different since the buyer was here, and what each seller asks for."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from operations.clock import now
from shop.catalogue.models import Availability, MonthCapacity
from shop.partner.models import StockRecord
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.shop.basket.walk import page, put

pytestmark = pytest.mark.django_db


def test_a_changed_price_is_told_first_and_once(client):
    offer = ProductFactory(price="20.00")
    put(client, offer)
    StockRecord.objects.update(price=Decimal("25.00"))

    first, second = page(client), page(client)

    assert "note-warn" in first
    assert first.index("note-warn") < first.index('class="part"')
    assert "25,00\xa0zł" in first
    assert "note-warn" not in second


def test_what_sold_out_is_shown_and_not_counted(client):
    kept, gone = ProductFactory(price="20.00"), ProductFactory(price="500.00")
    put(client, kept)
    put(client, gone)
    StockRecord.objects.filter(product=gone).update(num_in_stock=0)

    html = page(client)

    assert gone.title in html
    assert "item-gone" in html
    assert "500,00" not in html.split('id="razem"')[1]
    assert "35,90\xa0zł" in html


def test_a_full_month_is_told_in_the_basket(client):
    offer = ProductFactory(availability=Availability.CAPACITY, capacity_per_month=2)
    put(client, offer, "2")
    assert "item-gone" not in page(client)
    MonthCapacity.objects.create(product=offer, month=offer.dispatch_month, capacity=2, claimed=1)

    assert "item-gone" in page(client)


def test_a_seller_that_left_does_not_hold_up_the_others(client):
    kept, left = ProductFactory(price="20.00"), ProductFactory()
    put(client, kept)
    put(client, left)
    left.partner.profile.__class__.objects.filter(pk=left.partner.profile.pk).update(is_listed=False)

    html = page(client)

    assert html.count("item-gone") == 1
    assert reverse("checkout:start") in html


def test_a_seller_without_delivery_is_told_at_once(client):
    put(client, ProductFactory(partner=PartnerFactory(courier=False)))

    html = page(client)

    assert "item-gone" in html
    assert reverse("checkout:start") not in html


def test_the_smallest_order_of_a_seller_is_told_and_stops(client):
    put(client, ProductFactory(price="20.00", partner=PartnerFactory(min_order=Decimal("50.00"))))

    html = page(client)

    assert "30,00\xa0zł" in html
    assert reverse("checkout:start") not in html


def test_the_free_threshold_counts_this_sellers_goods_only(client):
    seller = PartnerFactory(free_delivery_from=Decimal("50.00"))
    put(client, ProductFactory(price="20.00", partner=seller))
    put(client, ProductFactory(price="400.00"))

    assert "30,00\xa0zł" in page(client)

    put(client, ProductFactory(price="30.00", partner=seller))

    first = page(client).split('id="p1"')[1].split("<section")[0]
    assert "15,90" not in first
    assert "50,00\xa0zł" in first


def test_a_dearer_and_a_vanished_thing_since_yesterday_are_both_named_before_the_checkout(client):
    dearer, gone = ProductFactory(title="Kubek", price="20.00"), ProductFactory(title="Miska", stock=5)
    put(client, dearer)
    put(client, gone)
    with time_machine.travel(now() + timedelta(days=1)):
        StockRecord.objects.filter(product=dearer).update(price=Decimal("25.00"))
        StockRecord.objects.filter(product=gone).update(num_allocated=5)

        first = page(client).split('class="part"')[0].replace("\xa0", " ")
        assert "„Kubek”: cena wzrosła: 20,00 zł → 25,00 zł" in first
        assert "„Miska”: wyprzedane" in first
        assert "cena wzrosła" not in page(client)  # told once


def test_a_measured_thing_has_its_unit_price_in_the_basket_too(client):
    put(client, ProductFactory(price="12.00", net_quantity={"amount": "400", "unit": "g"}))

    assert "30,00 zł za kg" in page(client).replace("\xa0", " ")
