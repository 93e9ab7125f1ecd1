"""What people do in a thread: complain, write, withdraw a complaint, call ROPS in, open again.

Each act is one transaction around a conditional UPDATE: of two that exclude each other exactly one happens. Every act
leaves an entry, and an entry is told to the others by a letter.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import F, Q

from operations import audit, outbox
from operations.clock import now, today
from operations.counters import next_value
from pes_profiles.accounts.models import User
from shop.cases import rules
from shop.cases.exceptions import (
    AlreadyCalledInError,
    AlreadyDecidedError,
    ClosedError,
    NotCalledInError,
    NothingChosenError,
)
from shop.cases.models import Case, CaseFile, Complaint, ComplaintItem, Entry, Side
from shop.cases.uploads import Attachment
from shop.fulfilment.models import VendorOrder

Kind, State = Entry.Kind, Complaint.State

#: a thread sends each side at most one letter in this time, with everything since the last one
CALM = timedelta(minutes=15)


@transaction.atomic
def complain(
    vo: VendorOrder,
    *,
    by: User | None,
    form_key: str,
    chosen: Mapping[int, int],
    demand: str,
    text: str,
    account: str = "",
    files: Sequence[Attachment] = (),
) -> Complaint:
    """Make a complaint about {line: pieces} of a share, with its number, its deadline and the letters.

    The same form sent again gives the first complaint. Raises `NothingChosenError`.
    """
    VendorOrder.objects.filter(pk=vo.pk).update(number=F("number"))  # two submits of one form wait for each other
    found = Complaint.objects.filter(form_key=form_key, case__vendor_order=vo).first()
    if found:
        return found

    lines = {line.pk: line for line in vo.order.lines.filter(partner_id=vo.partner_id)}
    wanted = {pk: pieces for pk, pieces in chosen.items() if pieces > 0}
    if not wanted or any(pk not in lines or pieces > lines[pk].quantity for pk, pieces in wanted.items()):
        raise NothingChosenError

    moment = now()
    case = Case.objects.create(
        vendor_order=vo, kind=Case.Kind.COMPLAINT, opened_at=moment, last_entry_at=moment, demo=vo.demo
    )
    complaint = Complaint.objects.create(
        case=case,
        number=f"R-{next_value('complaint')}",
        demand=demand,
        account=account,
        received_at=moment,
        deadline=rules.deadline_of(moment),
        form_key=form_key,
    )
    ComplaintItem.objects.bulk_create(
        ComplaintItem(complaint=complaint, line=lines[pk], quantity=pieces, bought=lines[pk].quantity)
        for pk, pieces in wanted.items()
    )
    add_entry(case, side=Side.BUYER, by=by, kind=Kind.OPENED, text=text, files=files)

    audit.log("shop.cases.complain", complaint, by=by, share=vo)
    outbox.put("mail.complaint", complaint, dedupe_key=f"mail.complaint:{complaint.pk}")
    return complaint


@transaction.atomic
def write_message(
    vo: VendorOrder,
    *,
    side: str,
    by: User | None,
    form_key: str,
    text: str,
    files: Sequence[Attachment] = (),
) -> Case:
    """Write about an order without complaining: into the share's one thread of messages, begun when there is none."""
    moment = now()
    Case.objects.bulk_create(
        [Case(vendor_order=vo, kind=Case.Kind.MESSAGE, opened_at=moment, last_entry_at=moment, demo=vo.demo)],
        ignore_conflicts=True,
    )
    case = Case.objects.get(vendor_order=vo, kind=Case.Kind.MESSAGE)
    write(case, side=side, by=by, form_key=form_key, text=text, files=files)
    return case


@transaction.atomic
def write(
    case: Case,
    *,
    side: str,
    by: User | None,
    form_key: str,
    text: str,
    files: Sequence[Attachment] = (),
) -> bool:
    """Add words to a thread; say whether this call did it. The same form sent again adds nothing.

    Raises:
        ClosedError: the thread is closed; it can be opened again.
        NotCalledInError: ROPS writes only where it was called in.
    """
    claimed = Case.objects.filter(pk=case.pk).filter(_still_open())
    if side == Side.ROPS:
        claimed = claimed.filter(called_in_at__isnull=False)
    if not claimed.update(last_entry_at=now()):
        raise NotCalledInError if side == Side.ROPS and not case.is_called_in else ClosedError
    if Entry.objects.filter(form_key=form_key).exists():
        return False

    entry = add_entry(case, side=side, by=by, text=text, files=files, form_key=form_key)
    audit.log("shop.cases.write", entry, by=by, case=case, side=str(side))
    return True


