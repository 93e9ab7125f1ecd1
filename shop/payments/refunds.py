"""Money back to the buyer, whole or in parts.

A return is written down before the operator is asked, under its own key: it reserves its grosze, so that returns
together never exceed what was paid, and a repetition asks the operator for the same return.
"""

import logging

from django.db import transaction
from django.db.models import F, Sum

from cms.base.formats import money
from operations import audit
from operations.money import to_zloty
from pes_profiles.accounts.models import User
from shop.fulfilment import services as fulfilment
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrder, VendorOrderEvent
from shop.ledger import services as ledger
from shop.ledger.models import Entry
from shop.ledger.queries import went_back
from shop.payments import incidents
from shop.payments.exceptions import (
    AccountGoneError,
    ByHandError,
    DeclinedError,
    DisputedError,
    NoFundsError,
    RefusedError,
    TooMuchBackError,
    UnknownReferenceError,
)
from shop.payments.gateways import get_gateway
from shop.payments.models import Incident, Payment, Refund

logger = logging.getLogger("shop.payments")

State = Refund.State
#: what is still to be made: asked for, or refused and to be asked for again
TO_BE_MADE = (State.ASKED, State.REFUSED)


def refund_payment(payment: Payment, *, amount: int | None = None, key: str = "") -> None:
    """Return grosze of a payment, or all that it still holds. The same `key` is one return, however often asked for.

    Raises `TooMuchBackError` for more than the payment still holds, `GatewayError` when the operator could not be
    asked (asking again goes on with the same return), `RefusedError` when it said no, now or before, and `ByHandError`
    where only a person can return money.
    """
    get_gateway(payment.gateway)
    refund = _claim(payment, amount, key or ("rest" if amount is None else f"part:{amount}"))
    if refund is None:
        return
    try:
        get_gateway(payment.gateway).refund(payment, refund.amount, refund.idempotency_key, refund.tries)
    except ByHandError:
        Refund.objects.filter(pk=refund.pk, state=State.ASKED).delete()
        raise
    except (DeclinedError, AccountGoneError, UnknownReferenceError) as error:
        _note_refusal(refund, error)
        raise RefusedError(str(error)) from error
    settle_refund(refund)


def reserve_refund(payment: Payment, amount: int, *, key: str) -> None:
    """Keep grosze of a payment for a return that `refund_payment` makes later, under the same key.

    Raises `TooMuchBackError` for more than the payment still holds.
    """
    _claim(payment, amount, key)


@transaction.atomic
def _claim(payment: Payment, amount: int | None, key: str) -> Refund | None:
    # The write keeps a second return of the same payment out until this one is reserved.
    if not Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded")):
        return None
    payment.refresh_from_db()
    earlier = Refund.objects.filter(payment=payment, key=key).first()
    if earlier is not None:
        if amount not in {None, earlier.amount}:
            raise TooMuchBackError(f"{key} returns {earlier.amount} grosze already")
        if earlier.state == State.FAILED:
            raise ByHandError(f"{key} did not arrive")
        if earlier.state == State.REFUSED:
            raise RefusedError(key)
        return earlier if earlier.state == State.ASKED else None
    if payment.state != Payment.State.PAID:
        if amount is None:
            return None
        raise TooMuchBackError(f"payment {payment.pk} holds no money")
    left = payment.amount - reserved_of(payment)
    wanted = left if amount is None else amount
    if wanted > left or wanted < 0 or amount == 0:
        raise TooMuchBackError(f"{wanted} of {left} grosze")
    if not wanted:
        return None
    return Refund.objects.create(payment=payment, key=key, amount=wanted)


def reserved_of(payment: Payment) -> int:
    """Return how many grosze of a payment its returns keep for themselves: those that were made, and all the others."""
    rows = Refund.objects.filter(payment=payment).exclude(state=State.UNDONE)
    return rows.aggregate(sum=Sum("amount"))["sum"] or 0


def _lock_share(refund: Refund) -> None:
    """Take the share's row first, as everywhere: two hands on one return wait for each other."""
    VendorOrder.objects.filter(pk=refund.payment.vendor_order_id).update(hold_until=F("hold_until"))


@transaction.atomic
def settle_refund(refund: Refund) -> None:
    """Book a return that the operator made, once."""
    _lock_share(refund)
    if not take_off_payment(refund):
        return
    payment = refund.payment
    vo = payment.vendor_order
    audit.log("shop.payments.refunded", payment, share=vo.pk, amount=refund.amount)
    ledger.post_refund(vo, refund.amount, operator=payment.gateway, key=refund.idempotency_key)
    try:
        if payment.state != Payment.State.REFUNDED:
            raise NotNowError(f"payment {payment.pk} still holds money")
        fulfilment.mark_refunded(vo)
    except NotNowError:  # a part, a delivered share, or late and second money that never paid it
        fulfilment.note_event(vo, VendorOrderEvent.Kind.REFUNDED)


