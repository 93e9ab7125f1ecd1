"""Yearly figures of sellers for the report of platform operators (DAC7, directive 2021/514).

For each legal person and quarter: how many sales were paid, what the seller got (less returns and the operator's
fees), and the fees. A seller of goods stays out of the report with fewer than 30 sales and at most 2000 euro in the
year; for personal services (done at the buyer's) there is no such threshold; public bodies stay out.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.conf import settings
from django.db.models import Case, Count, IntegerField, Q, QuerySet, Sum, Value, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from operations.clock import start_of_day
from operations.money import to_zloty
from pes_profiles.models.legal_entity import LegalForm
from shop.fulfilment.models import FulfilmentState, VendorOrder
from shop.ledger.models import CASH, Account, Entry, EuroRate, Posting
from shop.partner.models import DeliveryWay, Partner

QUARTERS = (1, 2, 3, 4)


class Decision(StrEnum):
    """Whether a seller belongs into the report, and why."""

    REPORT = "REPORT"
    SERVICES = "SERVICES"
    BELOW = "BELOW"
    PUBLIC = "PUBLIC"
    NO_RATE = "NO_RATE"


WORDS = {
    Decision.REPORT: _("to be reported: above a threshold"),
    Decision.SERVICES: _("to be reported: services at the buyer's have no threshold"),
    Decision.BELOW: _("not reported: below both thresholds"),
    Decision.PUBLIC: _("not reported: a public body"),
    Decision.NO_RATE: _("enter the rate of the euro to judge"),
}


@dataclass
class Quarter:
    """Whole grosze."""

    sales: int = 0
    amount: int = 0
    fees: int = 0


@dataclass
class SellerYear:
    """One legal person's year."""

    name: str
    nip: str
    register_no: str
    address: str
    account: str
    form: str
    has_services: bool = False
    quarters: dict[int, Quarter] = field(default_factory=lambda: {number: Quarter() for number in QUARTERS})
    rate: Decimal | None = None

    @property
    def sales(self) -> int:
        return sum(quarter.sales for quarter in self.quarters.values())

    @property
    def amount(self) -> int:
        return sum(quarter.amount for quarter in self.quarters.values())

    @property
    def fees(self) -> int:
        return sum(quarter.fees for quarter in self.quarters.values())

    @property
    def euro(self) -> Decimal | None:
        return None if self.rate is None else (to_zloty(self.amount) / self.rate).quantize(Decimal("0.01"))

    @property
    def decision(self) -> Decision:
        if self.form == LegalForm.LOCAL_AUTHORITY:
            return Decision.PUBLIC
        if self.has_services:
            return Decision.SERVICES
        if self.sales >= settings.OPES["DAC7_SALES"]:
            return Decision.REPORT
        if self.euro is None:
            return Decision.NO_RATE
        return Decision.REPORT if self.euro > settings.OPES["DAC7_EURO"] else Decision.BELOW

    @property
    def words(self) -> str:
        return str(WORDS[self.decision])

    @property
    def missing(self) -> list[str]:
        """What of a seller's data the report asks for and we do not have; nothing of a seller who stays out."""
        if self.decision not in {Decision.REPORT, Decision.SERVICES}:
            return []
        asked = {
            "NIP": self.nip,
            _("Register number"): self.register_no,
            _("Address"): self.address,
            _("Account number"): self.account,
        }
        return [str(name) for name, value in asked.items() if not value]


def rate_of(year: int) -> EuroRate | None:
    return EuroRate.objects.filter(year=year).first()


