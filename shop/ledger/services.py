"""What is written into the books. Every entry has a key of its own: repeating a call books nothing more.

The row of the share is locked first, so entries of one share are written one after another, and each sees the
balances that the one before left behind.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from operations.clock import now
from operations.money import VAT_RATES, split, to_grosze, to_zloty, vat_in_gross
from pes_profiles.accounts.models import User
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrder, VendorOrderEvent, VendorOrderTax
from shop.fulfilment.rules import allows
from shop.fulfilment.services import mark_refunded, note_event
from shop.ledger.exceptions import LedgerError, TooMuchError, UnbalancedError
from shop.ledger.models import CASH, Account, Entry, Posting
from shop.ledger.queries import Balances, balances

Kind = Entry.Kind
Moves = dict[tuple[str, str], int]
#: money that no operator of ours moved
BY_HAND = ("", "transfer")


@transaction.atomic
def post_charge(vo: VendorOrder, *, at: datetime | None = None) -> Entry:
    """Book the sale: the buyer owes the total, for goods, delivery and VAT at each rate."""
    _lock(vo)
    moves = _sale(vo, list(vo.taxes.order_by("pk")))
    return _write(vo, Kind.CHARGE, key=_charge_key(vo), moves=moves, at=at or vo.placed_at)


@transaction.atomic(savepoint=False)
def post_new_charges(shares: Sequence[VendorOrder], taxes: Sequence[VendorOrderTax]) -> None:
    """Book the sales of shares that this very transaction has written: nobody sees them yet, so there is nothing to
    lock and nothing to look up. `taxes` are the rows of them all.
    """
    own: dict[int, list[VendorOrderTax]] = defaultdict(list)
    for tax in taxes:
        own[tax.vendor_order_id].append(tax)
    moves = [_balanced(_charge_key(vo), _sale(vo, own[vo.pk])) for vo in shares]
    entries = Entry.objects.bulk_create(
        Entry(vendor_order=vo, kind=Kind.CHARGE, key=_charge_key(vo), at=vo.placed_at) for vo in shares
    )
    Posting.objects.bulk_create(
        posting for entry, each in zip(entries, moves, strict=True) for posting in _postings(entry, each)
    )


@transaction.atomic
def post_payment(
    vo: VendorOrder, amount: int, *, operator: str = "", fee: int = 0, key: str, at: datetime | None = None
) -> Entry:
    """Book money that came in: it pays what the buyer owes, and what is above that has to go back."""
    if amount <= 0 or not 0 <= fee <= amount or (fee and operator in BY_HAND):
        raise LedgerError(f"{amount} grosze with a fee of {fee}")
    post_charge(vo)
    owed = min(amount, max(0, balances(vo)[Account.BUYER]))
    moves: Moves = defaultdict(int)
    moves[_cash(operator), ""] += amount - fee
    moves[Account.FEE, ""] += fee
    moves[Account.BUYER, ""] -= owed
    moves[Account.REFUND, ""] -= amount - owed
    return _write(vo, Kind.PAYMENT, key=key, moves=moves, at=at, operator=operator)


@transaction.atomic
def post_cancellation(vo: VendorOrder, *, at: datetime | None = None) -> Entry:
    """Take the sale back: nobody owes its rest any more, and what was paid has to go back."""
    post_charge(vo)
    now_there = balances(vo)
    moves: Moves = defaultdict(int)
    sold = 0
    for (account, rate), amount in now_there.by_rate.items():
        moves[account, rate] = -amount
        sold -= amount
    owed = now_there[Account.BUYER]
    moves[Account.BUYER, ""] = -owed
    moves[Account.REFUND, ""] = owed - sold
    return _write(vo, Kind.CANCELLATION, key=f"vo:{vo.pk}:cancellation", moves=moves, at=at)


@transaction.atomic
def post_reduction(
    vo: VendorOrder, amount: int, *, key: str, lines: Mapping[str, int] | None = None, delivery: int = 0
) -> Entry:
    """Book that a standing sale became smaller: the buyer owes that much less, and what was paid of it has to go back.

    `lines` and `delivery` say what it is taken from, as in `post_refund`.

    Raises:
        TooMuchError: more than is still sold.
    """
    if amount <= 0:
        raise LedgerError(f"a reduction by {amount} grosze")
    if lines is not None and sum(lines.values()) + delivery != amount:
        raise UnbalancedError(f"parts of a reduction by {amount} grosze: {dict(lines)} and {delivery}")
    post_charge(vo)
    if (earlier := _earlier(key, vo)) is not None:
        return earlier
    there = balances(vo)
    if amount > there.sold:
        raise TooMuchError(f"{amount} of {there.sold} grosze sold")
    moves: Moves = defaultdict(int)
    moves.update(_smaller_sale(there, amount, goods=lines, delivery=delivery))
    owed = min(amount, max(0, there[Account.BUYER]))
    moves[Account.BUYER, ""] -= owed
    moves[Account.REFUND, ""] -= amount - owed
    return _write(vo, Kind.REDUCTION, key=key, moves=moves)


@transaction.atomic
def post_refund(
    vo: VendorOrder,
    amount: int,
    *,
    key: str,
    operator: str = "",
    lines: Mapping[str, int] | None = None,
    delivery: int = 0,
    at: datetime | None = None,
    kind: Entry.Kind = Kind.REFUND,
) -> Entry:
    """Book money that went back to the buyer: by a refund, or because the bank took it after a dispute.

    First what was to be returned anyway. The rest makes the sale smaller: `lines` says how much of it is goods at which
    rate (gross) and `delivery` how much is delivery; without them it is shared out by what was sold.

    Raises:
        TooMuchError: more than came in and is still there.
    """
    if amount <= 0:
        raise LedgerError(f"a refund of {amount} grosze")
    if lines is not None and sum(lines.values()) + delivery != amount:
        raise UnbalancedError(f"parts of a refund of {amount} grosze: {dict(lines)} and {delivery}")
    post_charge(vo)
    if (earlier := _earlier(key, vo)) is not None:
        return earlier
    now_there = balances(vo)
    if amount > now_there.received:
        raise TooMuchError(f"{amount} of {now_there.received} grosze")
    waiting = min(amount, -now_there[Account.REFUND])
    moves: Moves = defaultdict(int)
    moves[Account.REFUND, ""] += waiting
    named = None if waiting else lines  # what was to be returned anyway was taken off the sale before
    for place, part in _smaller_sale(now_there, amount - waiting, goods=named, delivery=delivery).items():
        moves[place] += part
    moves[_cash(operator), ""] -= amount
    return _write(vo, kind, key=key, moves=moves, at=at, operator=operator)


@transaction.atomic
def post_bounced(vo: VendorOrder, amount: int, *, key: str, operator: str) -> Entry:
    """Book that a refund did not arrive: the money is with the operator again, and is still to be returned."""
    if amount <= 0:
        raise LedgerError(f"a refund of {amount} grosze")
    _lock(vo)
    moves = {(_cash(operator), ""): amount, (str(Account.REFUND), ""): -amount}
    return _write(vo, Kind.BOUNCED, key=key, moves=moves, operator=operator)


@transaction.atomic
def post_reinstated(vo: VendorOrder, amount: int, *, taken: str, key: str, operator: str) -> Entry:
    """Book that the bank gave back what it took by the entry `taken`: the sale stands again as it stood before.

    Of a share that was called off since, the money is to be returned to the buyer.
    """
    _lock(vo)
    moves: Moves = defaultdict(int)
    moves[_cash(operator), ""] = amount
    if Entry.objects.filter(vendor_order=vo, kind=Kind.CANCELLATION).exists():
        moves[Account.REFUND, ""] = -amount
    else:
        lines = Posting.objects.filter(entry__vendor_order=vo, entry__key=taken).exclude(account__in=CASH)
        for line in lines:
            moves[line.account, line.rate] = -line.amount
    return _write(vo, Kind.REINSTATED, key=key, moves=moves, operator=operator)


@transaction.atomic
def post_dispute_fee(vo: VendorOrder, amount: int, *, key: str, operator: str) -> Entry:
    """Book what the operator keeps for a dispute, or below zero what it gives back of that."""
    if not amount or operator in BY_HAND:
        raise LedgerError(f"a fee of {amount} grosze for a dispute")
    _lock(vo)
    moves = {(_cash(operator), ""): -amount, (str(Account.FEE), ""): amount}
    return _write(vo, Kind.DISPUTE_FEE, key=key, moves=moves, operator=operator)


@transaction.atomic
def follow(event: VendorOrderEvent) -> None:
    """Book what an event of a share's timeline means for its money.

    What an operator moved is booked by whoever heard it from the operator, with its amounts; here only what people say.
    """
    vo, kind = event.vendor_order, event.kind
    if kind == VendorOrderEvent.Kind.PLACED:
        post_charge(vo, at=event.at)
    elif kind == VendorOrderEvent.Kind.PAID:
        _lock(vo)
        post_charge(vo)
        owed = balances(vo)[Account.BUYER]
        if owed > 0:
            post_payment(vo, owed, key=f"event:{event.pk}:payment", at=event.at)
    elif kind in {VendorOrderEvent.Kind.CANCELLED, VendorOrderEvent.Kind.EXPIRED}:
        post_cancellation(vo, at=event.at)
    elif kind == VendorOrderEvent.Kind.REFUNDED and event.by_id:
        _lock(vo)
        there = balances(vo)
        due = min(-there[Account.REFUND], there[Account.BANK])
        if due > 0:
            post_refund(vo, due, key=f"event:{event.pk}:refund", at=event.at)


@transaction.atomic
def record_return(vo: VendorOrder, *, by: User) -> int:
    """The seller says that the transfer back is made: everything that waits on its account. Return how much that was.

    Raises:
        NotNowError: nothing waits, or somebody said so before.
    """
    _lock(vo)
    there = balances(vo)
    due = min(-there[Account.REFUND], there[Account.BANK])
    if due <= 0:
        raise NotNowError(f"share {vo.pk}")
    vo.refresh_from_db(fields=["fulfilment_state", "payment_state"])
    if allows("mark_refunded", vo):
        mark_refunded(vo, by=by)
    else:  # late or second money: the share itself was not paid by it
        note_event(vo, VendorOrderEvent.Kind.REFUNDED, by=by)
    return due


def catch_up(vo: VendorOrder) -> None:
    """Book the whole timeline of a share that was written past the services; what is booked stays as it is."""
    post_charge(vo)
    for event in vo.events.order_by("at", "pk"):
        follow(event)


# --- How it is done ---


def _lock(vo: VendorOrder) -> None:
    VendorOrder.objects.filter(pk=vo.pk).update(placed_at=F("placed_at"))


def _earlier(key: str, vo: VendorOrder) -> Entry | None:
    found = Entry.objects.filter(key=key).first()
    if found is not None and found.vendor_order_id != vo.pk:
        raise LedgerError(f"the key {key} belongs to another share")
    return found


def _write(
    vo: VendorOrder, kind: str, *, key: str, moves: Moves, at: datetime | None = None, operator: str = ""
) -> Entry:
    if (earlier := _earlier(key, vo)) is not None:
        return earlier
    _balanced(key, moves)
    entry = Entry.objects.create(
        vendor_order=vo,
        kind=kind,
        key=key,
        at=at or now(),
        operator="" if operator in BY_HAND else operator,
    )
    Posting.objects.bulk_create(_postings(entry, moves))
    return entry


def _charge_key(vo: VendorOrder) -> str:
    return f"vo:{vo.pk}:charge"


def _sale(vo: VendorOrder, taxes: Sequence[VendorOrderTax]) -> Moves:
    moves: Moves = defaultdict(int)
    moves[Account.BUYER, ""] = to_grosze(vo.total_gross)
    for tax in taxes:
        goods, delivery, vat = to_grosze(tax.goods_gross), to_grosze(tax.delivery_gross), to_grosze(tax.vat)
        of_goods, of_delivery = split(vat, [goods, delivery]) if vat else (0, 0)
        moves[Account.GOODS, tax.rate] -= goods - of_goods
        moves[Account.DELIVERY, tax.rate] -= delivery - of_delivery
        moves[Account.VAT, tax.rate] -= vat
    if not taxes:
        moves[Account.GOODS, ""] -= to_grosze(vo.goods_gross)
        moves[Account.DELIVERY, ""] -= to_grosze(vo.delivery_gross)
    return moves


def _balanced(key: str, moves: Moves) -> Moves:
    if sum(moves.values()):
        raise UnbalancedError(f"{key}: {dict(moves)}")
    return moves


def _postings(entry: Entry, moves: Moves) -> list[Posting]:
    return [
        Posting(entry=entry, account=account, rate=rate, amount=amount)
        for (account, rate), amount in moves.items()
        if amount
    ]


def _cash(operator: str) -> str:
    return Account.BANK if operator in BY_HAND else Account.OPERATOR


def _smaller_sale(there: Balances, amount: int, *, goods: Mapping[str, int] | None, delivery: int) -> Moves:
    """Return what a refund of a standing sale takes from goods, delivery and VAT."""
    moves: Moves = defaultdict(int)
    rest = amount
    if goods is not None and amount < there.sold:
        for rate, part in goods.items():
            rest -= _take(moves, there, part, Account.GOODS, rate)
        rates = [rate for account, rate in there.by_rate if account == Account.DELIVERY]
        carriage = split(delivery, [-there.by_rate[Account.DELIVERY, rate] for rate in rates]) if rates else []
        for rate, part in zip(rates, carriage, strict=True):
            rest -= _take(moves, there, part, Account.DELIVERY, rate)
    left = {place: -there.by_rate[place] - moves[place] for place in there.by_rate}
    if rest > sum(left.values()):
        raise TooMuchError(f"{rest} of {sum(left.values())} grosze sold")
    for place, part in zip(left, split(rest, list(left.values())), strict=True):
        moves[place] += part
    return moves


def _take(moves: Moves, there: Balances, gross: int, account: str, rate: str) -> int:
    """Take a gross amount off an account and its VAT, as far as there is any, and say how much that was."""
    left = {place: -there.by_rate.get((place, rate), 0) - moves[place, rate] for place in (account, Account.VAT)}
    vat = min(left[Account.VAT], to_grosze(vat_in_gross(to_zloty(gross), rate))) if rate in VAT_RATES else 0
    net = min(left[account], gross - vat)
    moves[account, rate] += net
    moves[Account.VAT, rate] += vat
    return net + vat
