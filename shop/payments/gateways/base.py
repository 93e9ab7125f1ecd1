"""What the portal asks of an operator of payments. Amounts are whole grosze, moments are aware."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol

from shop.payments.models import Payment

if TYPE_CHECKING:
    from shop.payments.gateways.facts import Fetched, Moved


class Outcome(StrEnum):
    """What a notice says about a payment."""

    PROCESSING = "PROCESSING"
    PAID = "PAID"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True)
class Started:
    """A session in which the buyer can pay."""

    reference: str
    redirect_url: str
    expires_at: datetime | None


@dataclass(frozen=True)
class NoticeData:
    """An operator's message, its sender proven. What it says is to be asked for again, never believed.

    Without an outcome it is `about` something else than a payment's fate.
    """

    notice_id: str
    outcome: Outcome | None
    reference: str
    amount: int
    body: dict[str, Any] = field(default_factory=dict)
    #: the operator's own name of what happened
    kind: str = ""
    #: the seller's account with the operator
    account: str = ""
    #: "payment", "refund", "dispute", "account", "payout" or "other"
    about: str = "payment"


class Gateway(Protocol):
    """An operator. Every call may be repeated: the operator knows an attempt by its idempotency key."""

    name: str
    #: whether the buyer is sent to a page of the operator's
    has_sessions: bool
    #: whether no real money moves
    is_test: bool

    def start(self, payment: Payment, return_url: str) -> Started:
        """Open a session; raises `GatewayError`."""

    def address(self, payment: Payment, return_url: str) -> str:
        """Return where to send the buyer of an open session."""

    def close(self, payment: Payment) -> bool:
        """Make sure that a session takes no more money, and say whether it is surely dead; raises `GatewayError`."""

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> NoticeData:
        """Read a notice and prove its sender; raises `BadNoticeError`."""

    def refund(self, payment: Payment, amount: int, key: str, tries: int = 1) -> None:
        """Return money to the buyer, once for a key, whichever of its tries it is.

        Raises `DeclinedError` or `AccountGoneError` for a no, another `GatewayError` when it is not known whether it
        was done, and `ByHandError` where only a person can.
        """

    def fetch(self, payment: Payment) -> "Fetched":
        """Ask what became of a payment; raises `GatewayError`, `UnknownReferenceError`, `ByHandError` without operator."""

    def balance_transactions(self, account: str, since: datetime, until: datetime) -> "Iterable[Moved]":
        """What moved on a seller's account, to compare with our books; raises `GatewayError`."""
