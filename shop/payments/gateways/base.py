"""What the portal asks of an operator of payments. Amounts are whole grosze."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from shop.payments.models import Payment


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
    """An operator's message, its sender proven."""

    notice_id: str
    outcome: Outcome
    reference: str
    amount: int
    body: dict[str, Any] = field(default_factory=dict)


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

    def refund(self, payment: Payment, amount: int, key: str) -> None:
        """Return money to the buyer, once for a key; raises `GatewayError`, or `ByHandError` where only a person can."""