@transaction.atomic
def withdraw_complaint(complaint: Complaint, *, by: User | None) -> None:
    """Take a complaint back. Raises `AlreadyDecidedError` when the seller was quicker."""
    if not Complaint.objects.filter(pk=complaint.pk, state=State.OPEN).update(state=State.WITHDRAWN):
        raise AlreadyDecidedError

    close_later(complaint.case)
    add_entry(complaint.case, side=Side.BUYER, by=by, kind=Kind.WITHDRAWN)
    audit.log("shop.cases.withdraw", complaint, by=by, share=complaint.case.vendor_order_id)


@transaction.atomic
def call_in_rops(case: Case, *, side: str, by: User | None, text: str = "") -> None:
    """Ask ROPS into a thread; ROPS itself comes in only with a reason, which everybody in the thread reads.

    From now on ROPS reads the thread and writes in it, and does nothing else. Raises `AlreadyCalledInError`.
    """
    if side == Side.ROPS and not text.strip():
        raise NotCalledInError
    claimed = Case.objects.filter(pk=case.pk, called_in_at__isnull=True)
    if not claimed.update(called_in_at=now(), called_in_by=side):
        raise AlreadyCalledInError
    case.refresh_from_db(fields=["called_in_at", "called_in_by"])

    add_entry(case, side=side, by=by, kind=Kind.CALLED_IN, text=text)
    audit.log("shop.cases.call_in", case, by=by, side=str(side))
    if side != Side.ROPS:
        outbox.put("mail.case_rops", case, dedupe_key=f"mail.case_rops:{case.pk}", payload={"why": "called"})


@transaction.atomic
def reopen(case: Case, *, side: str, by: User | None) -> None:
    """Open a closed thread for another while; one that is open stays as it is."""
    if Case.objects.filter(pk=case.pk, closes_on__lt=today()).update(closes_on=_closing_day()):
        case.refresh_from_db(fields=["closes_on"])
        add_entry(case, side=side, by=by, kind=Kind.REOPENED)
        audit.log("shop.cases.reopen", case, by=by, side=str(side))


def mark_read(case: Case, *, side: str) -> None:
    """Note that a side has seen what was counted when the case was read; an entry since then stays unread."""
    field = f"{side.lower()}_unread"
    seen = getattr(case, field)
    if seen:
        Case.objects.filter(pk=case.pk, **{field: seen}).update(**{field: 0})


# --- What the acts are made of ---


def add_entry(
    case: Case,
    *,
    side: str,
    by: User | None,
    kind: str = Kind.WORDS,
    text: str = "",
    files: Sequence[Attachment] = (),
    form_key: str | None = None,
) -> Entry:
    """Put an entry into a thread, count it as unread for the others and have them told. Inside a transaction only."""
    moment = now()
    entry = Entry.objects.create(case=case, side=side, by=by, kind=kind, text=text, at=moment, form_key=form_key)
    for given in files:
        CaseFile.objects.create(
            entry=entry, kind=given.kind, file=given.content, name=given.name, size=given.content.size
        )
    others = [other for other in (Side.BUYER, Side.SELLER) if other != side]
    Case.objects.filter(pk=case.pk).update(
        last_entry_at=moment, **{f"{other.lower()}_unread": F(f"{other.lower()}_unread") + 1 for other in others}
    )
    if kind not in (Kind.OPENED, Kind.ANSWERED):  # these have letters of their own
        for other in others:
            _tell_later(case, other, entry)
    return entry


def close_later(case: Case) -> None:
    """Let a thread close 30 days from today."""
    case.closes_on = _closing_day()
    case.save(update_fields=["closes_on"])


def _tell_later(case: Case, side: str, entry: Entry) -> None:
    told_at = Case.objects.values_list(f"{side.lower()}_told_at", flat=True).get(pk=case.pk)
    wait = max(told_at + CALM - now(), timedelta()) if told_at else None
    outbox.put(
        "mail.case_notice",
        case,
        dedupe_key=f"mail.case_notice:{entry.pk}:{side}",
        payload={"side": str(side), "entry": entry.pk},
        delay=wait,
    )


def _closing_day() -> date:
    return today() + timedelta(days=rules.OPEN_DAYS)


def _still_open() -> Q:
    return Q(closes_on__isnull=True) | Q(closes_on__gte=today())
