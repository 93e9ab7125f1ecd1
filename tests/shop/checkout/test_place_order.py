from datetime import timedelta
from decimal import Decimal

import pytest

from cms.pages.services import publish_legal_version
from operations import legal
from operations.clock import today
from operations.models import OutboxEntry
from shop.basket.models import Basket
from shop.checkout.exceptions import SoldOutMeanwhileError, SummaryChangedError
from shop.checkout.invariants import broken_invariants
from shop.checkout.queries import summary_of
from shop.checkout.services import hash_of, order_token, place_order
from shop.order.models import Order
from shop.partner.models import StockRecord
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.factories.cms import make_home
from tests.factories.order import order_of, ready_basket

pytestmark = pytest.mark.django_db


def test_one_order_has_one_share_for_each_seller():
    first, second = ProductFactory(price="20.00"), ProductFactory(price="30.00")

    order = order_of(first, second)

    assert order.number == "100001"
    assert [share.number for share in order.vendor_orders.order_by("pk")] == ["100001-1", "100001-2"]
    assert order.total_incl_tax == Decimal("81.80")
    assert hash_of(order_token(order)) == order.token_hash
    assert OutboxEntry.objects.filter(topic="mail.new_order_seller").count() == 2
    assert broken_invariants() == []


def test_an_order_keeps_the_version_of_the_terms_that_is_in_force():
    make_home()
    for version, days in (("1.0", -100), ("1.1", 0), ("1.2", 1)):
        publish_legal_version(
            "BUYER_TERMS", version=version, valid_from=today() + timedelta(days=days), html="<p>treść</p>"
        )

    assert order_of(ProductFactory()).terms_version == "1.1"


def test_an_order_says_when_no_terms_were_published():
    assert order_of(ProductFactory()).terms_version == legal.UNPUBLISHED


def test_a_replay_finds_the_first_order():
    basket, draft = ready_basket(ProductFactory())
    stamp = summary_of(basket, draft).stamp

    first = place_order(basket, draft, stamp=stamp)
    again = place_order(basket, draft, stamp=stamp)

    assert first == again
    assert Order.objects.count() == 1


def test_a_changed_price_places_nothing():
    offer = ProductFactory()
    basket, draft = ready_basket(offer)
    stamp = summary_of(basket, draft).stamp
    StockRecord.objects.update(price=Decimal("21.00"))

    with pytest.raises(SummaryChangedError):
        place_order(Basket.objects.get(pk=basket.pk), draft, stamp=stamp)

    assert not Order.objects.exists()
    assert Basket.objects.get(pk=basket.pk).status == Basket.OPEN


def test_what_sold_out_at_the_last_moment_is_named_and_nothing_is_half_placed(monkeypatch):
    kept, gone = ProductFactory(), ProductFactory(stock=1)
    basket, draft = ready_basket(kept, gone)
    summary = summary_of(basket, draft)
    from shop.checkout import services

    real = services.allocate

    def late(shown):
        StockRecord.objects.filter(product=gone).update(num_allocated=1)
        real(shown)

    monkeypatch.setattr(services, "allocate", late)

    with pytest.raises(SoldOutMeanwhileError) as refusal:
        place_order(Basket.objects.get(pk=basket.pk), draft, stamp=summary.stamp)

    assert refusal.value.title == gone.title
    assert not Order.objects.exists()
    assert StockRecord.objects.get(product=kept).num_allocated == 0


def test_vat_of_a_mixed_basket_and_its_carriage_adds_up_to_the_grosz():
    seller = PartnerFactory(vat_payer=True)
    offer = ProductFactory(
        partner=seller,
        price="79.99",
        vat_code="MIXED",
        vat_parts=[{"rate": "5", "gross": "33.33"}, {"rate": "23", "gross": "46.66"}],
    )

    share = order_of(offer, quantity=3).vendor_orders.get()

    assert {tax.rate for tax in share.taxes.all()} == {"5", "23"}
    assert broken_invariants() == []
