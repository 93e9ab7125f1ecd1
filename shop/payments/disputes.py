"""A buyer's dispute at his bank: known while it is open, and booked when the bank keeps the money.

The seller answers it at the operator; nothing of it is decided here. The operator takes the money off the seller's
account when a dispute is opened and gives it back when the seller wins: our books move when it is lost, and move back
when the bank thinks better of it. What the operator keeps for a dispute that is over is booked however it ended.
"""

import logging

from django.db.models import F, Q, QuerySet, Sum

from cms.base.formats import money
from operations import audit
from operations.money import to_zloty
from shop.fulfilment import services as fulfilment
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrderEvent
from shop.ledger import services as ledger
from shop.ledger.models import Account, Entry, Posting
from shop.ledger.queries import balances, went_back
from shop.payments import incidents
from shop.payments.gateways.facts import Disputed, DisputeState
from shop.payments.models import Incident, Payment, Refund
from shop.payments.refunds import TO_BE_MADE, take_off_payment

logger = logging.getLogger("shop.payments")

Kind, Event, State = Incident.Kind, VendorOrderEvent.Kind, Refund.State


def settle_dispute(payment: Payment, dispute: Disputed) -> bool:
    """Write down how a dispute stands, each step once and whichever is heard of first; say whether anything was new.

    In the caller's transaction, which holds the share's row.
    """
    is_open = dispute.state == DisputeState.OPEN
    changed = _tell(payment, dispute, Kind.DISPUTE, Event.DISPUTED, is_for_seller=is_open)
    if is_open:
        return changed
    if dispute.state == DisputeState.LOST:
        _take_back(payment, dispute)
        changed |= _tell(payment, dispute, Kind.DISPUTE_LOST, Event.DISPUTE_LOST)
    elif not _taken(payment, dispute).exists():
        changed |= _tell(payment, dispute, Kind.DISPUTE_WON, Event.DISPUTE_WON)
    for back in _taken(payment, dispute).filter(state=State.DONE):
        changed |= dispute.state == DisputeState.WON and _give_back(back, dispute)
    return _book_fee(payment, dispute) or changed


def _tell(payment: Payment, dispute: Disputed, kind: Incident.Kind, event: str, *, is_for_seller: bool = True) -> bool:
    nth = _round(dispute)
    if not incidents.report(
        kind,
        key=f"dispute:{dispute.id}:{kind}" + (f":{nth}" if nth > 1 and kind != Kind.DISPUTE else ""),
        payment=payment,
        amount=dispute.amount,
        is_for_seller=is_for_seller,
    ):
        return False
    vo = payment.vendor_order
    audit.log("shop.payments.disputed", payment, share=vo.pk, state=dispute.state)
    if event:
        fulfilment.note_event(vo, event, note=money(to_zloty(dispute.amount)))
    return True


def _round(dispute: Disputed) -> int:
    """Return the how-manieth taking a dispute is at: a bank may take, give back and take again."""
    return max(1, (dispute.moves + 1) // 2)


def _taken(payment: Payment, dispute: Disputed) -> QuerySet[Refund]:
    """What the bank took by a dispute, also what it gave back since."""
    key = _key(dispute)
    own = Refund.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"), payment=payment)
    return own.select_related("payment__vendor_order").order_by("pk")


def _key(dispute: Disputed) -> str:
    return f"dispute:{dispute.id}"[:76]


def _take_back(payment: Payment, dispute: Disputed) -> None:
    """Book that the bank gave the buyer the money: what the payment still holds of it, as one more return."""
    rows = Refund.objects.filter(payment=payment)
    nth = _round(dispute)
    key = _key(dispute) + (f":{nth}" if nth > 1 else "")
    payment.refresh_from_db(fields=["state", "refunded"])
    amount = min(dispute.amount, payment.amount - payment.refunded)
    if payment.state != Payment.State.PAID or amount <= 0 or rows.filter(key=key).exists():
        return
    reserved = rows.exclude(state__in=[State.FAILED, State.UNDONE]).aggregate(sum=Sum("amount"))["sum"] or 0
    if reserved + amount > payment.amount:  # a return is still asked for, and there is no longer so much to return
        rows.filter(state__in=TO_BE_MADE).delete()
    back = rows.create(payment=payment, key=key, amount=amount)
    if not take_off_payment(back):
        return
    vo = payment.vendor_order
    ledger.post_refund(vo, amount, operator=payment.gateway, key=back.idempotency_key, kind=Entry.Kind.CHARGEBACK)
    audit.log("shop.payments.taken_back", payment, share=vo.pk, amount=amount)
    if _is_late(payment):
        return  # late or second money never paid the share
    try:
        fulfilment.mark_part_refunded(vo, whole=not balances(vo).received)
    except NotNowError:
        logger.exception("a share lost its money and its state does not say so", extra={"share": vo.pk})


def _give_back(back: Refund, dispute: Disputed) -> bool:
    """Book that the bank gave back what it took, once the money is there; say whether that was new.

    The payment holds it again and the share is paid. Where it was to go to the buyer anyway, it is owed by the seller.
    """
    if _taken(back.payment, dispute).filter(pk__lte=back.pk).count() > dispute.moves // 2:
        return False
    if not Refund.objects.filter(pk=back.pk, state=State.DONE).update(state=State.UNDONE):
        return False
    payment = back.payment
    vo = payment.vendor_order
    Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") - back.amount, state=Payment.State.PAID)
    ledger.post_reinstated(vo, back.amount, taken=back.idempotency_key, key=back.bounced_key, operator=payment.gateway)
    words = money(to_zloty(back.amount))
    if _is_late(payment):
        fulfilment.note_event(vo, Event.DISPUTE_WON, note=words)
    else:
        fulfilment.reopen_refund(vo, part=went_back(vo) > 0, note=words, kind=Event.DISPUTE_WON)
    if balances(vo)[Account.REFUND] < 0:
        fulfilment.note_event(vo, Event.REFUND_DUE)
    return _tell(payment, dispute, Kind.DISPUTE_UNDONE, "")


def _is_late(payment: Payment) -> bool:
    return Incident.objects.filter(key=f"late:{payment.pk}").exists()


def _book_fee(payment: Payment, dispute: Disputed) -> bool:
    """Book what the operator keeps for a dispute, as it stands after so many moves; say whether anything was new.

    An older look at the dispute, applied late, changes nothing.
    """
    name = f"{payment.idempotency_key}:{_key(dispute)}:fee:"
    booked = list(Entry.objects.filter(key__startswith=name).values_list("key", flat=True))
    if any(int(key.removeprefix(name)) >= dispute.moves for key in booked):
        return False
    taken = [back.idempotency_key for back in _taken(payment, dispute)]  # older entries hold the fee themselves
    kept = Posting.objects.filter(entry__key__in=booked + taken, account=Account.FEE)
    before = kept.aggregate(sum=Sum("amount"))["sum"] or 0
    if dispute.fee == before:
        return False
    ledger.post_dispute_fee(
        payment.vendor_order, dispute.fee - before, key=f"{name}{dispute.moves}", operator=payment.gateway
    )
    return True
