"""What a seller has to do, and the one word that a person reads about a share or an order."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from operations.clock import now
from shop.fulfilment.models import CancelledBy, FulfilmentState, PaymentState, VendorOrder
from shop.fulfilment.rules import BY_TRANSFER, FUNDED, IN_HOUSE, PARCELS, allows, buyer_may_cancel
from shop.order.models import Order
from shop.partner.models import Partner, PaymentMethod

__all__ = [
    "buyer_may_cancel",
    "counts",
    "done",
    "due_for_reminder",
    "next_acts",
    "order_code",
    "order_word",
    "overdue",
    "sent",
    "shares_of",
    "state_word",
    "to_pack",
    "to_pay",
    "to_refund",
]

Shares = QuerySet[VendorOrder]
Word = tuple[str, str]

F, P = FulfilmentState, PaymentState

_TO_PAY = Q(fulfilment_state=F.NEW, payment_state=P.UNPAID)
_TO_PACK = Q(fulfilment_state__in=sorted(IN_HOUSE), payment_state__in=sorted(FUNDED))
_SENT = Q(fulfilment_state__in=[F.SHIPPED, F.READY_FOR_PICKUP])
_DONE = Q(fulfilment_state__in=[F.DELIVERED, F.CANCELLED])
_TO_REFUND = Q(
    fulfilment_state=F.CANCELLED,
    payment_state__in=[P.PAID, P.PART_REFUNDED],
    payment_method__in=sorted(BY_TRANSFER),
)

_WORDS = {
    "unpaid": pgettext_lazy("share", "To pay"),
    "paid": pgettext_lazy("share", "Paid"),
    "term_payment": pgettext_lazy("share", "Payment on terms"),
    "in_making": pgettext_lazy("share", "Being made"),
    "packed": pgettext_lazy("share", "Packed"),
    "shipped": pgettext_lazy("share", "On the way"),
    "ready_for_pickup": pgettext_lazy("share", "Ready for pickup"),
    "delivered": pgettext_lazy("share", "Delivered"),
    "cancelled_unpaid": pgettext_lazy("share", "Cancelled, not paid"),
    "cancelled_buyer": pgettext_lazy("share", "Cancelled by the buyer"),
    "cancelled_seller": pgettext_lazy("share", "Called off by the seller"),
    "cancelled_rops": pgettext_lazy("share", "Cancelled by ROPS"),
}
_ORDER_WORDS = {
    "waiting": pgettext_lazy("order", "Awaiting payment"),
    "in_progress": pgettext_lazy("order", "In progress"),
    "partly_done": pgettext_lazy("order", "Partly completed"),
    "done": pgettext_lazy("order", "Completed"),
    "cancelled": pgettext_lazy("order", "Cancelled"),
}
_ACTS = {
    "mark_transfer_received": pgettext_lazy("act", "Transfer received"),
    "start_making": pgettext_lazy("act", "Start making"),
    "mark_packed": pgettext_lazy("act", "Mark as packed"),
    "ship": pgettext_lazy("act", "Ship the parcel"),
    "mark_ready_for_pickup": pgettext_lazy("act", "Ready for pickup"),
    "mark_delivered": pgettext_lazy("act", "Handed over"),
    "mark_refunded": pgettext_lazy("act", "Record the refund"),
    "cancel_share": pgettext_lazy("act", "Call off"),
}
_SEND = pgettext_lazy("act", "Mark as sent")
_ARRIVED = pgettext_lazy("act", "Mark as delivered")
_DONE_ON_SITE = pgettext_lazy("act", "Done at the buyer's")


def shares_of(partner: Partner) -> Shares:
    """A seller's shares, newest first, with what a list shows."""
    own = VendorOrder.objects.filter(partner=partner)
    return own.select_related("order", "order__shipping_address").prefetch_related("order__lines")


def to_pay(shares: Shares) -> Shares:
    return shares.filter(_TO_PAY)


