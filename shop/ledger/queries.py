"""What the books say: balances of a share, and the rules that they must keep."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.db.models import F, QuerySet, Sum

from operations.money import to_grosze
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder
from shop.ledger.models import CASH, SALES, Account, Entry, Posting

P = PaymentState


@dataclass
class Balances:
    """Whole grosze on every account of one share; debit above zero."""

    totals: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    #: goods, delivery and VAT by rate: what was sold stands below zero
    by_rate: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))

    def __getitem__(self, account: str) -> int:
        return self.totals.get(account, 0)

    def add(self, account: str, rate: str, amount: int) -> None:
        self.totals[account] += amount
        if account in SALES:
            self.by_rate[account, rate] += amount

    @property
    def received(self) -> int:
        """Money of the buyer that has not gone back."""
        return sum(self[account] for account in CASH)

    @property
    def sold(self) -> int:
        return -sum(self[account] for account in SALES)

    @property
    def is_even(self) -> bool:
        return not sum(self.totals.values())


def balances(vo: VendorOrder) -> Balances:
    return balances_of(VendorOrder.objects.filter(pk=vo.pk)).get(vo.pk) or Balances()


def balances_of(shares: QuerySet[VendorOrder]) -> dict[int, Balances]:
    """Return the balances of many shares in one query; a share without books is missing."""
    found: dict[int, Balances] = defaultdict(Balances)
    rows = (
        Posting.objects.filter(entry__vendor_order__in=shares)
        .order_by()
        .values_list("entry__vendor_order", "account", "rate")
        .annotate(Sum("amount"))
    )
    for share, account, rate, amount in rows:
        found[share].add(account, rate, amount)
    return dict(found)


def broken_books() -> list[str]:
    """Return one sentence for each share whose books are not even, or do not say what its states say."""
    uneven = Entry.objects.annotate(moved=Sum("postings__amount")).filter(moved__isnull=False).exclude(moved=0)
    faults = [f"ledger entry {entry.key}: postings do not add up to zero" for entry in uneven]
    books = balances_of(VendorOrder.objects.all())
    charged = dict(
        Posting.objects.filter(entry__kind=Entry.Kind.CHARGE, account=Account.BUYER)
        .annotate(share=F("entry__vendor_order"))
        .values_list("share", "amount")
    )
    for vo in VendorOrder.objects.only("number", "total_gross", "payment_state", "fulfilment_state"):
        total, said = to_grosze(vo.total_gross), books.get(vo.pk) or Balances()
        if charged.get(vo.pk, 0) != total:
            faults.append(f"share {vo.number}: the ledger charges {charged.get(vo.pk, 0)} of {total} grosze")
        owed = total if _is_owed(vo) else 0
        if said[Account.BUYER] != owed:
            faults.append(f"share {vo.number}: the ledger says {said[Account.BUYER]} grosze are owed, not {owed}")
        if vo.fulfilment_state == FulfilmentState.CANCELLED and said.sold:
            faults.append(f"share {vo.number}: cancelled, and the ledger still sells {said.sold} grosze")
        if vo.payment_state == P.REFUNDED and said.received:
            faults.append(f"share {vo.number}: refunded, and the ledger still holds {said.received} grosze")
        if said[Account.REFUND] > 0 or said.received < 0:
            faults.append(f"share {vo.number}: more went back than came in")
    return faults


def _is_owed(vo: VendorOrder) -> bool:
    return vo.payment_state in {P.UNPAID, P.TERM} and vo.fulfilment_state != FulfilmentState.CANCELLED
