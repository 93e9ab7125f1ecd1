"""Calling off pieces of a share: the session is closed first, then the share becomes smaller and its money goes back."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db import transaction

from operations.money import split, to_grosze
from pes_profiles.accounts.models import User
from shop.aftersales.models import OWING
from shop.aftersales.refunds import return_money
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, CancelledItem, PaymentState, VendorOrder
from shop.fulfilment.pieces import cancel_pieces
from shop.ledger import services as ledger
from shop.order.models import Line
from shop.payments.services import close_sessions


def cancel_items(
    vo: VendorOrder,
    chosen: Mapping[int, int],
    *,
    by: User | None,
    who: CancelledBy,
    reason: str = "",
    seen: Mapping[int, int] | None = None,
) -> None:
    """Call off pieces of a share: {line: how many}. Stock, sum, money and letters follow.

    Call it outside a transaction: an operator may be asked to close what is open.

    Raises:
        NotNowError: packed or sent, being paid, or these pieces are not there any more. Nothing has changed.
        GatewayError: the operator could not be asked to close the session.
    """
    stop_paying(vo)
    with transaction.atomic():
        items = cancel_pieces(vo, chosen, by=by, who=who, reason=reason, seen=seen)
        settle_items(vo, items, by=by)


def stop_paying(vo: VendorOrder) -> None:
    """Close the open session of an unpaid share, so that nobody pays the old sum."""
    vo.refresh_from_db(fields=["payment_state"])
    if vo.payment_state == PaymentState.UNPAID and not close_sessions(vo):
        raise NotNowError(f"share {vo.pk} is being paid")


def settle_items(vo: VendorOrder, items: list[CancelledItem], *, by: User | None) -> None:
    """Take called-off pieces off the sale: what was paid of them goes back, what was not is no longer owed."""
    amount = to_grosze(sum((item.worth for item in items), Decimal(0)))
    if not amount:
        return
    key = f"{'cancelled' if any(item.quantity for item in items) else 'cheaper'}:{items[0].pk}"
    lines = by_rate((item.line, to_grosze(item.worth)) for item in items)
    if vo.payment_state in OWING:
        note = ", ".join(f"{item.quantity} × {item.line.title}" if item.quantity else item.line.title for item in items)
        return_money(vo, amount, key=key, by=by, lines=lines, note=note)
    else:
        ledger.post_reduction(vo, amount, key=f"vo:{vo.pk}:{key}", lines=lines)


def by_rate(parts: Iterable[tuple[Line, int]]) -> dict[str, int] | None:
    """Return grosze of lines by VAT rate; nothing when a line does not say its rates."""
    found: dict[str, int] = {}
    for line, grosze in parts:
        taxes = list(line.taxes.order_by("pk"))
        weights = [to_grosze(tax.gross) for tax in taxes]
        if not any(weights):
            return None
        for tax, part in zip(taxes, split(grosze, weights), strict=True):
            found[tax.rate] = found.get(tax.rate, 0) + part
    return found
