"""The moves of a share. Each is one conditional UPDATE: of two that exclude each other exactly one wins.

A move that the state does not allow raises `NotNowError` and leaves nothing behind: no event, no letter, no stock.
"""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q

from operations import audit, outbox
from operations.clock import now
from pes_profiles.accounts.models import User
from shop.fulfilment.carriers import tracking_url
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, FulfilmentState, PaymentState, Shipment, VendorOrder, VendorOrderEvent
from shop.fulfilment.queries import order_code
from shop.fulfilment.rules import CANCEL, REFUNDABLE, situations
from shop.fulfilment.stock import give_back, hand_out
from shop.order.models import Order
from shop.partner.models import PaymentMethod

__all__ = [
    "NotNowError",
    "cancel_share",
    "expire_share",
    "mark_delivered",
    "mark_packed",
    "mark_paid",
    "mark_part_refunded",
    "mark_ready_for_pickup",
    "mark_refunded",
    "mark_transfer_received",
    "note_event",
    "remind",
    "reopen_refund",
    "ship",
    "start_making",
]

Kind = VendorOrderEvent.Kind
#: attempts to pay whose session may still take money; the room of payments keeps them, above this one
LIVE_PAYMENTS = ("CREATED", "SESSION_OPEN", "PROCESSING")


# --- Money ---


def mark_transfer_received(vo: VendorOrder, *, by: User | None) -> None:
    """The seller saw the transfer on its account."""
    _pay("mark_transfer_received", vo, at=now(), by=by, note="")


def mark_paid(vo: VendorOrder, *, at: datetime, by: User | None = None, note: str = "") -> None:
    """An operator says that the money is there."""
    _pay("mark_paid", vo, at=at, by=by, note=note)


@transaction.atomic
def _pay(act: str, vo: VendorOrder, *, at: datetime, by: User | None, note: str) -> None:
    _move(vo, situations(act), payment_state=PaymentState.PAID, paid_at=at)

    _record(vo, Kind.PAID, by=by, note=note)
    outbox.put("mail.share_paid", vo, dedupe_key=f"mail.share_paid:{vo.pk}")
    _derive_order(vo)


@transaction.atomic
def mark_refunded(vo: VendorOrder, *, by: User | None = None, note: str = "") -> None:
    """The money of a cancelled share is back with the buyer. A gateway did it, or a seller says so of a transfer."""
    when = situations("mark_refunded") if by else REFUNDABLE.q
    _move(vo, when, payment_state=PaymentState.REFUNDED)

    _record(vo, Kind.REFUNDED, by=by, note=note)


@transaction.atomic
def mark_part_refunded(vo: VendorOrder, *, whole: bool = False, note: str | None = None) -> None:
    """Money of the buyer went back, and the rest is still the seller's; `whole`: nothing is left of it.

    Without a `note` the return stands in the timeline already.
    """
    state = PaymentState.REFUNDED if whole else PaymentState.PART_REFUNDED
    _move(vo, situations("mark_part_refunded"), payment_state=state)

    if note is None:
        audit.log("shop.fulfilment.part_refunded", vo, order=vo.order_id, state=state)
    else:
        _record(vo, Kind.REFUNDED, by=None, note=note)
    _derive_order(vo)


@transaction.atomic
def reopen_refund(vo: VendorOrder, *, part: bool, note: str, kind: str = Kind.REFUND_FAILED) -> None:
    """Money that was on its way to the buyer came back to the seller, who owes it again; `part`: other returns stand.

    So does what a bank took and gave back, which `kind` says. A share whose state never said that money went back only
    gets the event.
    """
    state = PaymentState.PART_REFUNDED if part else PaymentState.PAID
    if VendorOrder.objects.filter(situations("reopen_refund"), pk=vo.pk).update(payment_state=state):
        vo.refresh_from_db(fields=["fulfilment_state", "payment_state"])

    _record(vo, kind, by=None, note=note)
    _derive_order(vo)


@transaction.atomic
def note_event(vo: VendorOrder, kind: str, *, by: User | None = None, note: str = "") -> None:
    """Write into a share's timeline what happened to its money without moving its states."""
    _record(vo, kind, by=by, note=note)


# --- Work ---


@transaction.atomic
def start_making(vo: VendorOrder, *, by: User | None) -> None:
    _move(vo, situations("start_making"), fulfilment_state=FulfilmentState.IN_MAKING)

    _record(vo, Kind.IN_MAKING, by=by)
    _derive_order(vo)


@transaction.atomic
def mark_packed(vo: VendorOrder, *, by: User | None) -> None:
    _move(vo, situations("mark_packed"), fulfilment_state=FulfilmentState.PACKED)

    _record(vo, Kind.PACKED, by=by)
    _derive_order(vo)


@transaction.atomic
def ship(vo: VendorOrder, *, by: User | None, carrier: str = "", tracking_no: str = "") -> None:
    """The parcel is on its way: its goods leave the stock, and the buyer gets the number."""
    carrier, tracking_no = carrier.strip()[:60], tracking_no.strip()[:60]
    _move(vo, situations("ship"), fulfilment_state=FulfilmentState.SHIPPED)

    hand_out(vo)
    Shipment.objects.create(
        vendor_order=vo,
        carrier=carrier,
        tracking_no=tracking_no,
        tracking_url=tracking_url(carrier, tracking_no),
        shipped_at=now(),
    )

    _record(vo, Kind.SHIPPED, by=by, note=" ".join(filter(None, (carrier, tracking_no))))
    outbox.put("mail.share_shipped", vo, dedupe_key=f"mail.share_shipped:{vo.pk}")
    _derive_order(vo)


