"""Stripe's objects, as plain dictionaries, read into our own words. Knows nothing of the SDK and asks nobody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shop.payments.gateways.base import NoticeData, Outcome
from shop.payments.gateways.facts import Disputed, DisputeState, Fetched, Moved, Movement, Returned

Thing = dict[str, Any]

CURRENCY = "pln"
#: capability of an account → way to pay on Stripe's page
INSTRUMENTS = {"card_payments": "card", "blik_payments": "blik", "p24_payments": "p24"}
#: event → what it is about; the endpoint at Stripe is to send these
KINDS = {
    "checkout.session.completed": "payment",
    "checkout.session.async_payment_succeeded": "payment",
    "checkout.session.async_payment_failed": "payment",
    "checkout.session.expired": "payment",
    "charge.refunded": "refund",
    "refund.failed": "refund",
    "charge.dispute.created": "dispute",
    "charge.dispute.closed": "dispute",
    "charge.dispute.funds_reinstated": "dispute",
    "account.updated": "account",
    "account.application.deauthorized": "account",
    "payout.failed": "payout",
}
_OUTCOMES = {
    "checkout.session.async_payment_succeeded": Outcome.PAID,
    "checkout.session.async_payment_failed": Outcome.FAILED,
    "checkout.session.expired": Outcome.EXPIRED,
}
_MOVEMENTS = {
    "charge": Movement.PAYMENT,
    "payment": Movement.PAYMENT,
    "refund": Movement.REFUND,
    "payment_refund": Movement.REFUND,
    "refund_failure": Movement.REFUND,
    "payment_failure_refund": Movement.REFUND,
    "payout": Movement.PAYOUT,
    "payout_failure": Movement.PAYOUT,
    "payout_cancel": Movement.PAYOUT,
}
#: a refund in these never reaches the buyer
_NOT_RETURNED = frozenset({"failed", "canceled"})
#: status of a dispute → how it ended; an inquiry that was closed took no money, a prevented one is a refund
_ENDS = {
    "won": DisputeState.WON,
    "warning_closed": DisputeState.WON,
    "lost": DisputeState.LOST,
}
_NO_DISPUTE = "prevented"


@dataclass(frozen=True)
class AccountState:
    """A seller's account as Stripe has it now."""

    account_id: str
    charges_enabled: bool
    payouts_enabled: bool
    details_submitted: bool
    requirements_due: list[str]
    disabled_reason: str
    instruments: list[str]


def moment_of(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)


def outcome_of(session: Thing) -> Outcome | None:
    """What became of a session whose payment intent is expanded; None while the buyer may still pay."""
    if session["status"] == "expired":
        return Outcome.EXPIRED
    if session["status"] != "complete":
        return None
    if session["payment_status"] == "paid":
        return Outcome.PAID
    intent = _inner(session.get("payment_intent"))
    gave_up = intent.get("status") in {"requires_payment_method", "canceled"}
    return Outcome.FAILED if gave_up else Outcome.PROCESSING


def is_disputed(session: Thing) -> bool:
    return bool(_charge(session).get("disputed"))


def fetched(session: Thing, refunds: Iterable[Thing], disputes: Iterable[Thing] = ()) -> Fetched:
    """Put together a session, expanded down to its balance transaction, its refunds and its disputes."""
    outcome = outcome_of(session)
    intent = _inner(session.get("payment_intent"))
    charge = _charge(session)
    moved = _inner(charge.get("balance_transaction"))
    is_ours = session.get("currency") == CURRENCY
    refunds = list(refunds)
    return Fetched(
        outcome=outcome,
        amount=int(intent.get("amount_received") or 0) if is_ours and outcome == Outcome.PAID else 0,
        fee=int(moved.get("fee") or 0) if moved.get("currency") == CURRENCY else 0,
        intent=id_of(session.get("payment_intent")),
        returns=tuple(returned(each) for each in refunds if is_returned(each)),
        bounced=tuple(returned(each) for each in refunds if not is_returned(each)),
        disputes=tuple(disputed(each) for each in disputes if each["status"] != _NO_DISPUTE),
        instrument=str((charge.get("payment_method_details") or {}).get("type") or ""),
    )


def returned(refund: Thing) -> Returned:
    ours = refund.get("metadata") or {}
    nth = str(ours.get("try", ""))
    return Returned(
        id=refund["id"],
        amount=int(refund["amount"]),
        key=str(ours.get("refund", "")),
        tries=int(nth) if nth.isdecimal() else 1,
    )


