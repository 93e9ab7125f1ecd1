"""What a seller reads about the statements, and what may be done with each line as things stand now."""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from operations.money import to_grosze
from shop.fulfilment.models import FulfilmentState
from shop.partner.models import Partner
from shop.statements.matching import is_open
from shop.statements.models import Statement, StatementLine

Found = StatementLine.Found


class Verdict(StrEnum):
    """How sure a match is."""

    DONE = "DONE"
    SURE = "SURE"
    TYPO = "TYPO"
    UNKNOWN = "UNKNOWN"
    OVERPAID = "OVERPAID"
    UNDERPAID = "UNDERPAID"
    SEVERAL = "SEVERAL"
    PAID = "PAID"
    ENDED = "ENDED"


#: the share is paid by confirming these
PAYS = frozenset({Verdict.SURE, Verdict.TYPO, Verdict.UNKNOWN, Verdict.OVERPAID})
#: the money came, and has to go back
GOES_BACK = frozenset({Verdict.PAID, Verdict.ENDED})

REASONS = {
    Verdict.DONE: _("Confirmed"),
    Verdict.SURE: _("Number and amount agree"),
    Verdict.TYPO: _("The amount agrees, the number in the title has a slip. Check it."),
    Verdict.UNKNOWN: _("Only the amount agrees, the title says nothing of the order. Check it."),
    Verdict.OVERPAID: _("More than the order costs. After confirming, the rest waits for return in settlements."),
    Verdict.UNDERPAID: _("Less than the order costs. Write to the buyer, or mark the order as paid by hand."),
    Verdict.SEVERAL: _("The title names several orders. Mark each of them by hand."),
    Verdict.PAID: _("Already paid. Tick it only if it is a second transfer: it will wait for return in settlements."),
    Verdict.ENDED: _("The order has ended. After confirming, the money waits for return in settlements."),
}


@dataclass(frozen=True)
class LineRow:
    """A line as the seller reads it."""

    line: StatementLine

    @property
    def verdict(self) -> Verdict:
        return verdict_of(self.line)

    @property
    def reason(self) -> str:
        return str(REASONS[self.verdict])

    @property
    def may_confirm(self) -> bool:
        return self.verdict in PAYS | GOES_BACK

    @property
    def is_ticked(self) -> bool:
        return self.verdict == Verdict.SURE

    @property
    def look(self) -> str:
        return "ok" if self.verdict in {Verdict.SURE, Verdict.DONE} else "warn"

    @property
    def value(self) -> str:
        """What the box sends: a line whose verdict has changed since is not confirmed."""
        return f"{self.line.pk}:{self.verdict}"


def verdict_of(line: StatementLine) -> Verdict:
    """Judge a line by what its share is now; needs `vendor_order`."""
    vo = line.vendor_order
    if line.confirmed_at:
        return Verdict.DONE
    if not is_open(vo):
        return Verdict.ENDED if vo.fulfilment_state == FulfilmentState.CANCELLED else Verdict.PAID
    if line.found == Found.SEVERAL:
        return Verdict.SEVERAL
    total = to_grosze(vo.payable_gross)
    if line.amount != total:
        return Verdict.UNDERPAID if line.amount < total else Verdict.OVERPAID
    return {Found.TYPO: Verdict.TYPO, Found.AMOUNT: Verdict.UNKNOWN}.get(Found(line.found), Verdict.SURE)


def statements_of(partner: Partner) -> QuerySet[Statement]:
    """A seller's statements, the newest first, each with how many lines concern orders and wait."""
    counted = Statement.objects.filter(partner=partner).annotate(
        kept=Count("lines"), waiting=Count("lines", filter=Q(lines__confirmed_at__isnull=True))
    )
    return counted.order_by("-read_at", "-pk")


def lines_of(statement: Statement) -> QuerySet[StatementLine]:
    return statement.lines.select_related("vendor_order")
