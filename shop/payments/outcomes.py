"""What an operator knows about a payment, written into our rows and books: in the caller's transaction, each thing once.

In any order and however often: the end is the same. Every move is one conditional UPDATE.
"""

import logging

from django.db import transaction
from django.db.models import F

from operations import audit, outbox
from operations.clock import now
from shop.fulfilment import services as fulfilment
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrder, VendorOrderEvent
from shop.ledger import services as ledger
from shop.payments import disputes, incidents
from shop.payments.gateways import Outcome, get_gateway
from shop.payments.gateways.facts import Fetched, Returned
from shop.payments.models import Incident, Payment, Refund
from shop.payments.queries import LIVE, OPEN
from shop.payments.refunds import TO_BE_MADE, fail_refund, reserved_of, settle_refund

logger = logging.getLogger("shop.payments")

State = Payment.State


def ask(payment: Payment) -> bool:
    """Ask the operator what became of a payment and write it down; say whether anything was new.

    Raises `GatewayError`, and `UnknownReferenceError` for a session that the operator does not know.
    """
    facts = get_gateway(payment.gateway).fetch(payment)
    with transaction.atomic():
        return settle(payment, facts)


def settle(payment: Payment, facts: Fetched) -> bool:
    """Bring our row of a payment to what its operator has, and say whether anything was new."""
    _lock(payment)
    if facts.intent and payment.intent != facts.intent:
        Payment.objects.filter(pk=payment.pk).update(intent=facts.intent)
    changed = False
    if facts.outcome == Outcome.PAID and facts.amount != payment.amount:
        _refuse(payment, facts.amount)
    elif facts.outcome == Outcome.PAID:
        changed = _take_money(payment, fee=facts.fee, instrument=facts.instrument)
    elif facts.outcome == Outcome.PROCESSING:
        changed = end(payment, State.PROCESSING, of=OPEN)
    elif facts.outcome is not None:
        changed = end(payment, State(facts.outcome))
    for returned in facts.returns:
        changed |= _settle_return(payment, returned)
    arrived = {returned.key for returned in facts.returns if returned.key}
    for bounced in facts.bounced:
        if bounced.key not in arrived:
            changed |= _settle_bounced(payment, bounced)
    for dispute in facts.disputes:
        changed |= disputes.settle_dispute(payment, dispute)
    return changed


def end(payment: Payment, state: str, *, of: tuple[str, ...] = LIVE, **changes: object) -> bool:
    """Move a payment on if it stands where this move begins."""
    moved = Payment.objects.filter(pk=payment.pk, state__in=of).update(state=state, **changes)
    if moved:
        payment.refresh_from_db(fields=["state", *changes])
    return bool(moved)


def _lock(payment: Payment) -> None:
    """Let two that know the same thing write it one after another: the share first, as everywhere."""
    VendorOrder.objects.filter(pk=payment.vendor_order_id).update(hold_until=F("hold_until"))
    payment.refresh_from_db()


def _refuse(payment: Payment, amount: int) -> None:
    if incidents.report(
        Incident.Kind.WRONG_AMOUNT,
        key=f"wrong:{payment.pk}:{amount}",
        payment=payment,
        amount=amount,
    ):
        audit.log("shop.payments.wrong_amount", payment, amount=amount)
        logger.error("the operator speaks of another amount", extra={"payment": payment.pk})


def _take_money(payment: Payment, *, fee: int, instrument: str) -> bool:
    """Money is money, also after a session failed or ended: it pays the share, or it goes back."""
    moment = now()
    if not end(payment, State.PAID, of=(*LIVE, State.FAILED, State.EXPIRED), paid_at=moment):
        return False
    vo = payment.vendor_order
    audit.log("shop.payments.paid", payment, order=vo.order_id, amount=payment.amount, fee=fee)
    ledger.post_payment(vo, payment.amount, operator=payment.gateway, fee=fee, key=payment.idempotency_key, at=moment)
    if instrument:
        VendorOrder.objects.filter(pk=vo.pk).update(instrument=instrument[:20])
    try:
        fulfilment.mark_paid(vo, at=moment)
    except NotNowError:
        # The share ended meanwhile, or another attempt paid it. Nobody keeps what is not owed.
        audit.log("shop.payments.late_money", payment, share=vo.pk)
        fulfilment.note_event(vo, VendorOrderEvent.Kind.LATE_MONEY)
        incidents.report(Incident.Kind.LATE_MONEY, key=f"late:{payment.pk}", payment=payment, amount=payment.amount)
        outbox.put("payments.return", payment, dedupe_key=f"payments.return:{payment.pk}")
    else:
        outbox.put("payments.close", vo, dedupe_key=f"payments.close:paid:{payment.pk}")
    return True


def _settle_return(payment: Payment, returned: Returned) -> bool:
    """Book money that went back: our own return whose answer was lost, or one that the seller made at the operator."""
    rows = Refund.objects.filter(payment=payment)
    own = next((row for row in rows if returned.key and row.idempotency_key == returned.key), None)
    if own is not None:
        if own.state == Refund.State.DONE:
            return False
        settle_refund(own)
        return True
    outside, made = rows.get_or_create(
        payment=payment, key=f"operator:{returned.id}"[:80], defaults={"amount": returned.amount}
    )
    if not made and outside.state == Refund.State.DONE:
        return False
    if reserved_of(payment) > payment.amount:  # a return of ours is still to be made, and there is no longer so much
        rows.filter(state__in=TO_BE_MADE).exclude(pk=outside.pk).delete()
    settle_refund(outside)
    incidents.report(
        Incident.Kind.RETURNED_OUTSIDE, key=f"outside:{returned.id}", payment=payment, amount=returned.amount
    )
    return True


def _settle_bounced(payment: Payment, bounced: Returned) -> bool:
    """Open a debt again whose return did not arrive; one that we never knew of was never booked."""
    rows = Refund.objects.filter(payment=payment)
    own = next((row for row in rows if bounced.key and row.idempotency_key == bounced.key), None)
    made = own or rows.filter(key=f"operator:{bounced.id}"[:80]).first()
    if made is None or (made.state == Refund.State.ASKED and bounced.tries < made.tries):
        return False  # an earlier try's end says nothing of the one that is asked for now
    return fail_refund(made)
