"""What pages and letters read of money on its way back and of proposals."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Min, QuerySet

from operations.money import to_zloty
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.models import MoneyBack, Proposal
from shop.fulfilment.models import VendorOrder
from shop.partner.models import Partner
from shop.payments.models import Incident, Refund


def proposals_in_full() -> QuerySet[Proposal]:
    return Proposal.objects.select_related("line", "vendor_order__order__user", "vendor_order__partner__profile")


# --- Money ---


def returns_in_full() -> QuerySet[MoneyBack]:
    return MoneyBack.objects.select_related(
        "vendor_order__order__user", "vendor_order__partner__profile", "payment", "refund"
    )


def open_returns(partner: Partner) -> QuerySet[MoneyBack]:
    """What a seller still has to return, and what its operator was asked for, the most urgent first."""
    own = returns_in_full().filter(vendor_order__partner=partner)
    return own.exclude(state=MoneyBack.State.RETURNED).order_by("due_by", "pk")


def past_returns(partner: Partner) -> QuerySet[MoneyBack]:
    """What went back before, the newest first."""
    own = returns_in_full().filter(vendor_order__partner=partner)
    return own.filter(state=MoneyBack.State.RETURNED).order_by("-returned_on", "-pk")


def money_waiting(partner: Partner) -> tuple[int, date | None]:
    """Return how many transfers a seller has to send back, and the day the first of them is due, in one query."""
    due = MoneyBack.objects.filter(vendor_order__partner=partner, state=MoneyBack.State.DUE)
    found = due.order_by().aggregate(number=Count("pk"), first=Min("due_by"))
    return found["number"], found["first"]


def refused_return(incident: Incident) -> MoneyBack:
    """Return the task that an incident of a refused refund tells of.

    Raises:
        NothingOwedError: it was asked for again since, or the money went back.
    """
    refused = returns_in_full().filter(vendor_order=incident.vendor_order, refund__state=Refund.State.REFUSED)
    for back in refused:
        if back.refund is not None and back.refund.refused_key == incident.key:
            return back
    raise NothingOwedError(f"incident {incident.pk}")


@dataclass
class MoneyRow:
    """One return, as its seller reads it."""

    back: MoneyBack

    @property
    def vo(self) -> VendorOrder:
        return self.back.vendor_order

    @property
    def sum(self) -> Decimal:
        return to_zloty(self.back.amount)

    @property
    def buyer(self) -> str:
        return self.vo.order.buyer_name

    @property
    def why_refused(self) -> str:
        """Why the operator refused it; empty when it did not."""
        return self.back.refund.refused_why if self.back.is_refused and self.back.refund else ""

    @property
    def look(self) -> str:
        if self.back.is_overdue:
            return "error"
        return "warn" if self.back.is_due else "info"
