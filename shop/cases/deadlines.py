"""What the clock does by itself: reminders, complaints whose time is over, and cases that have outlived their claims."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from operations import audit, outbox
from operations.clock import WARSAW, now, start_of_day, today
from operations.private_files import PrivateStorage, take_off_the_shelf
from shop.cases import rules
from shop.cases.answers import accept_by_silence
from shop.cases.models import FOLDER, Case, CaseFile, Complaint

#: no letter of the clock is sent before this hour in Warsaw
FIRST_HOUR = 8
SWEPT_AFTER = timedelta(days=1)


def send_reminders() -> int:
    """Remind sellers 7, 3 and 1 day before a deadline, tell them and ROPS when one is past. Say how many were told."""
    if now().astimezone(WARSAW).hour < FIRST_HOUR:
        return 0
    waiting = Complaint.objects.filter(state=Complaint.State.OPEN).filter(~Q(reminded=0) | Q(reminded=None))
    return sum(_remind(complaint) for complaint in waiting.select_related("case__vendor_order__order").order_by("pk"))


@transaction.atomic
def _remind(complaint: Complaint) -> bool:
    due = rules.reminder_due(complaint)
    if due is None:
        return False
    same = Complaint.objects.filter(pk=complaint.pk, state=Complaint.State.OPEN)
    if not same.filter(Q(reminded=None) | Q(reminded__gt=due)).update(reminded=due):
        return False
    outbox.put(
        "mail.complaint_due",
        complaint,
        dedupe_key=f"mail.complaint_due:{complaint.pk}:{due}",
        payload={"days": due},
    )
    if not due:
        case = complaint.case
        outbox.put("mail.case_rops", case, dedupe_key=f"mail.case_rops:{case.pk}:late", payload={"why": "late"})
        accept_by_silence(complaint)
    return True


def forget_old_cases() -> int:
    """Delete threads whose claims have expired, with their files; return how many."""
    old = Case.objects.filter(last_entry_at__lt=start_of_day(rules.kept_since(today())))
    return sum(_forget(case) for case in old.exclude(complaint__state=Complaint.State.OPEN))


@transaction.atomic
def _forget(case: Case) -> bool:
    """Delete one thread; its files go once nothing can bring the rows back."""
    shelf = [row.file for row in CaseFile.objects.filter(entry__case=case)]
    audit.log("shop.cases.forget", case, share=case.vendor_order_id)
    case.delete()
    transaction.on_commit(lambda: take_off_the_shelf(shelf))
    return True


def sweep_shelf() -> int:
    """Delete files that no row knows: left by a transaction that came to nothing a day ago or earlier."""
    known = CaseFile.objects.values_list("file", flat=True).iterator()
    return PrivateStorage().sweep(FOLDER, known=known, before=now() - SWEPT_AFTER)
