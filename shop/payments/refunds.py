"""Money back to the buyer, whole or in parts.

A return is written down before the operator is asked, under its own key: it reserves its grosze, so that returns
together never exceed what was paid, and a repetition asks the operator for the same return.
"""

from django.db import transaction
from django.db.models import F, Sum

from cms.base.formats import money
from operations import audit
from operations.money import to_zloty
from shop.fulfilment import services as fulfilment
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrderEvent
from shop.ledger import services as ledger
from shop.ledger.models import Entry
from shop.ledger.queries import went_back
from shop.payments import incidents
from shop.payments.exceptions import ByHandError, TooMuchBackError
from shop.payments.gateways import get_gateway
from shop.payments.models import Incident, Payment, Refund


def refund_payment(payment: Payment, *, amount: int | None = None, key: str = "") -> None:
    """Return grosze of a payment, or all that it still holds. The same `key` is one return, however often asked for.

    Raises `TooMuchBackError` for more than the payment still holds, `GatewayError` when the operator could not be
    asked (asking again goes on with the same return) and `ByHandError` where only a person can return money.
    """
    get_gateway(payment.gateway)
    refund = _claim(payment, amount, key or ("rest" if amount is None else f"part:{amount}"))
    if refund is None:
        return
    try:
        get_gateway(payment.gateway).refund(payment, refund.amount, refund.idempotency_key)
    except ByHandError:
        Refund.objects.filter(pk=refund.pk, state=Refund.State.ASKED).delete()
        raise
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
        if earlier.state == Refund.State.FAILED:
            raise ByHandError(f"{key} did not arrive")
        return earlier if earlier.state == Refund.State.ASKED else None
    if payment.state != Payment.State.PAID:
        if amount is None:
            return None
        raise TooMuchBackError(f"payment {payment.pk} holds no money")
    reserved = Refund.objects.filter(payment=payment).aggregate(sum=Sum("amount"))["sum"] or 0
    left = payment.amount - reserved
    wanted = left if amount is None else amount
    if wanted > left or wanted < 0 or amount == 0:
        raise TooMuchBackError(f"{wanted} of {left} grosze")
    if not wanted:
        return None
    return Refund.objects.create(payment=payment, key=key, amount=wanted)


@transaction.atomic
def settle_refund(refund: Refund) -> None:
    """Book a return that the operator made, once."""
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
    if not Refund.objects.filter(pk=refund.pk, state=Refund.State.ASKED).update(state=Refund.State.DONE):
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
    rows = Refund.objects.filter(pk=refund.pk)
    was_booked = rows.filter(state=Refund.State.DONE).update(state=Refund.State.FAILED)
    if not was_booked and not rows.filter(state=Refund.State.ASKED).update(state=Refund.State.FAILED):
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
