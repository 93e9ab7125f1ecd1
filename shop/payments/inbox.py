"""Operators' notices: kept before anything is done about them, then applied once.

A notice is no proof of money: whoever applies it asks the operator again, outside of any transaction, and writes what
the operator has. Only the test operator has nothing but its notices.
"""

import logging
from collections.abc import Mapping

from django.db import transaction
from django.db.models import Q

from operations import audit, outbox
from operations.clock import now
from shop.payments import incidents
from shop.payments.exceptions import AccountGoneError, BadNoticeError, UnknownReferenceError
from shop.payments.gateways import NoticeData, Outcome, get_gateway
from shop.payments.gateways.facts import Fetched
from shop.payments.models import Incident, Notice, Payment
from shop.payments.outcomes import settle

logger = logging.getLogger("shop.payments")

MAX_NOTICE = 64 * 1024
State = Notice.State


def receive_notice(gateway: str, *, body: bytes, headers: Mapping[str, str]) -> Notice:
    """Keep an operator's notice, once however often it comes, and ask for it to be applied.

    Raises `BadNoticeError` when its sender is not the operator; then nothing is kept.
    """
    if len(body) > MAX_NOTICE:
        raise BadNoticeError("the notice is too long")
    return keep_notice(gateway, get_gateway(gateway).read_notice(body, headers))


@transaction.atomic
def keep_notice(gateway: str, data: NoticeData) -> Notice:
    """Keep what an operator told, also when we asked for it ourselves."""
    Notice.objects.bulk_create(
        [
            Notice(
                gateway=gateway,
                notice_id=data.notice_id,
                kind=(data.kind or data.outcome or "")[:80],
                about=data.about,
                account=data.account,
                reference=data.reference,
                body={**data.body, "amount": data.amount, "outcome": data.outcome},
                received_at=now(),
            )
        ],
        ignore_conflicts=True,
    )
    kept = Notice.objects.get(gateway=gateway, notice_id=data.notice_id)
    outbox.put("payments.notice", kept, dedupe_key=f"payments.notice:{kept.pk}")
    return kept


def apply_notice(notice: Notice) -> None:
    """Do once what a notice speaks of. In any order and however often: the end is the same.

    Raises `UnknownReferenceError` for a payment whose row is not ready yet and `GatewayError` when the operator cannot
    be asked; the worker comes back to it.
    """
    if notice.state != State.RECEIVED:
        return
    if notice.about == "account":
        _tell_of_account(notice)
    elif notice.about == "payout":
        _note_payout(notice)
    elif notice.about == "dispute":
        _apply_dispute(notice, _payment_of(notice))
    elif notice.about in {"payment", "refund"}:
        payment = _payment_of(notice)
        _apply(notice, payment, _facts(notice, payment))
    else:
        _close(notice, State.IGNORED)


def bury_notice(notice: Notice, *, error: str) -> None:
    """Give a notice up after every try failed; ROPS sees it among the dead ones and is written to."""
    if Notice.objects.filter(pk=notice.pk, state=State.RECEIVED).update(state=State.DEAD, error=error):
        logger.error("an operator's notice was given up", extra={"notice": notice.pk, "kind": notice.kind})


def _payment_of(notice: Notice) -> Payment:
    own = Payment.objects.filter(gateway=notice.gateway).select_related("vendor_order")
    named = Q(reference=notice.reference) | Q(intent=notice.reference)
    payment = own.filter(named).first() if notice.reference else None
    if payment is None:
        payment = own.filter(_by_key(notice.body.get("payment"))).first()
    if payment is None or (payment.account and payment.account != notice.account):
        raise UnknownReferenceError(notice.pk)
    return payment


def _by_key(key: object) -> Q:
    """Find a payment by the key that we gave to the operator; an operator's page may know no other name of it yet."""
    parts = str(key).split(":")
    if len(parts) == 4 and parts[0] == "vo" and parts[2] == "pay" and parts[1].isdecimal() and parts[3].isdecimal():
        return Q(vendor_order=int(parts[1]), attempt=int(parts[3]))
    return Q(pk__isnull=True)


def _facts(notice: Notice, payment: Payment) -> Fetched:
    gateway = get_gateway(notice.gateway)
    if not gateway.is_test:
        if not payment.reference:  # our row is not ready: the worker comes back, the reconciler asks for the session
            raise UnknownReferenceError(notice.pk)
        return gateway.fetch(payment)
    return Fetched(outcome=Outcome(notice.kind), amount=notice.body.get("amount", 0))


@transaction.atomic
def _apply(notice: Notice, payment: Payment, facts: Fetched) -> None:
    if not _close(notice, State.APPLIED):
        return
    changed = settle(payment, facts)
    if facts.outcome == Outcome.PAID and facts.amount != payment.amount:
        error = f"{facts.amount} instead of {payment.amount} grosze"
        Notice.objects.filter(pk=notice.pk).update(state=State.DEAD, error=error)
    elif not changed:
        Notice.objects.filter(pk=notice.pk).update(state=State.IGNORED)


@transaction.atomic
def _tell_of_account(notice: Notice) -> None:
    if _close(notice, State.APPLIED):
        outbox.put(
            "payments.account",
            notice.account,
            payload={"kind": notice.kind},
            dedupe_key=f"payments.account:{notice.pk}",
        )


def _apply_dispute(notice: Notice, payment: Payment) -> None:
    """A buyer went to his bank: what the operator knows of it is booked. From a seller who left we have only a word."""
    try:
        facts = _facts(notice, payment)
    except AccountGoneError:
        _note_dispute(notice, payment)
    else:
        _apply(notice, payment, facts)


@transaction.atomic
def _note_dispute(notice: Notice, payment: Payment) -> None:
    """Tell of a dispute that cannot be asked about; nothing is booked by it."""
    if not _close(notice, State.APPLIED):
        return
    ends = {"won": Incident.Kind.DISPUTE_WON, "lost": Incident.Kind.DISPUTE_LOST}
    kind = ends.get(str(notice.body.get("status")), Incident.Kind.DISPUTE)
    dispute = notice.body.get("object") or notice.reference
    if incidents.report(kind, key=f"dispute:{dispute}:{kind}", payment=payment, amount=notice.body.get("amount", 0)):
        audit.log("shop.payments.disputed", payment, share=payment.vendor_order_id)


@transaction.atomic
def _note_payout(notice: Notice) -> None:
    if _close(notice, State.APPLIED) and notice.kind == "payout.failed":
        incidents.report(
            Incident.Kind.PAYOUT_FAILED,
            key=f"payout:{notice.reference or notice.notice_id}",
            gateway=notice.gateway,
            account=notice.account,
            amount=notice.body.get("amount", 0),
            reference=notice.reference,
        )


def _close(notice: Notice, state: str) -> bool:
    """Claim a notice: of two workers one goes on."""
    closed = Notice.objects.filter(pk=notice.pk, state=State.RECEIVED).update(state=state, applied_at=now())
    return bool(closed)
