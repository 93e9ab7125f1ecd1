"""Money on its way: sessions to pay in, their end, and money back.

A session and a return are asked for outside of any transaction; what the operator answers is written by one
conditional UPDATE. What operators tell comes through `shop.payments.inbox`.
"""

import logging

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.urls import reverse

from operations.clock import now
from operations.money import to_grosze
from shop.fulfilment import services as fulfilment
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder, VendorOrderEvent
from shop.fulfilment.queries import due_for_reminder, overdue
from shop.payments.exceptions import (
    ByHandError,
    DeclinedError,
    GatewayError,
    GatewayOffError,
    RefusedError,
    UnreachableError,
)
from shop.payments.gateways import gateway_of, get_gateway
from shop.payments.inbox import apply_notice, bury_notice, receive_notice
from shop.payments.models import Payment
from shop.payments.outcomes import ask, end
from shop.payments.queries import OPEN, live_payments
from shop.payments.refunds import refund_payment

__all__ = [
    "apply_notice",
    "bury_notice",
    "close_sessions",
    "expire_unpaid",
    "open_session",
    "receive_notice",
    "refund_payment",
    "refund_share",
    "remind_of_transfers",
    "return_late_money",
    "start_payment",
]

logger = logging.getLogger("shop.payments")

State = Payment.State
BATCH = 200


# --- To pay ---


def start_payment(vo: VendorOrder, *, return_url: str) -> str:
    """Return where to send the buyer: the open session of this share, or a new one after one that ended.

    For a transfer that is `return_url` itself, where the buyer finds the account and the code.
    Raises `NotNowError` when the share is not to be paid (any more), `GatewayOffError`, `GatewayError`.
    """
    gateway = gateway_of(vo)
    if not gateway.has_sessions:
        return return_url

    if live_payments(vo).filter(state=State.SESSION_OPEN, expires_at__lte=now()).exists():
        close_sessions(vo)
    payment = _claim_attempt(vo, gateway.name)
    if payment.state == State.PROCESSING:
        return return_url
    if payment.state == State.CREATED:
        open_session(payment)
    if payment.state != State.SESSION_OPEN:  # another request was quicker, and it is over already
        raise NotNowError(f"payment {payment.pk}")
    return gateway.address(payment, return_url)


@transaction.atomic
def _claim_attempt(vo: VendorOrder, gateway: str) -> Payment:
    # The lock keeps an expiry, a cancellation and a second click out until the attempt is written.
    payable = VendorOrder.objects.filter(
        pk=vo.pk,
        payment_state=PaymentState.UNPAID,
        fulfilment_state=FulfilmentState.NEW,
        hold_until__gt=now(),
    )
    if not payable.update(hold_until=F("hold_until")):
        raise NotNowError(f"share {vo.pk}")
    live = live_payments(vo).first()
    if live:
        return live

    last = Payment.objects.filter(vendor_order=vo).aggregate(last=Max("attempt"))["last"] or 0
    fresh = VendorOrder.objects.get(pk=vo.pk)
    return Payment.objects.create(
        vendor_order=fresh, gateway=gateway, attempt=last + 1, amount=to_grosze(fresh.payable_gross)
    )


def open_session(payment: Payment) -> None:
    """Ask the operator for the session of an attempt: asked again, it is the same one.

    Nothing of the request depends on who asks and when, so that an attempt whose answer was lost is found again.
    Raises `GatewayError`; where it is not known whether the session was made, the attempt stays as it is.
    """
    own = Payment.objects.filter(pk=payment.pk, state=State.CREATED)
    back = settings.WAGTAILADMIN_BASE_URL + reverse("payments:back", args=[payment.vendor_order.number])
    try:
        started = get_gateway(payment.gateway).start(payment, back)
    except UnreachableError:
        raise
    except GatewayError:
        own.update(state=State.FAILED)
        raise
    own.update(
        state=State.SESSION_OPEN,
        reference=started.reference,
        redirect_url=started.redirect_url,
        expires_at=started.expires_at,
    )
    payment.refresh_from_db()


# --- The end of a session, and money back ---


def close_sessions(vo: VendorOrder) -> bool:
    """Close what is open and say whether no session of a share can take money any more."""
    for payment in live_payments(vo).filter(state__in=OPEN).select_related("vendor_order"):
        if _is_closed(payment):
            end(payment, State.EXPIRED, of=OPEN)
        elif not get_gateway(payment.gateway).is_test:  # it was paid meanwhile, or is just being paid
            ask(payment)
    return not live_payments(vo).exists()


def _is_closed(payment: Payment) -> bool:
    if payment.state == State.CREATED:  # perhaps the operator has its session and we have not written it down
        try:
            open_session(payment)
        except DeclinedError:
            return True
    return get_gateway(payment.gateway).close(payment)


def expire_unpaid() -> int:
    """End the shares that nobody paid in time, each on its own, and return how many ended."""
    ended = 0
    for vo in overdue(now())[:BATCH]:
        try:
            if close_sessions(vo):
                fulfilment.expire_share(vo)
                ended += 1
        except NotNowError:
            continue  # paid or cancelled at the last moment
        except (GatewayError, GatewayOffError):
            logger.exception("a session could not be closed", extra={"share": vo.pk})
    return ended


def remind_of_transfers() -> int:
    """Ask for transfers that have not come, each once, and return how many buyers were asked."""
    asked = 0
    for vo in due_for_reminder()[:BATCH]:
        try:
            fulfilment.remind(vo)
            asked += 1
        except NotNowError:
            continue
    return asked


def refund_share(vo: VendorOrder) -> None:
    """Return the money of a cancelled share: through its operator, or as the seller's task after a transfer."""
    if vo.fulfilment_state != FulfilmentState.CANCELLED or vo.payment_state not in {
        PaymentState.PAID,
        PaymentState.PART_REFUNDED,
    }:
        return
    paid = list(Payment.objects.filter(vendor_order=vo, state=State.PAID))
    by_hand = not paid
    for payment in paid:
        try:
            refund_payment(payment)
        except RefusedError:
            continue  # the seller has it among the returns to be made
        except ByHandError:
            by_hand = True
    if by_hand:
        _have_it_returned_by_hand(vo)


def return_late_money(payment: Payment) -> None:
    """Return what a payment still holds; what its operator cannot return is the seller's task."""
    try:
        refund_payment(payment)
    except RefusedError:
        return
    except ByHandError:
        _have_it_returned_by_hand(payment.vendor_order)


def _have_it_returned_by_hand(vo: VendorOrder) -> None:
    if not vo.events.filter(kind=VendorOrderEvent.Kind.REFUND_DUE).exists():
        fulfilment.note_event(vo, VendorOrderEvent.Kind.REFUND_DUE)