def take_off_payment(refund: Refund) -> bool:
    """Note on its payment that a return was made, once; say whether it is to be booked."""
    if not Refund.objects.filter(pk=refund.pk, state__in=TO_BE_MADE).update(state=State.DONE):
        return False
    payment = refund.payment
    own = Payment.objects.filter(pk=payment.pk, state=Payment.State.PAID)
    if not own.filter(refunded__lte=F("amount") - refund.amount).update(refunded=F("refunded") + refund.amount):
        return False
    own.filter(refunded=F("amount")).update(state=Payment.State.REFUNDED)
    payment.refresh_from_db(fields=["state", "refunded"])
    return True


@transaction.atomic
def fail_refund(refund: Refund) -> bool:
    """Write down that a return never reached the buyer: once, and say whether that was new.

    What was booked of it is booked back. The debt is open again and is the seller's to pay by hand; the operator is
    not asked for it any more.
    """
    _lock_share(refund)
    rows = Refund.objects.filter(pk=refund.pk)
    was_booked = rows.filter(state=State.DONE).update(state=State.FAILED)
    if not was_booked and not rows.filter(state=State.ASKED).update(state=State.FAILED):
        return False
    payment = refund.payment
    vo = payment.vendor_order
    if was_booked and Entry.objects.filter(key=refund.idempotency_key).exists():
        Payment.objects.filter(pk=payment.pk).update(refunded=F("refunded") - refund.amount, state=Payment.State.PAID)
        payment.refresh_from_db(fields=["state", "refunded"])
        ledger.post_bounced(vo, refund.amount, operator=payment.gateway, key=refund.bounced_key)
        fulfilment.reopen_refund(vo, part=went_back(vo) > 0, note=money(to_zloty(refund.amount)))
    incidents.report(Incident.Kind.REFUND_FAILED, key=refund.bounced_key, payment=payment, amount=refund.amount)
    audit.log("shop.payments.refund_failed", payment, share=vo.pk, amount=refund.amount)
    return True


# --- What an operator refuses ---


@transaction.atomic
def _note_refusal(refund: Refund, error: Exception) -> None:
    """Write down that the operator said no: the return stays owed, its seller and ROPS are told, nobody asks again."""
    _lock_share(refund)
    reasons = {NoFundsError: "FUNDS", DisputedError: "DISPUTE", AccountGoneError: "ACCOUNT"}
    why = Refund.Why(reasons.get(type(error), "OTHER"))
    asked = Refund.objects.filter(pk=refund.pk, state=State.ASKED, tries=refund.tries)
    if not asked.update(state=State.REFUSED, refused_why=why):
        return
    payment = refund.payment
    vo = payment.vendor_order
    logger.warning("a refund was refused", extra={"refund": refund.pk, "why": str(error)})
    audit.log("shop.payments.refund_refused", payment, share=vo.pk, amount=refund.amount, why=why)
    incidents.report(
        Incident.Kind.REFUND_REFUSED,
        key=refund.refused_key,
        payment=payment,
        amount=refund.amount,
        reference=f"{payment.intent or payment.reference} {error}"[:255],
    )
    fulfilment.note_event(vo, VendorOrderEvent.Kind.REFUND_FAILED, note=money(to_zloty(refund.amount)))


def ask_again(refund: Refund, *, by: User, note: str) -> bool:
    """Let the operator be asked once more for a return that it refused; say whether this call won.

    In the caller's transaction, which has `refund_payment` called after it. `note` goes to the incident.
    """
    refund.refresh_from_db()
    refused = Refund.objects.filter(pk=refund.pk, state=State.REFUSED)
    incident = refund.refused_key
    if not refused.update(state=State.ASKED, tries=F("tries") + 1, refused_why=""):
        return False
    refund.refresh_from_db()
    incidents.close(incident, by=by, note=note)
    audit.log("shop.payments.refund_asked_again", refund.payment, by=by, tries=refund.tries)
    return True


def give_up(refund: Refund, *, by: User, note: str) -> bool:
    """Leave a refused return to the seller's own transfer: the operator is never asked for it any more.

    In the caller's transaction. `note` goes to the incident; say whether this call won.
    """
    refund.refresh_from_db()
    if not Refund.objects.filter(pk=refund.pk, state=State.REFUSED).update(state=State.FAILED):
        return False
    incidents.close(refund.refused_key, by=by, note=note)
    audit.log("shop.payments.refund_given_up", refund.payment, by=by, amount=refund.amount)
    return True
