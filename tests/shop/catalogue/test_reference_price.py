"""The price a reduction is measured against: the lowest of the 30 days before it began, never after."""

from datetime import timedelta
from decimal import Decimal

import pytest

from operations.clock import now
from shop.catalogue.models import Product, Withdrawal
from shop.partner.models import PriceLog
from tests.factories.catalogue import ProductFactory

pytestmark = pytest.mark.django_db

REGULAR, REDUCED = PriceLog.Kind.REGULAR, PriceLog.Kind.REDUCTION


def offer_with(history, **fields):
    """Make an offer whose prices were set so many days ago: (days, gross, kind)."""
    offer = ProductFactory(price=history[-1][1], **fields)
    for days, gross, kind in history:
        PriceLog.objects.create(
            stockrecord=offer.stockrecords.get(), gross=Decimal(gross), kind=kind, at=now() - timedelta(days=days)
        )
    return Product.objects.for_cards().get(pk=offer.pk)


@pytest.mark.parametrize(
    ("history", "lowest", "percent"),
    [
        ([(90, "50.00", REGULAR), (2, "40.00", REDUCED)], "50.00", 20),
        ([(90, "50.00", REGULAR), (9, "40.00", REDUCED), (2, "45.00", REDUCED)], "50.00", 10),
        ([(90, "80.00", REGULAR), (20, "100.00", REGULAR), (2, "90.00", REDUCED)], "80.00", None),
        ([(90, "80.00", REGULAR), (50, "100.00", REGULAR), (2, "90.00", REDUCED)], "100.00", 10),
        ([(90, "60.00", REGULAR), (10, "70.00", REGULAR), (5, "55.00", REDUCED)], "60.00", 8),
    ],
    ids=["plain", "raised-while-reduced", "lower-within-window", "lower-before-window", "in-force-at-window-start"],
)
def test_the_lowest_price_of_the_thirty_days_before(history, lowest, percent):
    told = offer_with(history).omnibus

    assert (told.lowest, told.percent, told.rule) == (Decimal(lowest), percent, "LAST_30_DAYS")


def test_a_thing_on_sale_for_less_than_thirty_days_compares_since_the_start():
    told = offer_with([(12, "28.00", REGULAR), (3, "25.00", REDUCED)]).omnibus

    assert (told.lowest, told.rule, told.percent) == (Decimal("28.00"), "SHORT_ON_SALE", 11)


def test_a_perishable_thing_compares_with_the_price_before_the_first_reduction():
    history = [(60, "10.00", REGULAR), (20, "12.00", REGULAR), (2, "9.00", REDUCED), (1, "6.00", REDUCED)]

    told = offer_with(history, withdrawal=Withdrawal.PERISHABLE).omnibus

    assert (told.lowest, told.rule, told.percent) == (Decimal("12.00"), "PERISHABLE", 50)


@pytest.mark.parametrize(
    "history",
    [
        [(9, "20.00", REGULAR)],
        [(9, "20.00", REDUCED)],
        [(90, "50.00", REGULAR), (9, "40.00", REDUCED), (2, "50.00", REGULAR)],
    ],
    ids=["never-changed", "nothing-before", "over"],
)
def test_what_is_not_reduced_has_no_reference_price(history):
    assert offer_with(history).omnibus is None


def test_a_percent_is_never_shown_without_its_reference_price(client):
    offer = offer_with([(90, "50.00", REGULAR), (2, "40.00", REDUCED)])

    text = client.get(offer.get_absolute_url()).content.decode()

    assert text.count("20%") == 1
    assert "50,00" in text