def to_pack(shares: Shares) -> Shares:
    """What may be worked on, the earliest promise first."""
    return shares.filter(_TO_PACK).order_by("dispatch_by", "pk")


def sent(shares: Shares) -> Shares:
    return shares.filter(_SENT)


def done(shares: Shares) -> Shares:
    return shares.filter(_DONE)


def to_refund(shares: Shares) -> Shares:
    """Cancelled after the transfer came: the seller owes the buyer money."""
    return shares.filter(_TO_REFUND)


def counts(partner: Partner) -> dict[str, int]:
    """How many shares stand where, in one query."""
    return VendorOrder.objects.filter(partner=partner).aggregate(
        to_pay=Count("pk", filter=_TO_PAY),
        to_pack=Count("pk", filter=_TO_PACK),
        sent=Count("pk", filter=_SENT),
        done=Count("pk", filter=_DONE),
        to_refund=Count("pk", filter=_TO_REFUND),
    )


def overdue(moment: datetime) -> Shares:
    """Unpaid shares whose hold has ended, the longest waiting first."""
    return VendorOrder.objects.filter(_TO_PAY, hold_until__lte=moment).order_by("hold_until", "pk")


def due_for_reminder() -> Shares:
    """Transfers that have not come and whose buyer was not yet reminded."""
    return VendorOrder.objects.filter(
        _TO_PAY,
        payment_method=PaymentMethod.TRANSFER,
        reminded_at__isnull=True,
        placed_at__lte=now() - timedelta(days=settings.OPES["TRANSFER_REMINDER_DAYS"]),
        hold_until__gt=now(),
    ).order_by("pk")


def state_word(vo: VendorOrder) -> Word:
    """The one word about a share: (code, what a person reads)."""
    code = _code(vo)
    return code, str(_WORDS[code])


def order_word(order: Order) -> Word:
    """The one word about an order, derived from its shares; prefetch `vendor_orders` for lists."""
    code = order_code(order.vendor_orders.all()).lower()
    return code, str(_ORDER_WORDS[code])


def order_code(shares: Iterable[VendorOrder]) -> str:
    """Return what `Order.status` holds: the order's word in capitals."""
    rows = list(shares)
    states = {row.fulfilment_state for row in rows}
    if states <= {F.CANCELLED}:
        return "CANCELLED"
    if states == {F.DELIVERED}:
        return "DONE"
    if any(row.payment_state == P.UNPAID and row.fulfilment_state != F.CANCELLED for row in rows):
        return "WAITING"
    return "PARTLY_DONE" if F.DELIVERED in states else "IN_PROGRESS"


def next_acts(vo: VendorOrder) -> list[Word]:
    """What the seller may do with a share now: (name of the service, what the button says), likeliest first."""
    return [(act, str(_label(act, vo))) for act in _ACTS if allows(act, vo)]


def _label(act: str, vo: VendorOrder) -> Promise:
    if act == "ship" and vo.delivery_code not in PARCELS:
        return _SEND
    if act == "mark_delivered" and vo.fulfilment_state == F.SHIPPED:
        return _ARRIVED
    if act == "mark_delivered" and vo.fulfilment_state != F.READY_FOR_PICKUP:
        return _DONE_ON_SITE
    return _ACTS[act]


def _code(vo: VendorOrder) -> str:
    if vo.fulfilment_state == F.CANCELLED:
        ends = {
            CancelledBy.SYSTEM: "cancelled_unpaid",
            CancelledBy.BUYER: "cancelled_buyer",
            CancelledBy.ROPS: "cancelled_rops",
        }
        return ends.get(CancelledBy(vo.cancelled_by), "cancelled_seller")
    if vo.payment_state == P.UNPAID:
        return "unpaid"
    if vo.fulfilment_state != F.NEW:
        return str(vo.fulfilment_state).lower()
    return "term_payment" if vo.payment_state == P.TERM else "paid"
