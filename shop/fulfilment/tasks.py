"""Letters that follow the moves of a share."""

from datetime import date, datetime, timedelta

from operations import outbox
from operations.clock import local_day
from operations.models import OutboxEntry
from shop.fulfilment.letters import tell_buyer, tell_seller
from shop.fulfilment.models import CancelledBy, CancelledItem, PaymentState, VendorOrder, VendorOrderEvent
from shop.fulfilment.rules import BY_TRANSFER, FUNDED

#: in which a seller sends back what came by transfer, counted from the cancellation
_DAYS_TO_RETURN = timedelta(days=14)
_PAID_ONCE = frozenset({PaymentState.PAID, PaymentState.PART_REFUNDED, PaymentState.REFUNDED})


def _share(entry: OutboxEntry) -> VendorOrder:
    return VendorOrder.objects.select_related("order", "partner__profile").get(pk=entry.ref)


def _back_by(moment: datetime | None) -> date | None:
    return local_day(moment) + _DAYS_TO_RETURN if moment else None


@outbox.handler("mail.share_paid")
def tell_of_payment(entry: OutboxEntry) -> None:
    """Tell the buyer; the seller too when it was an operator and not the seller itself that saw the money."""
    vo = _share(entry)
    tell_buyer("share_paid", vo)
    by_operator = not vo.events.filter(kind=VendorOrderEvent.Kind.PAID, by__isnull=False).exists()
    if by_operator and vo.payment_state in FUNDED:
        tell_seller("share_paid_seller", vo)


@outbox.handler("mail.share_shipped")
def tell_of_shipment(entry: OutboxEntry) -> None:
    vo = _share(entry)
    tell_buyer("share_shipped", vo, shipment=vo.shipments.order_by("pk").last())


@outbox.handler("mail.share_ready")
def tell_of_pickup(entry: OutboxEntry) -> None:
    tell_buyer("share_ready", _share(entry))


@outbox.handler("mail.share_cancelled")
def tell_of_cancellation(entry: OutboxEntry) -> None:
    """Tell the buyer who, why and what about the money; the seller when it was not the seller."""
    vo = _share(entry)
    money = {
        "paid": vo.payment_state in _PAID_ONCE,
        "by_transfer": vo.payment_method in BY_TRANSFER,
        "back_by": _back_by(vo.cancelled_at),
    }
    tell_buyer("share_cancelled", vo, others=vo.order.vendor_orders.count() > 1, **money)
    if vo.cancelled_by != CancelledBy.SELLER:
        tell_seller("share_cancelled_seller", vo, **money)


@outbox.handler("mail.share_reduced")
def tell_of_fewer_things(entry: OutboxEntry) -> None:
    """Tell the buyer what was called off and what about the money; the seller when it was not the seller."""
    first = CancelledItem.objects.get(pk=entry.ref)
    vo = VendorOrder.objects.select_related("order", "partner__profile").get(pk=first.vendor_order_id)
    items = CancelledItem.objects.filter(vendor_order=vo, at=first.at, who=first.who).select_related("line")
    words = {
        "who": first.who,
        "reason": first.reason,
        "items": [{"quantity": item.quantity, "title": item.line.title, "sum": item.worth} for item in items],
        "back": sum(item.worth for item in items),
        "paid": vo.payment_state in _PAID_ONCE,
        "by_transfer": vo.payment_method in BY_TRANSFER,
        "back_by": _back_by(first.at),
    }
    tell_buyer("share_reduced", vo, about=first.pk, **words)
    if first.who != CancelledBy.SELLER:
        tell_seller("share_reduced_seller", vo, about=first.pk, **words)


@outbox.handler("mail.share_expired")
def tell_of_expiry(entry: OutboxEntry) -> None:
    tell_buyer("share_expired", _share(entry))
