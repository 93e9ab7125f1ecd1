"""Deadlines, what silence means, and who may do what with a case (consumer rights act, art. 7a)."""

from datetime import date, datetime, timedelta

import rules
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from operations.clock import local_day
from pes_profiles.accounts.rules import is_admin, is_rops
from shop.cases.models import Complaint
from shop.fulfilment.models import VendorOrder
from shop.order.withdrawal import WITH_RIGHTS

#: days in which the seller answers, counted from the day after receipt (art. 7a; civil code, art. 111)
ANSWER_DAYS = 14
#: days before the deadline on which the seller is reminded
REMINDERS = (7, 3, 1)
#: days for which a thread stays open after the outcome
OPEN_DAYS = 30

SILENCE_OPEN, SILENCE_ACCEPTED = "OPEN", "ACCEPTED"

rules.add_perm("cases.watch_deadlines", is_rops | is_admin)


def deadline_of(received_at: datetime) -> date:
    """Return the last day for the answer: the 14th after the Warsaw day of receipt, free days included.

    A working calendar would only give the seller longer, so it moves nothing.
    """
    return local_day(received_at) + timedelta(days=ANSWER_DAYS)


def silence_on(day: date) -> str:
    """Return what a seller's silence means for complaints received on a day: "OPEN" or "ACCEPTED".

    `OPES["COMPLAINT_SILENCE"]` lists (first day, meaning); before the first of them nothing is accepted by itself.
    """
    meaning = SILENCE_OPEN
    for since, code in sorted(settings.OPES["COMPLAINT_SILENCE"]):
        if date.fromisoformat(since) <= day:
            meaning = code
    return meaning


def silence_accepts(complaint: Complaint) -> bool:
    """Whether this complaint counts as accepted once its time is over: a consumer's, against a trader."""
    vo = complaint.case.vendor_order
    return silence_on(complaint.received_on) == SILENCE_ACCEPTED and is_consumers(vo)


def is_consumers(vo: VendorOrder) -> bool:
    """Whether the rules for consumers hold between this buyer and this seller."""
    return vo.order.buyer_kind in WITH_RIGHTS and bool(vo.seller.get("is_trader"))


def silence_words(day: date) -> str:
    """Return the sentence about a seller who does not answer, for complaints received on a day."""
    if silence_on(day) == SILENCE_ACCEPTED:
        return _("When the seller does not answer a consumer in time, the complaint counts as accepted.")
    return _(
        "When the seller does not answer in time, the portal decides nothing by itself: the case stays open, is marked "
        "red, and ROPS sees it."
    )


def deadline_words(complaint: Complaint) -> str:
    """Return by when the seller answers and how many days are left, for a complaint that waits."""
    left, day = complaint.days_left, f"{complaint.deadline:%d.%m}"
    if left < 0:
        return ngettext(
            "the answer was due on %(date)s (%(n)s day ago)", "the answer was due on %(date)s (%(n)s days ago)", -left
        ) % {"date": day, "n": -left}
    if left == 0:
        return _("answer by %(date)s (today)") % {"date": day}
    return ngettext("answer by %(date)s (%(n)s day left)", "answer by %(date)s (%(n)s days left)", left) % {
        "date": day,
        "n": left,
    }


def reminder_due(complaint: Complaint) -> int | None:
    """Return which reminder is to be sent now: 7, 3 or 1 day before, 0 when the time is over; None for none."""
    left = complaint.days_left
    due = 0 if left < 0 else min((days for days in REMINDERS if left <= days), default=None)
    return due if due is not None and (complaint.reminded is None or complaint.reminded > due) else None


def kept_since(day: date) -> date:
    """Return the day from which cases are kept: those without an entry since then have outlived their claims."""
    return date(day.year - settings.OPES["CLAIMS_YEARS"], 1, 1)


def kept_until(day: date) -> date:
    """Return the last day on which something of a contract can be claimed when `day` was the last of its events."""
    return date(day.year + settings.OPES["CLAIMS_YEARS"], 12, 31)
