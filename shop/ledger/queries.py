"""What the books say: balances of a share, and the rules that they must keep."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, Q, QuerySet, Sum

from operations.clock import start_of_day
from operations.money import to_grosze
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder
from shop.ledger.models import CASH, SALES, Account, Entry, Posting
from shop.partner.models import Partner
from shop.partner.vat import VatCode

P = PaymentState
#: what says how much of a buyer's money went back
WENT_BACK = (Entry.Kind.REFUND, Entry.Kind.CHARGEBACK, Entry.Kind.BOUNCED, Entry.Kind.REINSTATED)


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


def went_back(vo: VendorOrder) -> int:
    """Return how many grosze of a share reached the buyer again, by a refund or through the bank."""
    moved = Posting.objects.filter(entry__vendor_order=vo, entry__kind__in=WENT_BACK, account__in=CASH)
    return -(moved.aggregate(sum=Sum("amount"))["sum"] or 0)


def standing_sale(vo: VendorOrder) -> Balances:
    """Return what is sold after pieces were called off or made cheaper; what was returned for other reasons stays in."""
    called_off = Q(entry__kind=Entry.Kind.REDUCTION, entry__key__contains=":cancelled:")
    counted = Q(entry__kind=Entry.Kind.CHARGE) | called_off
    return balances_of(VendorOrder.objects.filter(pk=vo.pk), counted).get(vo.pk) or Balances()


def balances_of(shares: QuerySet[VendorOrder], counted: Q | None = None) -> dict[int, Balances]:
    """Return the balances of many shares in one query, of all their postings or the counted ones.

    A share without books is missing.
    """
    found: dict[int, Balances] = defaultdict(Balances)
    rows = (
        Posting.objects.filter(counted or Q(), entry__vendor_order__in=shares)
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
    for vo in VendorOrder.objects.only("number", "total_gross", "cancelled_gross", "payment_state", "fulfilment_state"):
        total, said = to_grosze(vo.total_gross), books.get(vo.pk) or Balances()
        if charged.get(vo.pk, 0) != total:
            faults.append(f"share {vo.number}: the ledger charges {charged.get(vo.pk, 0)} of {total} grosze")
        owed = to_grosze(vo.payable_gross) if _is_owed(vo) else 0
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


# --- A seller's month ---


@dataclass
class ShareRow:
    """What a month did to the money of one share, and how the share stands now. Whole grosze."""

    vo: VendorOrder
    sold: int = 0
    cancelled: int = 0
    paid: int = 0
    fee: int = 0
    refunded: int = 0
    #: now, whatever the month: what the buyer owes, and what has to go back
    owed: int = 0
    due: int = 0


@dataclass(frozen=True)
class RateRow:
    """A month's sale at one VAT rate, less what was cancelled and returned."""

    rate: str
    goods: int
    delivery: int
    vat: int

    @property
    def label(self) -> str:
        return str(dict(VatCode.choices).get(self.rate, "–"))

    @property
    def gross(self) -> int:
        return self.goods + self.delivery + self.vat


@dataclass(frozen=True)
class AccountRow:
    """One account's turnover in a month."""

    label: str
    debit: int
    credit: int


def entries_of(partner: Partner, month: date) -> QuerySet[Entry]:
    """A seller's entries of a month of Warsaw time."""
    return Entry.objects.filter(
        vendor_order__partner=partner, at__gte=start_of_day(month), at__lt=start_of_day(next_month(month))
    )


def next_month(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1)


def shares_in(partner: Partner, month: date) -> QuerySet[VendorOrder]:
    """Shares whose money moved in a month, the newest first."""
    return VendorOrder.objects.filter(pk__in=entries_of(partner, month).values("vendor_order")).order_by(
        "-placed_at", "-pk"
    )


def share_rows(shares: Sequence[VendorOrder], month: date) -> list[ShareRow]:
    """Return what the month did to each of these shares, in two queries however many they are."""
    rows = {vo.pk: ShareRow(vo) for vo in shares}
    moved = (
        Posting.objects.filter(
            entry__vendor_order__in=rows,
            entry__at__gte=start_of_day(month),
            entry__at__lt=start_of_day(next_month(month)),
        )
        .order_by()
        .values_list("entry__vendor_order", "entry__kind", "account")
        .annotate(Sum("amount"))
    )
    for share, kind, account, amount in moved:
        _add_to_row(rows[share], kind, account, amount)
    for share, there in balances_of(VendorOrder.objects.filter(pk__in=rows)).items():
        row = rows[share]
        row.owed, row.due = there[Account.BUYER], -there[Account.REFUND]
    return list(rows.values())


def _add_to_row(row: ShareRow, kind: str, account: str, amount: int) -> None:
    row.fee += amount if account == Account.FEE else 0
    if kind == Entry.Kind.CHARGE and account == Account.BUYER:
        row.sold += amount
    elif kind in {Entry.Kind.CANCELLATION, Entry.Kind.REDUCTION} and account in SALES:
        row.cancelled += amount
    elif kind == Entry.Kind.PAYMENT and account in CASH:
        row.paid += amount
    elif kind in WENT_BACK and account in CASH:
        row.refunded -= amount


def turnover(partner: Partner, month: date) -> tuple[list[AccountRow], list[RateRow]]:
    """Return debit and credit of every account in a month, and its sale by rate, in one query."""
    moved = (
        Posting.objects.filter(entry__in=entries_of(partner, month))
        .order_by()
        .values_list("account", "rate")
        .annotate(
            plus=Sum("amount", filter=Q(amount__gt=0), default=0),
            minus=-Sum("amount", filter=Q(amount__lt=0), default=0),
        )
    )
    debit: dict[str, int] = defaultdict(int)
    credit: dict[str, int] = defaultdict(int)
    sold: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for account, rate, plus, minus in moved:
        debit[account] += plus
        credit[account] += minus
        if account in SALES:
            sold[rate][account] += minus - plus
    accounts = [
        AccountRow(str(account.label), debit[account], credit[account])
        for account in Account
        if debit[account] or credit[account]
    ]
    rates = [
        RateRow(rate, by[Account.GOODS], by[Account.DELIVERY], by[Account.VAT]) for rate, by in sorted(sold.items())
    ]
    return accounts, rates


def to_return(partner: Partner) -> QuerySet[VendorOrder]:
    """Shares whose money has to go back by a transfer of the seller's own: the task of the ledger page."""
    waiting = (
        Posting.objects.filter(entry__vendor_order__partner=partner, account=Account.REFUND)
        .order_by()
        .values("entry__vendor_order")
        .annotate(left=Sum("amount"))
        .filter(left__lt=0)
    )
    banked = (
        Posting.objects.filter(entry__vendor_order__partner=partner, account=Account.BANK)
        .order_by()
        .values("entry__vendor_order")
        .annotate(left=Sum("amount"))
        .filter(left__gt=0)
    )
    return (
        VendorOrder.objects.filter(pk__in=waiting.values("entry__vendor_order"))
        .filter(pk__in=banked.values("entry__vendor_order"))
        .order_by("placed_at", "pk")
    )