def disputed(dispute: Thing) -> Disputed:
    """Read a dispute. One that was lost and whose money came back after all is won: the lines tell where it is."""
    lines = dispute.get("balance_transactions") or []
    moved = [int(line["amount"]) for line in lines if line.get("amount")]
    state = _ENDS.get(dispute["status"], DisputeState.OPEN)
    return Disputed(
        id=dispute["id"],
        state=DisputeState.WON if state == DisputeState.LOST and len(moved) > 1 and sum(moved) >= 0 else state,
        amount=int(dispute["amount"]),
        fee=max(0, sum(int(line.get("fee") or 0) for line in lines if line.get("currency") == CURRENCY)),
        moves=len(moved),
    )


def is_returned(refund: Thing) -> bool:
    return refund.get("status") not in _NOT_RETURNED


def moved(line: Thing) -> Moved:
    """Read a balance transaction whose source is expanded."""
    kind = _MOVEMENTS.get(line["type"], Movement.OTHER)
    if str(line.get("reporting_category", "")).startswith("dispute") or id_of(line.get("source")).startswith("d"):
        kind = Movement.DISPUTE
    return Moved(
        id=line["id"],
        kind=kind,
        amount=int(line["amount"]),
        fee=int(line["fee"]),
        at=moment_of(line["created"]),
        intent=id_of(_inner(line.get("source")).get("payment_intent")),
    )


def notice(event: Thing) -> NoticeData:
    """Read an event. Of what it carries only ids are kept: it may hold a buyer's name and address.

    Raises `KeyError`, `TypeError` or `ValueError` when it is no event of Stripe's.
    """
    kind = str(event["type"])
    thing = event["data"]["object"]
    about = KINDS.get(kind, "other")
    metadata = thing.get("metadata") or {}
    own = {name: str(metadata[name])[:255] for name in ("payment", "share", "refund") if name in metadata}
    if about == "dispute":  # how it was decided, once it was
        own["status"] = str(thing.get("status", ""))[:40]
    return NoticeData(
        notice_id=str(event["id"])[:255],
        outcome=_outcome_of_event(kind, thing),
        reference=_reference(about, event, thing)[:255],
        amount=_amount(about, thing),
        body={"type": kind, "object": str(thing.get("id", ""))[:255], "created": int(event["created"])} | own,
        kind=kind[:80],
        account=str(event.get("account") or "")[:255],
        about=about,
    )


def account_state(account: Thing) -> AccountState:
    asked = account.get("requirements") or {}
    due = dict.fromkeys([*(asked.get("past_due") or []), *(asked.get("currently_due") or [])])
    has = account.get("capabilities") or {}
    return AccountState(
        account_id=account["id"],
        charges_enabled=bool(account.get("charges_enabled")),
        payouts_enabled=bool(account.get("payouts_enabled")),
        details_submitted=bool(account.get("details_submitted")),
        requirements_due=[str(code)[:120] for code in due][:50],
        disabled_reason=str(asked.get("disabled_reason") or "")[:80],
        instruments=[way for capability, way in INSTRUMENTS.items() if has.get(capability) == "active"],
    )


def id_of(thing: Any) -> str:
    """Return the id of what is expanded, or is only an id, or is not there."""
    return str(thing.get("id", "")) if isinstance(thing, dict) else str(thing or "")


def _charge(session: Thing) -> Thing:
    return _inner(_inner(session.get("payment_intent")).get("latest_charge"))


def _inner(thing: Any) -> Thing:
    return thing if isinstance(thing, dict) else {}


def _outcome_of_event(kind: str, thing: Thing) -> Outcome | None:
    if kind == "checkout.session.completed":
        return Outcome.PAID if thing.get("payment_status") == "paid" else Outcome.PROCESSING
    return _OUTCOMES.get(kind)


def _reference(about: str, event: Thing, thing: Thing) -> str:
    if about in {"refund", "dispute"}:
        return id_of(thing.get("payment_intent"))
    if about == "account":
        return str(event.get("account") or thing.get("id") or "")
    return str(thing.get("id") or "")


def _amount(about: str, thing: Thing) -> int:
    if thing.get("currency") != CURRENCY:
        return 0
    name = {"payment": "amount_total", "refund": "amount_refunded"}.get(about, "amount")
    return max(0, int(thing.get(name) or 0))
