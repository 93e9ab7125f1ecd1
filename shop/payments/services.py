"""Money on its way: sessions to pay in, operators' notices, and returns.

A session and a return are asked for outside of any transaction; what the operator answers is written by one
conditional UPDATE. A notice is kept before anything is done about it, and applied once.
"""

import logging
from collections.abc import Mapping

from django.db import transaction
from django.db.models import F, Max

from operations import audit, outbox
from operations.clock import now
from operations.money import to_grosze
from shop.fulfilment import services as fulfilment
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder, VendorOrderEvent
from shop.fulfilment.queries import due_for_reminder, overdue
from shop.ledger import services as ledger
from shop.payments.exceptions import (
    BadNoticeError,
    ByHandError,
    GatewayError,
    GatewayOffError,
    UnknownReferenceError,
)
from shop.payments.gateways import NoticeData, Outcome, gateway_of, get_gateway
from shop.payments.models import Notice, Payment
from shop.payments.queries import LIVE, live_payments
from shop.payments.refunds import refund_payment

__all__ = [
    "apply_notice",
    "bury_notice",
    "close_sessions",
    "expire_unpaid",
    "receive_notice",
    "refund_payment",
    "refund_share",
    "remind_of_transfers",
    "start_payment",
]

logger = logging.getLogger("shop.payments")

State = Payment.State
#: a session that an operator still shows as payable
OPEN = (State.CREATED, State.SESSION_OPEN)
BATCH = 200
MAX_NOTICE = 64 * 1024


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
        _open_session(payment, return_url)
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
        vendor_order=fresh, gateway=gateway, attempt=last + 1, amount=to_grosze(fresh.total_gross)
    )


def _open_session(payment: Payment, return_url: str) -> None:
    gateway = get_gateway(payment.gateway)
    own = Payment.objects.filter(pk=payment.pk, state=State.CREATED)
    try:
        started = gateway.start(payment, return_url)
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


# --- Notices ---


def receive_notice(gateway: str, *, body: bytes, headers: Mapping[str, str]) -> Notice:
    """Keep an operator's notice, once however often it comes, and ask for it to be applied.

    Raises `BadNoticeError` when its sender is not the operator; then nothing is kept.
    """
    if len(body) > MAX_NOTICE:
        raise BadNoticeError("the notice is too long")
    data = get_gateway(gateway).read_notice(body, headers)
    with transaction.atomic():
        Notice.objects.bulk_create(
            [
                Notice(
                    gateway=gateway,
                    notice_id=data.notice_id,
                    kind=data.outcome,
                    reference=data.reference,
                    body={**data.body, "amount": data.amount},
                    received_at=now(),
                )
            ],
            ignore_conflicts=True,
        )
        kept = Notice.objects.get(gateway=gateway, notice_id=data.notice_id)
        outbox.put("payments.notice", kept, dedupe_key=f"payments.notice:{kept.pk}")
    return kept


@transaction.atomic
def apply_notice(notice: Notice) -> None:
    """Do once what a notice says. In any order and however often: the end is the same.

    Raises `UnknownReferenceError` for a payment whose row is not ready yet; the worker comes back to it.
    """
    claimed = Notice.objects.filter(pk=notice.pk, state=Notice.State.RECEIVED).update(
        state=Notice.State.APPLIED, applied_at=now()
    )
    if not claimed:
        return
    payment = (
        Payment.objects.filter(gateway=notice.gateway, reference=notice.reference)
        .select_related("vendor_order")
        .first()
    )
    if payment is None or not notice.reference:
        raise UnknownReferenceError(notice.pk)

    data = NoticeData(
        notice_id=notice.notice_id,
        outcome=Outcome(notice.kind),
        reference=notice.reference,
        amount=notice.body.get("amount", 0),
    )
    if data.outcome == Outcome.PAID and data.amount != payment.amount:
        _refuse(notice, payment, error=f"{data.amount} instead of {payment.amount} grosze")
        return
    if not _APPLY[data.outcome](payment):
        Notice.objects.filter(pk=notice.pk).update(state=Notice.State.IGNORED)


def bury_notice(notice: Notice) -> None:
    """Give a notice up after every try failed; ROPS sees it in the outbox."""
    Notice.objects.filter(pk=notice.pk, state=Notice.State.RECEIVED).update(
        state=Notice.State.DEAD, error="no such payment"
    )


def _refuse(notice: Notice, payment: Payment, *, error: str) -> None:
    Notice.objects.filter(pk=notice.pk).update(state=Notice.State.DEAD, error=error)
    audit.log("shop.payments.wrong_amount", payment, notice=notice.pk)
    logger.error("a notice speaks of another amount", extra={"payment": payment.pk, "notice": notice.pk})


def _take_money(payment: Payment) -> bool:
    """Money is money, also after a session failed or ended: it pays the share, or it goes back."""
    moment = now()
    if not _end(payment, State.PAID, of=(*LIVE, State.FAILED, State.EXPIRED), paid_at=moment):
        return False
    audit.log("shop.payments.paid", payment, order=payment.vendor_order.order_id, amount=payment.amount)
    ledger.post_payment(
        payment.vendor_order, payment.amount, operator=payment.gateway, key=payment.idempotency_key, at=moment
    )
    try:
        fulfilment.mark_paid(payment.vendor_order, at=moment)
    except NotNowError:
        # The share ended meanwhile, or another attempt paid it. Nobody keeps what is not owed.
        audit.log("shop.payments.late_money", payment, share=payment.vendor_order_id)
        fulfilment.note_event(payment.vendor_order, VendorOrderEvent.Kind.LATE_MONEY)
        outbox.put("payments.return", payment, dedupe_key=f"payments.return:{payment.pk}")
    else:
        outbox.put("payments.close", payment.vendor_order, dedupe_key=f"payments.close:paid:{payment.pk}")
    return True


_APPLY = {
    Outcome.PAID: _take_money,
    Outcome.PROCESSING: lambda payment: _end(payment, State.PROCESSING, of=OPEN),
    Outcome.FAILED: lambda payment: _end(payment, State.FAILED),
    Outcome.EXPIRED: lambda payment: _end(payment, State.EXPIRED),
}


def _end(payment: Payment, state: str, *, of: tuple[str, ...] = LIVE, **changes: object) -> bool:
    moved = Payment.objects.filter(pk=payment.pk, state__in=of).update(state=state, **changes)
    if moved:
        payment.refresh_from_db(fields=["state", *changes])
    return bool(moved)


# --- The end of a session, and money back ---


def close_sessions(vo: VendorOrder) -> bool:
    """Close what is open and say whether no session of a share can take money any more."""
    for payment in live_payments(vo).filter(state__in=OPEN):
        if get_gateway(payment.gateway).close(payment):
            _end(payment, State.EXPIRED, of=OPEN)
    return not live_payments(vo).exists()


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
    try:
        for payment in paid:
            refund_payment(payment)
    except ByHandError:
        paid = []
    if not paid and not vo.events.filter(kind=VendorOrderEvent.Kind.REFUND_DUE).exists():
        fulfilment.note_event(vo, VendorOrderEvent.Kind.REFUND_DUE)
