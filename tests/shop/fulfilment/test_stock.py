"""What a share holds of stock and capacity, and when it lets go of it."""

from datetime import timedelta

import pytest

from operations.clock import now
from operations.models import OutboxEntry
from shop.catalogue.models import Availability, MonthCapacity
from shop.checkout.invariants import broken_invariants
from shop.fulfilment import services
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.order.models import Line
from shop.partner.models import StockRecord
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.fulfilment.conftest import delivered_by, put_into

pytestmark = pytest.mark.django_db


def stock() -> tuple[int | None, int | None]:
    return StockRecord.objects.values_list("num_in_stock", "num_allocated").get()


def test_a_sent_parcel_leaves_the_stock_once():
    vo = order_of(ProductFactory(stock=10), quantity=3).vendor_orders.get()
    assert stock() == (10, 3)
    put_into(vo, "PACKED", "PAID")

    services.ship(vo, by=None)
    assert stock() == (7, 0)
    services.mark_delivered(vo, by=None)

    assert stock() == (7, 0)
    assert Line.objects.get().num_allocated == 0
    assert broken_invariants() == []


def test_what_is_fetched_leaves_the_stock_when_it_is_handed_over(pickup):
    put_into(pickup, "PACKED", "PAID")

    services.mark_ready_for_pickup(pickup, by=None)
    assert stock() == (10, 1)
    services.mark_delivered(pickup, by=None)

    assert stock() == (9, 0)


def test_work_on_site_is_done_without_a_parcel(vo):
    delivered_by(vo, "ON_SITE")
    put_into(vo, "IN_MAKING", "TERM")

    services.mark_delivered(vo, by=None)

    assert stock() == (9, 0)
    assert not vo.shipments.exists()


@pytest.mark.parametrize("who", [CancelledBy.BUYER, CancelledBy.SELLER, CancelledBy.ROPS])
def test_a_cancelled_share_gives_its_pieces_back(who):
    vo = order_of(ProductFactory(stock=10), quantity=3).vendor_orders.get()

    services.cancel_share(vo, by=None, who=who, reason=" Powód ")

    assert stock() == (10, 0)
    line = Line.objects.get()
    assert (line.num_allocated, line.allocation_cancelled) == (0, True)
    assert (vo.cancelled_by, vo.cancel_reason) == (who, "Powód")
    assert vo.cancelled_at


def test_only_the_share_s_own_pieces_come_back():
    kept = ProductFactory(stock=5)
    order = order_of(kept, ProductFactory(stock=5))
    first = order.vendor_orders.get(partner_id=kept.partner_id)
    other = order.vendor_orders.exclude(pk=first.pk).get()

    services.cancel_share(other, by=None, who=CancelledBy.BUYER, reason="")

    assert StockRecord.objects.get(product=kept).num_allocated == 1
    assert StockRecord.objects.exclude(product=kept).get().num_allocated == 0


def test_what_is_made_to_order_counts_nothing_and_still_lets_go():
    vo = order_of(ProductFactory(made_to_order=True), quantity=2).vendor_orders.get()
    assert stock() == (None, 2)
    put_into(vo, "PACKED", "PAID")

    services.ship(vo, by=None)

    assert stock() == (None, 0)


def test_a_cancelled_share_gives_its_month_back():
    offer = ProductFactory(availability=Availability.CAPACITY, capacity_per_month=4, lead_days=5)
    vo = order_of(offer, quantity=3).vendor_orders.get()
    assert MonthCapacity.objects.get().claimed == 3

    services.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")

    assert MonthCapacity.objects.get().claimed == 0


def test_a_sent_share_keeps_its_month():
    offer = ProductFactory(availability=Availability.CAPACITY, capacity_per_month=4, lead_days=5)
    vo = order_of(offer, quantity=3).vendor_orders.get()
    put_into(vo, "PACKED", "PAID")

    services.ship(vo, by=None)

    assert MonthCapacity.objects.get().claimed == 3


def test_an_offer_that_is_gone_stops_no_cancellation(vo):
    Line.objects.update(product=None, stockrecord=None)

    services.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")

    assert vo.fulfilment_state == "CANCELLED"


def test_a_second_cancellation_gives_nothing_back_twice():
    first = order_of(ProductFactory(stock=10), quantity=3).vendor_orders.get()
    second = order_of(first.lines[0].product, quantity=2).vendor_orders.get()
    services.cancel_share(first, by=None, who=CancelledBy.BUYER, reason="")

    with pytest.raises(NotNowError):
        services.cancel_share(first, by=None, who=CancelledBy.SELLER, reason="")

    assert stock() == (10, 2)
    assert second.fulfilment_state == "NEW"


# --- Holds ---


def test_an_unpaid_share_expires_when_its_hold_ends(vo):
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))

    services.expire_share(vo)

    assert vo.payment_state == PaymentState.EXPIRED
    assert (vo.fulfilment_state, vo.cancelled_by) == ("CANCELLED", CancelledBy.SYSTEM)
    assert stock() == (10, 0)
    assert vo.events.last().kind == "EXPIRED"
    assert OutboxEntry.objects.filter(topic="mail.share_expired", ref=str(vo.pk)).count() == 1
    vo.order.refresh_from_db()
    assert vo.order.status == "CANCELLED"


def test_the_system_s_cancellation_is_an_expiry(vo):
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))

    services.cancel_share(vo, by=None, who=CancelledBy.SYSTEM, reason="")

    assert vo.payment_state == PaymentState.EXPIRED


@pytest.mark.parametrize(
    "changes",
    [
        {"hold_until": None},
        {"payment_state": "PAID"},
        {"payment_state": "TERM"},
        {"fulfilment_state": "IN_MAKING"},
        {"in_future": True},
    ],
)
def test_no_other_share_expires(vo, changes):
    moment = now() + (timedelta(minutes=1) if changes.pop("in_future", False) else -timedelta(minutes=1))
    VendorOrder.objects.update(**{"hold_until": moment, **changes})

    with pytest.raises(NotNowError):
        services.expire_share(vo)

    assert stock() == (10, 1)
    assert vo.events.count() == 1


@pytest.mark.parametrize("state", ["CREATED", "SESSION_OPEN", "PROCESSING"])
def test_a_share_whose_session_may_still_take_money_does_not_expire(online, state):
    VendorOrder.objects.update(hold_until=now() - timedelta(minutes=1))
    online.payments.create(gateway="sandbox", amount=3590, state=state)

    with pytest.raises(NotNowError):
        services.expire_share(online)

    online.refresh_from_db()
    assert online.payment_state == PaymentState.UNPAID
    assert stock() == (10, 1)


def test_a_buyer_is_reminded_once(vo):
    VendorOrder.objects.update(placed_at=now() - timedelta(days=2, minutes=1))
    services.remind(vo)

    with pytest.raises(NotNowError):
        services.remind(vo)

    assert vo.reminded_at
    assert OutboxEntry.objects.filter(topic="mail.share_reminder").count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"placed_at": now()},
        {"payment_state": "PAID"},
        {"payment_method": "SANDBOX"},
        {"fulfilment_state": "CANCELLED", "cancelled_by": "BUYER"},
        {"hold_until": now() - timedelta(minutes=1)},
    ],
)
def test_nobody_else_is_reminded(vo, changes):
    old = now() - timedelta(days=2, minutes=1)
    VendorOrder.objects.update(**{"placed_at": old, **changes})

    with pytest.raises(NotNowError):
        services.remind(vo)

    assert not OutboxEntry.objects.filter(topic="mail.share_reminder").exists()
