"""Letters about cases, the clock's work, and forgetting."""

from datetime import timedelta

from django.db import transaction

from operations import outbox, schedules
from operations.clock import now
from operations.models import OutboxEntry
from shop.cases import deadlines, letters
from shop.cases.models import Case, Complaint, Entry, Side
from shop.cases.queries import cases_in_full

#: entries with letters of their own
TOLD = (Entry.Kind.OPENED, Entry.Kind.ANSWERED)


@outbox.handler("mail.complaint")
def tell_of_complaint(entry: OutboxEntry) -> None:
    letters.tell_of_complaint(Complaint.objects.select_related("case__vendor_order__order__user").get(pk=entry.ref))


@outbox.handler("mail.complaint_answered")
def tell_of_answer(entry: OutboxEntry) -> None:
    letters.tell_of_answer(Entry.objects.select_related("case__vendor_order__order__user").get(pk=entry.ref))


@outbox.handler("mail.complaint_due")
def remind_seller(entry: OutboxEntry) -> None:
    """Remind, unless the seller has answered or the buyer has withdrawn meanwhile."""
    complaint = Complaint.objects.select_related("case__vendor_order__order").get(pk=entry.ref)
    if complaint.state in {Complaint.State.OPEN, Complaint.State.ACCEPTED}:
        letters.remind_seller(complaint, days=entry.payload["days"])


@outbox.handler("mail.case_rops")
def tell_rops(entry: OutboxEntry) -> None:
    letters.tell_rops(cases_in_full().get(pk=entry.ref), why=entry.payload["why"])


@outbox.handler("mail.case_notice")
def tell_of_entries(entry: OutboxEntry) -> None:
    """Tell a side of everything it was not told and has not read: each entry in one letter at most."""
    side = Side(entry.payload["side"])
    told, at, unread = (f"{side.lower()}_{name}" for name in ("told_up_to", "told_at", "unread"))
    with transaction.atomic():
        case = cases_in_full().filter(pk=entry.ref).first()
        if case is None:
            return
        before = getattr(case, told)
        fresh = [row for row in case.entries.all() if row.pk > before and row.side != side and row.kind not in TOLD]
        if not fresh or entry.payload["entry"] <= before:
            return
        own = Case.objects.filter(pk=case.pk, **{told: before})
        if not getattr(case, unread):  # read on the portal before the letter was due
            own.update(**{told: fresh[-1].pk})
        elif own.update(**{told: fresh[-1].pk, at: now()}):
            letters.tell_of_entries(case, side, fresh)


@schedules.periodic("cases.remind", every=timedelta(hours=1))
def send_reminders() -> None:
    deadlines.send_reminders()


@schedules.periodic("cases.forget", every=timedelta(days=1))
def forget_old_cases() -> None:
    deadlines.forget_old_cases()
    deadlines.sweep_shelf()
