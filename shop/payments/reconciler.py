"""What mends the books when notices do not come: operators are asked about everything that is still open.

Every look is repeatable and bounded. An operator that does not answer is left alone until the next turn.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from operations.clock import now, start_of_day, today
from shop.ledger.models import Account, Entry
from shop.payments import incidents
from shop.payments.exceptions import (
    AccountGoneError,
    ByHandError,
    GatewayError,
    GatewayOffError,
    RefusedError,
    TooMuchBackError,
    UnknownReferenceError,
)
from shop.payments.gateways import Gateway, get_gateway
from shop.payments.gateways.facts import Moved, Movement
from shop.payments.inbox import keep_notice
from shop.payments.models import Incident, Payment, Refund
from shop.payments.outcomes import ask, end
from shop.payments.queries import LIVE, OPEN
from shop.payments.refunds import refund_payment
from shop.payments.services import open_session

logger = logging.getLogger("shop.payments")

State = Payment.State
#: a notice usually comes within seconds
PATIENCE = timedelta(minutes=5)
BATCH = 200
#: so many failures in a row, and the operator is not asked any more in this turn
MOST_FAILURES = 3
#: how far back undelivered events are asked for
LOOK_BACK = timedelta(days=3)
#: accounts with attempts to pay in so many days are compared
COMPARED = timedelta(days=90)
EDGE = timedelta(hours=1)
WINDOW = timedelta(days=3)


def reconcile() -> int:
    """Look at payments, returns and events that should be over by now; return how many were brought up to date."""
    mended = 0
    for gateway in _asked():
        mended += _each(gateway, _waiting_payments(gateway), _look_at)
        mended += _each(gateway, _waiting_refunds(gateway), _return_again)
        mended += _fetch_events(gateway)
    return mended


def compare_with_operators(day_end: datetime | None = None) -> int:
    """Hold our books against the operators' lines up to midnight; return how many differences were new.

    Days are looked at more than once, so that a night without a worker leaves no gap; a difference becomes an
    incident once.
    """
    until = day_end or start_of_day(today())
    since = until - WINDOW
    found = 0
    for gateway in _asked():
        for account in _accounts(gateway, until=until):
            try:
                lines = list(gateway.balance_transactions(account, since, until))
            except GatewayError:
                logger.exception("an account could not be compared", extra={"account": account})
                continue
            found += _compare(gateway, account, lines, since=since, until=until)
    return found


# --- Every ten minutes ---


def _asked() -> list[Gateway]:
    """Operators that know more than we do."""
    found = []
    for name in settings.OPES["PAYMENT_GATEWAYS"]:
        try:
            gateway = get_gateway(name)
        except GatewayOffError:
            continue
        if gateway.has_sessions and not gateway.is_test:
            found.append(gateway)
    return found


def _waiting_payments(gateway: Gateway) -> QuerySet[Payment]:
    """Chosen by lot above the batch, so that none that cannot be asked about holds up the others."""
    late = Payment.objects.filter(gateway=gateway.name, state__in=LIVE, created_at__lte=now() - PATIENCE)
    return late.select_related("vendor_order").order_by("?")[:BATCH]


def _waiting_refunds(gateway: Gateway) -> QuerySet[Refund]:
    late = Refund.objects.filter(
        payment__gateway=gateway.name, state=Refund.State.ASKED, created_at__lte=now() - PATIENCE
    )
    return late.select_related("payment__vendor_order").order_by("?")[:BATCH]


def _each(gateway: Gateway, rows: Iterable[Any], look: Any) -> int:
    mended = failures = 0
    for row in rows:
        try:
            mended += bool(look(row))
            failures = 0
        except AccountGoneError:
            logger.warning("a seller who left cannot be asked about", exc_info=True, extra={"row": str(row)})
        except (GatewayError, GatewayOffError):
            logger.warning("the operator could not be asked", exc_info=True, extra={"row": str(row)})
            failures += 1
            if failures >= MOST_FAILURES:
                logger.exception("the operator does not answer", extra={"gateway": gateway.name})
                break
    return mended


def _look_at(payment: Payment) -> bool:
    if payment.state == State.CREATED:  # our process ended between the operator's answer and our row
        open_session(payment)
        return True
    try:
        return ask(payment)
    except UnknownReferenceError:
        logger.exception("the operator does not know a session", extra={"payment": payment.pk})
        return end(payment, State.FAILED, of=OPEN)


def _return_again(refund: Refund) -> bool:
    try:
        refund_payment(refund.payment, amount=refund.amount, key=refund.key)
    except RefusedError:
        return True  # its seller is told
    except (ByHandError, TooMuchBackError):
        logger.exception("a return cannot be made", extra={"refund": refund.pk})
        return False
    return True


def _fetch_events(gateway: Gateway) -> int:
    """Keep the events that the operator could not deliver, as if they had come."""
    undelivered = getattr(gateway, "undelivered", None)
    if undelivered is None:
        return 0
    kept = 0
    try:
        for data in undelivered(now() - LOOK_BACK):
            keep_notice(gateway.name, data)
            kept += 1
            if kept >= BATCH:
                break
    except GatewayError:
        logger.warning("events could not be asked for", exc_info=True, extra={"gateway": gateway.name})
    return kept


# --- Every night ---


def _accounts(gateway: Gateway, *, until: datetime) -> list[str]:
    """Return the accounts where anything of ours happened lately: a line may also come without us."""
    own = Payment.objects.filter(gateway=gateway.name, created_at__gte=until - COMPARED, created_at__lt=until)
    return sorted(set(own.exclude(account="").values_list("account", flat=True)))


def _compare(gateway: Gateway, account: str, lines: list[Moved], *, since: datetime, until: datetime) -> int:
    """Compare line by line: what came and went there with what our rows and books hold."""
    own = {
        payment.intent: payment
        for payment in Payment.objects.filter(
            gateway=gateway.name, account=account, intent__in={line.intent for line in lines if line.intent}
        ).select_related("vendor_order")
    }
    found = 0
    returned: dict[str, list[Moved]] = defaultdict(list)
    for line in lines:
        payment = own.get(line.intent)
        if line.kind == Movement.PAYMENT:
            found += _compare_payment(gateway, account, line, payment)
        elif line.kind == Movement.DISPUTE and payment is not None:
            found += _ask_of_dispute(payment)
        elif line.kind in {Movement.REFUND, Movement.DISPUTE} and payment is None:
            found += _unknown(gateway, account, line)
        elif line.kind == Movement.REFUND:
            returned[line.intent].append(line)
    for intent, back in returned.items():
        found += _compare_returns(own[intent], back)
    return found + _missing(gateway, account, lines, since=since, until=until)


def _compare_payment(gateway: Gateway, account: str, line: Moved, payment: Payment | None) -> bool:
    if payment is None or payment.state not in {State.PAID, State.REFUNDED}:
        return _unknown(gateway, account, line, payment=payment)
    if line.amount != payment.amount:
        key = f"compared:{line.id}:amount"
        return incidents.report(Incident.Kind.WRONG_AMOUNT, key=key, payment=payment, amount=line.amount)
    booked = _booked_fee(payment)
    if line.fee != booked:
        key = f"compared:{line.id}:fee"
        return incidents.report(Incident.Kind.OTHER_FEE, key=key, payment=payment, amount=line.fee - booked)
    return False


def _ask_of_dispute(payment: Payment) -> bool:
    """Money that a bank took or gave back: the operator says why, and what we have not heard of is booked."""
    try:
        return ask(payment)
    except (GatewayError, UnknownReferenceError):
        logger.exception("a dispute could not be asked about", extra={"payment": payment.pk})
        return False


def _compare_returns(payment: Payment, lines: list[Moved]) -> bool:
    """What went back there lately may not be more than what we know to have gone back in all."""
    amount = -sum(line.amount for line in lines)
    if amount <= payment.refunded:
        return False
    key = f"compared:{max(line.id for line in lines)}:returned"
    return incidents.report(Incident.Kind.UNKNOWN_MONEY, key=key, payment=payment, amount=payment.refunded - amount)


def _unknown(gateway: Gateway, account: str, line: Moved, *, payment: Payment | None = None) -> bool:
    return incidents.report(
        Incident.Kind.UNKNOWN_MONEY,
        key=f"compared:{line.id}",
        payment=payment,
        gateway=gateway.name,
        account=account,
        amount=line.amount,
        reference=line.intent or line.id,
    )


def _missing(gateway: Gateway, account: str, lines: list[Moved], *, since: datetime, until: datetime) -> int:
    """Report what we booked and the operator does not have. Its clock is not ours: the edges of the day are left out."""
    there = {line.intent for line in lines if line.kind == Movement.PAYMENT}
    booked = Payment.objects.filter(
        gateway=gateway.name,
        account=account,
        state__in=[State.PAID, State.REFUNDED],
        created_at__gte=since,  # what was opened before may have been paid before, and heard of late
        paid_at__lt=until - EDGE,
    )
    found = 0
    for payment in booked.exclude(intent__in=there).select_related("vendor_order"):
        key = f"compared:{payment.pk}:missing"
        found += incidents.report(Incident.Kind.MISSING_MONEY, key=key, payment=payment, amount=payment.amount)
    return found


def _booked_fee(payment: Payment) -> int:
    entry = Entry.objects.filter(key=payment.idempotency_key).first()
    posting = entry.postings.filter(account=Account.FEE).first() if entry is not None else None
    return posting.amount if posting is not None else 0
