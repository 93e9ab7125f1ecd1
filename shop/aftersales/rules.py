"""Who may withdraw from what, and until when (consumer rights act, art. 27, 28, 38; civil code, art. 115)."""

from datetime import datetime, timedelta
from decimal import Decimal

from operations.clock import end_of_day, local_day, now
from operations.working_days import next_working_day
from shop.catalogue.models import Withdrawal as Code
from shop.fulfilment.models import FulfilmentState, VendorOrder
from shop.order.models import Line, Order
from shop.order.withdrawal import WITH_RIGHTS, withdrawal_words
from shop.partner.models import DeliveryWay

DAYS = 14
#: things of these kinds cannot be given back; a broken seal or a service fully done is for the seller to say
EXCLUDED = frozenset({Code.CUSTOM_MADE, Code.PERISHABLE, Code.DATED_SERVICE, Code.URGENT_REPAIR})
#: ways in which something is carried to the buyer
CARRIED = DeliveryWay.FREE_FROM


def has_consumer_rights(order: Order) -> bool:
    return order.buyer_kind in WITH_RIGHTS


def may_choose(line: Line, order: Order) -> bool:
    """Whether a thing may be given back at all, whatever the clock says."""
    return has_consumer_rights(order) and line.withdrawal not in EXCLUDED


def words_about(line: Line, vo: VendorOrder) -> str:
    """Return the sentence about the right to withdraw that the buyer read before ordering."""
    return withdrawal_words(line.withdrawal, buyer_kind=vo.order.buyer_kind, is_trader=is_trader(vo))


def is_trader(vo: VendorOrder) -> bool:
    return bool(vo.seller.get("is_trader"))


def received_at(vo: VendorOrder) -> datetime | None:
    """When the last parcel of a share came; nothing while something is still on its way. Prefetch `shipments`."""
    if vo.fulfilment_state != FulfilmentState.DELIVERED:
        return None
    moments = [parcel.delivered_at for parcel in vo.shipments.all()] + [vo.delivered_at]
    return max((moment for moment in moments if moment), default=None)


def deadline_of(vo: VendorOrder) -> datetime | None:
    """Return the first moment that is too late: 24:00 in Warsaw of the 14th day after the last parcel.

    A term that would end on a Saturday or a public holiday ends on the next working day.
    """
    received = received_at(vo)
    if received is None:
        return None
    return end_of_day(next_working_day(local_day(received) + timedelta(days=DAYS)))


def is_late(vo: VendorOrder, moment: datetime) -> bool:
    deadline = deadline_of(vo)
    return deadline is not None and moment >= deadline


def is_open(vo: VendorOrder, order: Order) -> bool:
    """Whether the buyer has the right and its clock still runs, for at least one thing of a share."""
    return (
        vo.fulfilment_state != FulfilmentState.CANCELLED
        and is_trader(vo)
        and any(may_choose(line, order) for line in order.lines.all() if line.partner_id == vo.partner_id)
        and not is_late(vo, now())
    )


def may_withdraw(order: Order) -> bool:
    """Whether the order's page shows the way here. Prefetch lines, shares and their shipments."""
    return any(is_open(vo, order) for vo in order.vendor_orders.all())


def cheapest_delivery(vo: VendorOrder) -> Decimal:
    """Return what goes back of the delivery: what was paid, at most the seller's cheapest way of sending (art. 33)."""
    offered = [way.gross for way in vo.partner.delivery_ways.all() if way.is_active and way.code in CARRIED]
    return min([vo.delivery_gross, *offered]) if vo.delivery_code in CARRIED else vo.delivery_gross
