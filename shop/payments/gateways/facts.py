"""What an operator knows about money when it is asked. Amounts are whole grosze, moments are aware."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from shop.payments.gateways.base import Outcome


@dataclass(frozen=True)
class Returned:
    """Money that went back to the buyer. Its key is that of our own return; empty when the seller made it there."""

    id: str
    amount: int
    key: str = ""
    #: of our own return: the try that made it
    tries: int = 1


class DisputeState(StrEnum):
    """How a buyer's dispute at his bank stands."""

    OPEN = "OPEN"
    WON = "WON"
    LOST = "LOST"


@dataclass(frozen=True)
class Disputed:
    """Money that a buyer's bank wants back, or took."""

    id: str
    state: DisputeState
    amount: int
    #: what the operator keeps for the trouble
    fee: int = 0
    #: how often money moved for it so far: taken, given back, taken again …
    moves: int = 1


@dataclass(frozen=True)
class Fetched:
    """A payment as its operator has it now: the truth, whatever notices say."""

    #: None while the session is open and nobody paid
    outcome: Outcome | None
    #: what came in
    amount: int = 0
    #: what the operator keeps of it, once that is known
    fee: int = 0
    #: the operator's id of the money behind the session
    intent: str = ""
    returns: tuple[Returned, ...] = ()
    #: returns that were made and never reached the buyer: the money is with the seller again
    bounced: tuple[Returned, ...] = ()
    disputes: tuple[Disputed, ...] = ()
    #: how the buyer paid: "card", "blik", "p24", or another of the operator's own names
    instrument: str = ""


class Movement(StrEnum):
    """Why money on a seller's account with the operator moved."""

    PAYMENT = "PAYMENT"
    REFUND = "REFUND"
    DISPUTE = "DISPUTE"
    PAYOUT = "PAYOUT"
    OTHER = "OTHER"


@dataclass(frozen=True)
class Moved:
    """One line of a seller's account with the operator. An amount below zero left the account."""

    id: str
    kind: Movement
    amount: int
    fee: int
    at: datetime
    #: the operator's id of the money behind a session; empty for what is no payment or refund
    intent: str = ""
