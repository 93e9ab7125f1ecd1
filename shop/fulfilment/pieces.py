"""Calling off some pieces of a share before it is sent. The room of after-sales closes sessions and returns money."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.db.models import F, Q

from operations import audit, outbox
from operations.clock import now
from pes_profiles.accounts.models import User
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, CancelledItem, PaymentState, VendorOrder, VendorOrderEvent
from shop.fulfilment.rules import CANCEL
from shop.fulfilment.services import LIVE_PAYMENTS, cancel_share
from shop.fulfilment.stock import give_back_pieces
from shop.order.models import Line

REASON_LENGTH = 500


@transaction.atomic
def cancel_pieces(
    vo: VendorOrder,
    chosen: Mapping[int, int],
    *,
    by: User | None,
    who: CancelledBy,
    reason: str = "",
    seen: Mapping[int, int] | None = None,
    as_long_as: CancelledBy | None = None,
    tell: bool = True,
) -> list[CancelledItem]:
    """Call off pieces: {line: how many}. Their stock is on sale again, and the share costs that much less.

    `seen` says how many pieces of each line were left when the person chose: a second click of the same form is told
    from a second wish by it; `as_long_as` is as in `cancel_share`; without `tell` no letter about pieces is written.
    The last piece calls the whole share off, its delivery with it; then the list is empty.

    Raises:
        NotNowError: packed or sent, somebody is paying, or these pieces are not there any more.
    """
    lines = _locked_lines(vo, CANCEL[as_long_as or who].q)
    wanted = {pk: pieces for pk, pieces in chosen.items() if pieces > 0}
    if not wanted or any(pk not in lines or pieces > lines[pk].left for pk, pieces in wanted.items()):
        raise NotNowError(f"share {vo.pk}")
    if seen is not None and any(lines[pk].left != seen.get(pk) for pk in wanted):
        raise NotNowError(f"share {vo.pk}")
    if all(wanted.get(pk, 0) == line.left for pk, line in lines.items()):
        cancel_share(vo, by=by, who=who, reason=reason, as_long_as=as_long_as)
        return []
    cut = {pk: (pieces, lines[pk].worth(pieces)) for pk, pieces in wanted.items()}
    return _write(vo, lines, cut, by=by, who=who, reason=reason, tell=tell)


@transaction.atomic
def make_cheaper(vo: VendorOrder, line: Line, worth: Decimal, *, by: User | None, reason: str) -> list[CancelledItem]:
    """Let a line cost less (zł) with its pieces staying, before it is sent.

    Raises:
        NotNowError: it is on its way, somebody is paying, or the line does not cost that much.
    """
    lines = _locked_lines(vo, CANCEL[CancelledBy.SELLER].q)
    if line.pk not in lines or not 0 < worth <= lines[line.pk].left_gross:
        raise NotNowError(f"line {line.pk}")
    return _write(vo, lines, {line.pk: (0, worth)}, by=by, who=CancelledBy.SELLER, reason=reason, tell=False)


def _locked_lines(vo: VendorOrder, when: Q) -> dict[int, Line]:
    """Return the share's lines as they are, in the order of stock records; nobody else may change them until commit.

    Not while a payment session may still take money: its amount was another one.
    """
    if not VendorOrder.objects.filter(when, pk=vo.pk).update(placed_at=F("placed_at")):
        raise NotNowError(f"share {vo.pk}")
    vo.refresh_from_db()
    if vo.payment_state == PaymentState.UNPAID and vo.payments.filter(state__in=LIVE_PAYMENTS).exists():
        raise NotNowError(f"share {vo.pk} is being paid")
    own = Line.objects.filter(order_id=vo.order_id, partner_id=vo.partner_id)
    rows = own.select_related("stockrecord", "product__parent").order_by("stockrecord_id", "pk")
    return {line.pk: line for line in rows}


def _write(
    vo: VendorOrder,
    lines: Mapping[int, Line],
    cut: Mapping[int, tuple[int, Decimal]],
    *,
    by: User | None,
    who: CancelledBy,
    reason: str,
    tell: bool = True,
) -> list[CancelledItem]:
    # Sums are made here, under the lock of the share: SQLite would add them as floats.
    moment, items = now(), []
    for pk, line in lines.items():
        pieces, worth = cut.get(pk, (0, Decimal(0)))
        if not pieces and not worth:
            continue
        Line.objects.filter(pk=pk).update(
            cancelled=line.cancelled + pieces, cancelled_gross=line.cancelled_gross + worth
        )
        give_back_pieces(line, pieces)
        items.append(
            CancelledItem.objects.create(
                vendor_order=vo,
                line=line,
                quantity=pieces,
                worth=worth,
                who=who,
                reason=reason.strip()[:REASON_LENGTH],
                by=by,
                at=moment,
            )
        )
    less = sum((item.worth for item in items), Decimal(0))
    VendorOrder.objects.filter(pk=vo.pk).update(cancelled_gross=vo.cancelled_gross + less)
    vo.refresh_from_db()

    words = ", ".join(f"{item.quantity} × {item.line.title}" for item in items if item.quantity)
    if words:
        VendorOrderEvent.objects.create(
            vendor_order=vo, kind=VendorOrderEvent.Kind.REDUCED, at=moment, by=by, note=words[:255]
        )
    audit.log("shop.fulfilment.reduced", vo, by=by, order=vo.order_id, who=who)
    if tell:
        outbox.put("mail.share_reduced", items[0], dedupe_key=f"mail.share_reduced:{items[0].pk}")
    return items