def sellers_in(year: int, *, of: Partner | None = None) -> list[SellerYear]:
    """Return everybody whose money moved in a year, by name; a fixed number of queries. `of`: this legal person only."""
    rate = rate_of(year)
    rows: dict[tuple[str, int], SellerYear] = {}
    moved: QuerySet[Posting] = Posting.objects.filter(
        entry__at__gte=start_of_day(date(year, 1, 1)), entry__at__lt=start_of_day(date(year + 1, 1, 1))
    )
    if of is not None:
        moved = moved.filter(entry__vendor_order__partner__in=_same_person(of))
    sums = (
        moved.filter(account__in=CASH)
        .annotate(quarter=_quarter(year))
        .order_by()
        .values_list("entry__vendor_order__partner", "quarter", "account")
        .annotate(Sum("amount"))
    )
    paid = moved.filter(account=Account.BUYER, entry__kind=Entry.Kind.PAYMENT).exclude(
        entry__vendor_order__fulfilment_state=FulfilmentState.CANCELLED
    )
    counts = (
        paid.annotate(quarter=_quarter(year))
        .order_by()
        .values_list("entry__vendor_order__partner", "quarter")
        .annotate(Count("entry__vendor_order", distinct=True))
    )
    sums, counts = list(sums), list(counts)
    by_partner = _rows_of({partner for partner, _quarter_no, *_rest in [*sums, *counts]}, rows, rate)
    for partner, number, account, amount in sums:
        quarter = by_partner[partner].quarters[number]
        if account == Account.FEE:
            quarter.fees += amount
        else:
            quarter.amount += amount
    for partner, number, sales in counts:
        by_partner[partner].quarters[number].sales += sales
    at_buyers = (
        VendorOrder.objects.filter(pk__in=paid.values("entry__vendor_order"), delivery_code=DeliveryWay.Code.ON_SITE)
        .order_by()
        .values_list("partner", flat=True)
        .distinct()
    )
    for partner in at_buyers:
        by_partner[partner].has_services = True
    return sorted(rows.values(), key=lambda row: (row.name.casefold(), row.nip))


def _same_person(partner: Partner) -> QuerySet[Partner]:
    """Return all selling sides of one legal person."""
    entity = partner.profile.legal_entity
    return Partner.objects.filter(profile__legal_entity=entity) if entity else Partner.objects.filter(pk=partner.pk)


def _quarter(year: int) -> Case:
    starts = {number: start_of_day(date(year, 3 * number - 2, 1)) for number in QUARTERS}
    return Case(
        *(When(Q(entry__at__gte=starts[number]), then=Value(number)) for number in reversed(QUARTERS)),
        output_field=IntegerField(),
    )


def _rows_of(
    partners: set[int], rows: dict[tuple[str, int], SellerYear], rate: EuroRate | None
) -> dict[int, SellerYear]:
    """One row for each legal person, however many profiles it runs."""
    by_partner = {}
    for partner in Partner.objects.filter(pk__in=partners).select_related("profile__legal_entity"):
        profile, entity = partner.profile, partner.profile.legal_entity
        key = ("entity", entity.pk) if entity else ("partner", partner.pk)
        if key not in rows:
            rows[key] = SellerYear(
                name=entity.name if entity else profile.name,
                nip=entity.nip if entity else "",
                register_no=(entity.krs or entity.regon) if entity else "",
                address=entity.address if entity else profile.address,
                account=entity.nrb if entity else "",
                form=entity.form if entity else "",
                rate=rate.rate if rate else None,
            )
        by_partner[partner.pk] = rows[key]
    return by_partner


def table(rows: list[SellerYear]) -> Iterator[list[str | int | Decimal]]:
    """Yield the report as rows of cells, the headings first."""
    heads = [_("Seller"), "NIP", _("Register number"), _("Address"), _("Account number")]
    for number in QUARTERS:
        heads += [
            _("Q%(n)s: sales") % {"n": number},
            _("Q%(n)s: amount, zł") % {"n": number},
            _("Q%(n)s: fees, zł") % {"n": number},
        ]
    heads += [
        _("Year: sales"),
        _("Year: amount, zł"),
        _("Year: fees, zł"),
        _("Year: amount, EUR"),
        pgettext_lazy("dac7", "Report"),
        _("Missing data"),
    ]
    yield [str(head) for head in heads]
    for row in rows:
        cells: list[str | int | Decimal] = [row.name, row.nip, row.register_no, row.address, row.account]
        for quarter in row.quarters.values():
            cells += [quarter.sales, to_zloty(quarter.amount), to_zloty(quarter.fees)]
        euro = "" if row.euro is None else row.euro
        yield [*cells, row.sales, to_zloty(row.amount), to_zloty(row.fees), euro, row.words, ", ".join(row.missing)]
