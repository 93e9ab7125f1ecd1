"""Prices, stock and delivery: at once, written down, and never against what the database allows."""

from datetime import timedelta
from decimal import Decimal

import pytest

from operations.clock import now
from operations.models import AuditEntry, OutboxEntry
from shop.partner import services
from shop.partner.exceptions import BadDeliveryWayError, BadPriceError, StockBelowReservedError
from shop.partner.models import DeliveryWay, Partner, PriceLog
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.factories.offers import make_approved, make_draft
from tests.factories.pes_profiles import ProfileFactory
from tests.factories.region import PowiatFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def record():
    return make_approved(price=Decimal("64.00"), stock=6).stockrecords.get()


def log_of(record):
    return list(PriceLog.objects.filter(stockrecord=record).values_list("gross", "kind"))


def test_a_pes_has_one_selling_side():
    profile = ProfileFactory()

    partner = services.partner_of(profile)

    assert services.partner_of(profile) == partner
    assert partner.code == profile.slug
    assert Partner.objects.count() == 1


def test_a_price_holds_at_once_and_is_logged(record):
    by = UserFactory()

    services.set_price(record, Decimal("70.00"), by=by)

    record.refresh_from_db()
    assert record.price == record.product.from_price == Decimal("70.00")
    assert log_of(record) == [(Decimal("64.00"), "REGULAR"), (Decimal("70.00"), "REGULAR")]
    assert PriceLog.objects.last().by == by
    entry = AuditEntry.objects.filter(action="partner.price.set").order_by("pk").last()
    assert entry.ids == {"offer": record.product_id, "gross": "70.00"}
    assert OutboxEntry.objects.filter(topic="search.index", ref=str(record.product_id)).count() == 1


def test_a_lower_price_is_a_reduction_until_the_regular_one_is_back(record):
    for gross in ("50.00", "55.00", "64.00"):
        services.set_price(record, Decimal(gross), by=UserFactory())

    assert [kind for _gross, kind in log_of(record)] == ["REGULAR", "REDUCTION", "REDUCTION", "REGULAR"]


def test_the_same_price_is_not_logged_again(record):
    services.set_price(record, Decimal("64.00"), by=UserFactory())

    assert len(log_of(record)) == 1


def test_prices_nobody_has_seen_leave_no_trace():
    record = make_draft(price=Decimal("5.00")).product.stockrecords.get()

    services.set_price(record, Decimal("50.00"), by=UserFactory())

    assert log_of(record) == [(Decimal("50.00"), "REGULAR")]


def test_the_log_begins_on_the_day_of_publication():
    product = make_approved()

    log = PriceLog.objects.get()
    assert now() - log.at < timedelta(minutes=1)
    assert log.at >= product.published_at


def test_the_lowest_price_of_the_variants_is_kept():
    offer = ProductFactory(with_variants=True)
    small, large = (child.stockrecords.get() for child in offer.children.order_by("pk"))

    services.set_price(small, Decimal("30.00"), by=UserFactory())
    services.set_price(large, Decimal("45.00"), by=UserFactory())

    offer.refresh_from_db()
    assert offer.from_price == Decimal("30.00")


@pytest.mark.parametrize("gross", ["0", "-1", "0.001", "NaN", "Infinity", "1000000.00"])
def test_what_is_no_price_changes_nothing(record, gross):
    with pytest.raises(BadPriceError):
        services.set_price(record, Decimal(gross), by=UserFactory())

    record.refresh_from_db()
    assert record.price == Decimal("64.00")
    assert len(log_of(record)) == 1


def test_stock_holds_at_once_and_is_logged(record):
    services.set_stock(record, 2, by=UserFactory())

    record.refresh_from_db()
    assert record.free == 2
    assert AuditEntry.objects.filter(action="partner.stock.set").order_by("pk").last().ids["number"] == 2


def test_stock_may_be_nothing_or_not_counted_at_all(record):
    services.set_stock(record, 0, by=UserFactory())
    assert record.free == 0
    services.set_stock(record, None, by=UserFactory())

    record.refresh_from_db()
    assert record.free is None


def test_stock_never_falls_below_what_buyers_were_promised(record):
    record.allocate(4)

    with pytest.raises(StockBelowReservedError) as caught:
        services.set_stock(record, 3, by=UserFactory())

    assert caught.value.reserved == 4
    record.refresh_from_db()
    assert record.num_in_stock == 6


@pytest.mark.parametrize("number", [-1, 1_000_001])
def test_stock_is_a_sensible_number(record, number):
    with pytest.raises(ValueError, match=str(number)):
        services.set_stock(record, number, by=UserFactory())


def test_a_delivery_way_is_made_and_changed():
    partner, powiat, by = PartnerFactory(courier=False), PowiatFactory(), UserFactory()

    services.save_delivery_way(partner, by=by, code="OWN_DELIVERY", gross=Decimal("20.00"), powiats=[powiat])
    way = services.save_delivery_way(partner, by=by, code="OWN_DELIVERY", gross=Decimal("25.00"), note=" do 15 km ")

    assert DeliveryWay.objects.get() == way
    assert (way.gross, way.note, list(way.powiats.all())) == (Decimal("25.00"), "do 15 km", [])
    assert AuditEntry.objects.filter(action="partner.delivery.save").count() == 2


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"code": "PIGEON"}, "code"),
        ({"code": "COURIER", "gross": Decimal(-1)}, "gross"),
        ({"code": "COURIER", "gross": Decimal("NaN")}, "gross"),
        ({"code": "COURIER", "gross": Decimal("1.999")}, "gross"),
        ({"code": "PICKUP"}, "place"),
    ],
)
def test_a_delivery_way_that_lacks_something_is_not_saved(fields, fault):
    partner = PartnerFactory(courier=False)

    with pytest.raises(BadDeliveryWayError) as caught:
        services.save_delivery_way(partner, by=UserFactory(), **fields)

    assert list(caught.value.fields) == [fault]
    assert not DeliveryWay.objects.exists()
