"""The price a reduction is measured against (act on informing about prices, art. 4).

A seller never types it: it is read from the append-only price log. The window of 30 days ends before the reduction;
the price that was in force when the window opened counts too. Prices lowered step by step are one reduction, which
began with the first of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from operations.clock import local_day, start_of_day

if TYPE_CHECKING:
    from shop.catalogue.models import Product
    from shop.partner.models import PriceLog, StockRecord

WINDOW = timedelta(days=30)
#: The three sentences that the law knows.
LAST_30_DAYS = "LAST_30_DAYS"
SHORT_ON_SALE = "SHORT_ON_SALE"
PERISHABLE = "PERISHABLE"
_REDUCED = "REDUCTION"


@dataclass(frozen=True)
class ReferencePrice:
    """A reduction as it is announced: the reference price, which rule it follows, and how much lower today's price is."""

    lowest: Decimal
    rule: str
    percent: int | None


def reference_price(record: "StockRecord", offer: "Product") -> ReferencePrice | None:
    """Return what a reduced price is compared with; None when the price is not a reduced one.

    Uses `record.price_log` as prefetched by `Product.objects.for_cards()`.
    """
    log = sorted(record.price_log.all(), key=lambda entry: (entry.at, entry.pk))
    if not log or log[-1].kind != _REDUCED or record.price is None:
        return None
    first = len(log) - 1
    while first > 0 and log[first - 1].kind == _REDUCED:
        first -= 1
    before = log[:first]
    if not before:
        return None

    if offer.withdrawal == PERISHABLE or offer.legal.get("perishable_rule"):
        lowest, rule = before[-1].gross, PERISHABLE
    else:
        lowest, rule = _lowest_before(before, log[first])
    percent = None
    if record.price < lowest:
        percent = int(((lowest - record.price) * 100 / lowest).quantize(Decimal(1), ROUND_HALF_UP)) or None
    return ReferencePrice(lowest, rule, percent)


def _lowest_before(before: Sequence["PriceLog"], reduction: "PriceLog") -> tuple[Decimal, str]:
    opens = start_of_day(local_day(reduction.at) - WINDOW)
    if before[0].at >= opens:
        return min(entry.gross for entry in before), SHORT_ON_SALE
    in_force = [entry for entry in before if entry.at < opens][-1:]
    within = [entry for entry in before if entry.at >= opens]
    return min(entry.gross for entry in [*in_force, *within]), LAST_30_DAYS
