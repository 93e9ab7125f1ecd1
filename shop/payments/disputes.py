"""A buyer's dispute at his bank: known while it is open, and booked when the bank keeps the money.

The seller answers it at the operator; nothing of it is decided here. The operator takes the money off the seller's
account when a dispute is opened and gives it back when the seller wins: our books move once, when it is lost.
"""

import logging

from django.db.models import Sum

from cms.base.formats import money
from operations import audit
from operations.money import to_zloty
from shop.fulfilment import services as fulfilment
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrderEvent
from shop.ledger import services as ledger
from shop.ledger.models import Entry
from shop.ledger.queries import balances
from shop.payments import incidents
from shop.payments.gateways.facts import Disputed, DisputeState
from shop.payments.models import Incident, Payment, Refund
from shop.payments.refunds import TO_BE_MADE, take_off_payment

logger = logging.getLogger("shop.payments")

_ENDS = {
    DisputeState.WON: (Incident.Kind.DISPUTE_WON, VendorOrderEvent.Kind.DISPUTE_WON),
    DisputeState.LOST: (Incident.Kind.DISPUTE_LOST, VendorOrderEvent.Kind.DISPUTE_LOST),
}


def settle_dispute(payment: Payment, dispute: Disputed) -> bool:
    """Write down how a dispute stands, each step once and whichever is heard of first; say whether anything was new.

    In the caller's transaction, which holds the share's row.
    """
    kind, end = _ENDS.get(dispute.state, (None, None))
    changed = _tell(payment, dispute, Incident.Kind.DISPUTE, VendorOrderEvent.Kind.DISPUTED, is_for_seller=kind is None)
    if kind is None or end is None:
        return changed
    if dispute.state == DisputeState.LOST:
        _take_back(payment, dispute)
    return _tell(payment, dispute, kind, end) or changed


def _tell(payment: Payment, dispute: Disputed, kind: Incident.Kind, event: str, *, is_for_seller: bool = True) -> bool:
    if not incidents.report(
        kind,
        key=f"dispute:{dispute.id}:{kind}",
        payment=payment,
        amount=dispute.amount,
        is_for_seller=is_for_seller,
    ):
        return False
    vo = payment.vendor_order
    audit.log("shop.payments.disputed", payment, share=vo.pk, state=dispute.state)
    fulfilment.note_event(vo, event, note=money(to_zloty(dispute.amount)))
    return True


def _take_back(payment: Payment, dispute: Disputed) -> None:
    """Book that the bank gave the buyer the money: what the payment still holds of it, as one more return."""
    rows = Refund.objects.filter(payment=payment)
    key = f"dispute:{dispute.id}"[:80]
    payment.refresh_from_db(fields=["state", "refunded"])
    amount = min(dispute.amount, payment.amount - payment.refunded)
    if payment.state != Payment.State.PAID or amount <= 0 or rows.filter(key=key).exists():
        return
    reserved = rows.exclude(state=Refund.State.FAILED).aggregate(sum=Sum("amount"))["sum"] or 0
    if reserved + amount > payment.amount:  # a return is still asked for, and there is no longer so much to return
        rows.filter(state__in=TO_BE_MADE).delete()
    back = rows.create(payment=payment, key=key, amount=amount)
    if not take_off_payment(back):
        return
    vo = payment.vendor_order
    ledger.post_refund(
        vo,
        amount,
        operator=payment.gateway,
        key=back.idempotency_key,
        kind=Entry.Kind.CHARGEBACK,
        fee=dispute.fee,
    )
    audit.log("shop.payments.taken_back", payment, share=vo.pk, amount=amount)
    if Incident.objects.filter(key=f"late:{payment.pk}").exists():
        return  # late or second money never paid the share
    try:
        fulfilment.mark_part_refunded(vo, whole=not balances(vo).received)
    except NotNowError:
        logger.exception("a share lost its money and its state does not say so", extra={"share": vo.pk})
