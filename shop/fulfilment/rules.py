"""Which moves a share may make: one table that the services obey and the buttons are drawn from."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from django.db.models import Q

from operations.clock import now
from shop.fulfilment.models import CancelledBy, FulfilmentState, PaymentState, VendorOrder, VendorOrderEvent
from shop.partner.models import DeliveryWay, PaymentMethod

F, P, Code, Kind = FulfilmentState, PaymentState, DeliveryWay.Code, VendorOrderEvent.Kind

#: a seller may work on a share only when it is paid, or is to be paid after delivery
FUNDED = frozenset({P.PAID, P.TERM, P.PART_REFUNDED})
#: ways in which the buyer comes or the seller does the work at the buyer's: nothing is sent
NOT_SENT = frozenset({Code.PICKUP, Code.ON_SITE})
PARCELS = frozenset({Code.PARCEL_LOCKER, Code.COURIER})
BY_TRANSFER = frozenset({PaymentMethod.TRANSFER, PaymentMethod.TRANSFER_DEFERRED})
UNPACKED = frozenset({F.NEW, F.IN_MAKING})
IN_HOUSE = frozenset({F.NEW, F.IN_MAKING, F.PACKED})

#: the seller needs the buyer's number to agree on the delivery, and for a while after it (privacy policy)
PHONE_SHOWN = timedelta(days=90)


def phone_for_seller(vo: VendorOrder) -> str:
    """Return the buyer's number while the seller may have use for it."""
    over = vo.delivered_at or vo.cancelled_at
    return "" if over and over < now() - PHONE_SHOWN else vo.order.buyer_phone


@dataclass(frozen=True)
class When:
    """One condition of a move; an empty set means "any"."""

    fulfilment: Collection[str] = frozenset()
    payment: Collection[str] = frozenset()
    delivery: Collection[str] = frozenset()
    method: Collection[str] = frozenset()

    @property
    def q(self) -> Q:
        found = Q()
        for name in ("fulfilment_state", "payment_state", "delivery_code", "payment_method"):
            allowed = getattr(self, _FIELDS[name])
            if allowed:
                found &= Q(**{f"{name}__in": sorted(allowed)})
        return found

    def holds(self, vo: VendorOrder) -> bool:
        return all(
            not getattr(self, short) or getattr(vo, name) in getattr(self, short) for name, short in _FIELDS.items()
        )


_FIELDS = {
    "fulfilment_state": "fulfilment",
    "payment_state": "payment",
    "delivery_code": "delivery",
    "payment_method": "method",
}

_SENT = frozenset(Code.values) - NOT_SENT

#: the money of a share that was called off has to go back
REFUNDABLE = When(fulfilment={F.CANCELLED}, payment={P.PAID, P.PART_REFUNDED})

#: act -> the situations that allow it, any of them
MOVES: dict[str, tuple[When, ...]] = {
    "mark_paid": (When(fulfilment=frozenset(F.values) - {F.CANCELLED}, payment={P.UNPAID, P.TERM}),),
    "mark_transfer_received": (
        When(fulfilment=frozenset(F.values) - {F.CANCELLED}, payment={P.UNPAID, P.TERM}, method=BY_TRANSFER),
    ),
    "start_making": (When(fulfilment={F.NEW}, payment=FUNDED),),
    "mark_packed": (When(fulfilment=UNPACKED, payment=FUNDED, delivery=frozenset(Code.values) - {Code.ON_SITE}),),
    "ship": (
        When(fulfilment={F.PACKED}, payment=FUNDED, delivery=_SENT),
        When(fulfilment=UNPACKED, payment=FUNDED, delivery={Code.DIGITAL}),
    ),
    "mark_ready_for_pickup": (When(fulfilment={F.PACKED}, payment=FUNDED, delivery={Code.PICKUP}),),
    "mark_delivered": (
        When(fulfilment={F.SHIPPED}),
        When(fulfilment={F.READY_FOR_PICKUP}, payment=FUNDED),
        When(fulfilment=UNPACKED, payment=FUNDED, delivery={Code.ON_SITE}),
    ),
    "cancel_share": (When(fulfilment=IN_HOUSE | {F.READY_FOR_PICKUP}),),
    "mark_refunded": (replace(REFUNDABLE, method=BY_TRANSFER),),
    "mark_part_refunded": (When(payment={P.PAID, P.PART_REFUNDED}),),
    "reopen_refund": (When(payment={P.PART_REFUNDED, P.REFUNDED}),),
}

#: who cancels -> until when
CANCEL: dict[str, When] = {
    CancelledBy.BUYER: When(fulfilment=UNPACKED),
    CancelledBy.SELLER: When(fulfilment=IN_HOUSE | {F.READY_FOR_PICKUP}),
    CancelledBy.ROPS: When(fulfilment=IN_HOUSE | {F.READY_FOR_PICKUP}),
    CancelledBy.SYSTEM: When(fulfilment={F.NEW}, payment={P.UNPAID}),
}


def situations(act: str) -> Q:
    """Return the condition of the UPDATE that makes a move."""
    found = Q()
    for when in MOVES[act]:
        found |= when.q
    return found


def allows(act: str, vo: VendorOrder) -> bool:
    """Say whether a share, as it was read, allows an act. The UPDATE has the last word."""
    return any(when.holds(vo) for when in MOVES[act])


def buyer_may_cancel(vo: VendorOrder) -> bool:
    """A buyer may step back until the parcel is packed."""
    return CANCEL[CancelledBy.BUYER].holds(vo)