@transaction.atomic
def mark_ready_for_pickup(vo: VendorOrder, *, by: User | None) -> None:
    _move(vo, situations("mark_ready_for_pickup"), fulfilment_state=FulfilmentState.READY_FOR_PICKUP)

    _record(vo, Kind.READY_FOR_PICKUP, by=by)
    outbox.put("mail.share_ready", vo, dedupe_key=f"mail.share_ready:{vo.pk}")
    _derive_order(vo)


@transaction.atomic
def mark_delivered(vo: VendorOrder, *, by: User | None) -> None:
    """The buyer has it: handed over, delivered, or done on site. What was not sent leaves the stock now."""
    moment = now()
    _move(vo, situations("mark_delivered"), fulfilment_state=FulfilmentState.DELIVERED, delivered_at=moment)

    hand_out(vo)
    vo.shipments.filter(delivered_at__isnull=True).update(delivered_at=moment)

    _record(vo, Kind.DELIVERED, by=by)
    _derive_order(vo)


# --- The end before the end ---


@transaction.atomic
def cancel_share(
    vo: VendorOrder, *, by: User | None, who: CancelledBy, reason: str, as_long_as: CancelledBy | None = None
) -> None:
    """Call a share off. Stock and capacity go back on sale; money that was paid goes back to the buyer.

    The buyer may until it is packed, the seller and ROPS until it has left the house; an open payment session is
    closed by the room of payments, which also returns what was paid. `as_long_as` lends somebody else's term: a
    buyer who withdraws from the contract has the seller's.
    """
    if who == CancelledBy.SYSTEM:
        expire_share(vo)
        return
    _move(
        vo,
        CANCEL[as_long_as or who].q,
        fulfilment_state=FulfilmentState.CANCELLED,
        cancelled_by=who,
        cancel_reason=reason.strip(),
        cancelled_at=now(),
    )

    give_back(vo)
    if vo.payment_state in {PaymentState.PAID, PaymentState.PART_REFUNDED}:
        outbox.put("payments.refund", vo, dedupe_key=f"payments.refund:{vo.pk}")
    elif vo.payment_state == PaymentState.UNPAID:
        outbox.put("payments.close", vo, dedupe_key=f"payments.close:cancelled:{vo.pk}")

    _record(vo, Kind.CANCELLED, by=by, who=who)
    outbox.put("mail.share_cancelled", vo, dedupe_key=f"mail.share_cancelled:{vo.pk}")
    _derive_order(vo)


@transaction.atomic
def expire_share(vo: VendorOrder) -> None:
    """Nobody paid in time: the share ends and its goods go back on sale.

    Not while a payment session may still take money. The row is locked first and looked at again in a second
    statement, which then sees a session that somebody opened at the last moment.
    """
    due = VendorOrder.objects.filter(
        CANCEL[CancelledBy.SYSTEM].q, pk=vo.pk, hold_until__isnull=False, hold_until__lte=now()
    )
    if not due.update(hold_until=F("hold_until")):
        raise NotNowError
    if vo.payments.filter(state__in=LIVE_PAYMENTS).exists():
        raise NotNowError
    _move(
        vo,
        CANCEL[CancelledBy.SYSTEM].q,
        payment_state=PaymentState.EXPIRED,
        fulfilment_state=FulfilmentState.CANCELLED,
        cancelled_by=CancelledBy.SYSTEM,
        cancelled_at=now(),
    )

    give_back(vo)

    _record(vo, Kind.EXPIRED, by=None)
    outbox.put("mail.share_expired", vo, dedupe_key=f"mail.share_expired:{vo.pk}")
    _derive_order(vo)


@transaction.atomic
def remind(vo: VendorOrder) -> None:
    """Ask once for a transfer that has not come."""
    waiting = Q(
        reminded_at__isnull=True,
        payment_method=PaymentMethod.TRANSFER,
        placed_at__lte=now() - timedelta(days=settings.OPES["TRANSFER_REMINDER_DAYS"]),
        hold_until__gt=now(),
    )
    _move(vo, CANCEL[CancelledBy.SYSTEM].q & waiting, reminded_at=now())

    outbox.put("mail.share_reminder", vo, dedupe_key=f"mail.share_reminder:{vo.pk}")


# --- How a move is made ---


def _move(vo: VendorOrder, when: Q, **changes: Any) -> None:
    if not VendorOrder.objects.filter(when, pk=vo.pk).update(**changes):
        raise NotNowError(f"share {vo.pk}")
    # The row is ours until commit: its other states are read as they are, not as the caller remembers them.
    vo.refresh_from_db(fields=["fulfilment_state", "payment_state", *changes])


def _record(vo: VendorOrder, kind: str, *, by: User | None, note: str = "", **ids: object) -> None:
    VendorOrderEvent.objects.create(vendor_order=vo, kind=kind, at=now(), by=by, note=note[:255])
    audit.log(f"shop.fulfilment.{kind.lower()}", vo, by=by, order=vo.order_id, **ids)


def _derive_order(vo: VendorOrder) -> None:
    """Keep the order's word in its row. Its lock makes two shares that move at once see each other."""
    own = Order.objects.filter(pk=vo.order_id)
    own.update(status=F("status"))
    own.update(status=order_code(VendorOrder.objects.filter(order_id=vo.order_id)))
