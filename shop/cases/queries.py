"""What the pages of cases read: a thread in full, lists of a buyer, a seller and ROPS, each in few queries."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Case as When
from django.db.models import Count, F, IntegerField, Min, Prefetch, Q, QuerySet, Value
from django.db.models import When as If
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from operations.clock import today
from pes_profiles.accounts.models import User
from shop.aftersales.models import MoneyBack
from shop.cases import rules
from shop.cases.models import Case, CaseFile, Complaint, Entry, Side
from shop.fulfilment.models import VendorOrder
from shop.partner.models import Partner

State, Outcome = Complaint.State, Complaint.Outcome


def cases_in_full() -> QuerySet[Case]:
    """Threads with all that their page and their letters show."""
    return cases().prefetch_related(
        Prefetch("entries", queryset=Entry.objects.prefetch_related("files")), "complaint__items__line"
    )


def cases() -> QuerySet[Case]:
    """Threads as a list shows them: without their content."""
    return Case.objects.select_related("complaint", "vendor_order__order__user", "vendor_order__partner__profile")


def cases_of_buyer(user: User) -> QuerySet[Case]:
    """All of a person's threads, the ones with something new first."""
    new_first = When(If(buyer_unread__gt=0, then=Value(0)), default=Value(1), output_field=IntegerField())
    return cases().filter(vendor_order__order__user=user).order_by(new_first, "-last_entry_at", "-pk")


def unread_of_buyer(user: User) -> int:
    """Return in how many threads something new waits for a person."""
    return Case.objects.filter(vendor_order__order__user=user, buyer_unread__gt=0).count()


def own_cases(partner: Partner) -> QuerySet[Case]:
    return cases_in_full().filter(vendor_order__partner=partner)


def complaints_of(partner: Partner) -> QuerySet[Case]:
    """A seller's complaints: those that wait by deadline, then the rest, the newest first."""
    return cases().filter(kind=Case.Kind.COMPLAINT, vendor_order__partner=partner).order_by(*_by_deadline())


def messages_of(partner: Partner) -> QuerySet[Case]:
    """A seller's threads of messages, the ones with something new first."""
    new_first = When(If(seller_unread__gt=0, then=Value(0)), default=Value(1), output_field=IntegerField())
    own = cases().filter(kind=Case.Kind.MESSAGE, vendor_order__partner=partner)
    return own.order_by(new_first, "-last_entry_at", "-pk")


@dataclass(frozen=True)
class Waiting:
    """What waits for a seller: complaints to answer or with something new, the first deadline, and new messages.

    Each count is what its list shows: a complaint is never counted among the messages.
    """

    complaints: int
    first: date | None
    messages: int


def waiting(partner: Partner) -> Waiting:
    """Count what waits for a seller, in one query."""
    to_answer, is_new = Q(complaint__state__in=[State.OPEN, State.ACCEPTED]), Q(seller_unread__gt=0)
    found = Case.objects.filter(vendor_order__partner=partner).aggregate(
        complaints=Count("pk", filter=to_answer | is_new & Q(kind=Case.Kind.COMPLAINT)),
        first=Min("complaint__deadline", filter=to_answer),
        messages=Count("pk", filter=is_new & Q(kind=Case.Kind.MESSAGE)),
    )
    return Waiting(found["complaints"], found["first"], found["messages"])


def money_of(complaint: Complaint) -> MoneyBack | None:
    """Return the money that goes back after a complaint, once it was decided so."""
    if complaint.amount is None:
        return None
    return MoneyBack.objects.filter(vendor_order=complaint.case.vendor_order_id, key=complaint.money_key).first()


# --- ROPS ---


def cases_for_rops(*, only: str = "") -> QuerySet[Case]:
    """Complaints and threads that ROPS was called into, by deadline. `only`: "late", "called" or "open"."""
    found = cases().filter(Q(kind=Case.Kind.COMPLAINT) | Q(called_in_at__isnull=False))
    if only == "late":
        found = found.filter(complaint__state=State.OPEN, complaint__deadline__lt=today())
    elif only == "called":
        found = found.filter(called_in_at__isnull=False)
    elif only == "open":
        found = found.filter(complaint__state=State.OPEN)
    return found.order_by(*_by_deadline())


def counts_for_rops() -> dict[str, int]:
    """Return how many complaints are past their deadline, wait at all, and how many open threads called ROPS in."""
    return Case.objects.aggregate(
        late=Count("pk", filter=Q(complaint__state=State.OPEN, complaint__deadline__lt=today())),
        open=Count("pk", filter=Q(complaint__state=State.OPEN)),
        called=Count(
            "pk", filter=Q(called_in_at__isnull=False) & (Q(closes_on__isnull=True) | Q(closes_on__gte=today()))
        ),
    )


def case_for_rops(pk: int) -> Case | None:
    """Return a thread that ROPS may know of: with its content only when ROPS was called in."""
    found = cases_for_rops().filter(pk=pk).first()
    return cases_in_full().get(pk=pk) if found is not None and found.is_called_in else found


def file_in(case: Case, pk: int) -> CaseFile | None:
    return CaseFile.objects.filter(entry__case=case, pk=pk).select_related("entry").first()


def _by_deadline() -> list:
    """Order: what waits first, the nearest deadline on top; then the rest, the newest on top."""
    waits = When(If(complaint__state=State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    due = When(If(complaint__state=State.OPEN, then=F("complaint__deadline")), default=Value(None))
    return [waits, due, F("last_entry_at").desc(), "-pk"]


# --- One row or page ---


@dataclass
class CaseRow:
    """One thread as a list or the head of its page shows it, to one of its sides."""

    case: Case
    side: str = Side.SELLER

    @property
    def complaint(self) -> Complaint | None:
        return getattr(self.case, "complaint", None)

    @property
    def vo(self) -> VendorOrder:
        return self.case.vendor_order

    @property
    def unread(self) -> int:
        return self.case.buyer_unread if self.side == Side.BUYER else self.case.seller_unread

    @property
    def title(self) -> str:
        if self.complaint:
            return _("Complaint %(number)s") % {"number": self.complaint.number}
        return _("Messages about order %(number)s") % {"number": self.vo.number}

    @property
    def other(self) -> str:
        """Who is on the other side."""
        return self.vo.seller.get("short_name", "") if self.side == Side.BUYER else self.vo.order.buyer_name

    @property
    def back(self) -> MoneyBack | None:
        """The money that goes back after the complaint."""
        return money_of(self.complaint) if self.complaint else None

    @property
    def word(self) -> str:
        """The state in a few words, with the deadline while an answer is awaited."""
        complaint = self.complaint
        if complaint is None:
            return ""
        if complaint.is_open:
            return capfirst(rules.deadline_words(complaint))
        if complaint.state == State.ANSWERED:
            return capfirst(complaint.get_outcome_display())
        return capfirst(complaint.get_state_display())

    @property
    def look(self) -> str:
        complaint = self.complaint
        if complaint is None:
            return "info"
        if complaint.is_open:
            return (
                "error" if complaint.is_overdue else "warn" if complaint.days_left <= max(rules.REMINDERS) else "info"
            )
        if complaint.state == State.ACCEPTED:
            return "error"
        return "info" if complaint.state == State.WITHDRAWN or complaint.outcome == Outcome.REJECTED else "ok"
