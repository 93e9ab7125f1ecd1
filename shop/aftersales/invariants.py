"""What must be true of things called off and of money on its way back, at any moment."""

from decimal import Decimal

from django.db.models import F, Q, Sum

from shop.aftersales.models import MoneyBack
from shop.fulfilment.models import CancelledItem, VendorOrder
from shop.fulfilment.rules import IN_HOUSE
from shop.ledger.models import Account
from shop.ledger.queries import Balances, balances_of
from shop.order.models import Line


def broken_changes() -> list[str]:
    """Return one sentence for each line and share that does not say what its rows of called-off things say."""
    rows = CancelledItem.objects.order_by().values("line").annotate(pieces=Sum("quantity"), gross=Sum("worth"))
    said = {row["line"]: (row["pieces"], row["gross"]) for row in rows}
    faults = []
    by_share: dict[tuple[int, int], Decimal] = {}
    for line in Line.objects.filter(Q(cancelled__gt=0) | Q(cancelled_gross__gt=0) | Q(pk__in=said)):
        if (line.cancelled, line.cancelled_gross) != said.get(line.pk, (0, Decimal(0))):
            faults.append(f"order line {line.pk}: the called-off things do not add up")
        place = (line.order_id, line.partner_id)
        by_share[place] = by_share.get(place, Decimal(0)) + line.cancelled_gross
    shares = VendorOrder.objects.filter(Q(cancelled_gross__gt=0) | Q(order__in={order for order, _ in by_share}))
    faults += [
        f"share {vo.number}: the called-off things do not add up"
        for vo in shares
        if vo.cancelled_gross != by_share.get((vo.order_id, vo.partner_id), Decimal(0))
    ]
    return faults + _held_otherwise()


def _held_otherwise() -> list[str]:
    waiting = VendorOrder.objects.filter(fulfilment_state__in=sorted(IN_HOUSE))
    held = Line.objects.filter(num_allocated__gt=0).exclude(num_allocated=F("quantity") - F("cancelled"))
    at_home = set(waiting.filter(order__in=held.values("order")).values_list("order", "partner"))
    return [
        f"order line {line.pk}: holds {line.num_allocated} of {line.left} pieces"
        for line in held
        if (line.order_id, line.partner_id) in at_home
    ]


def broken_returns() -> list[str]:
    """Return one sentence for each share that promises more money back than its books keep for it."""
    open_ones = MoneyBack.objects.exclude(state=MoneyBack.State.RETURNED).order_by()
    promised = dict(open_ones.values_list("vendor_order").annotate(Sum("amount")))
    books = balances_of(VendorOrder.objects.filter(pk__in=promised))
    found = ((share, amount, -(books.get(share) or Balances())[Account.REFUND]) for share, amount in promised.items())
    return [
        f"share {share}: {amount} grosze on their way back, {kept} kept for it"
        for share, amount, kept in found
        if amount > kept
    ]
