"""What this room knows of a person: told to the room of accounts."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from operations.private_files import take_off_the_shelf
from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import erases, exports, keeps_account
from shop.cases.models import Case, CaseFile, Complaint, Entry
from shop.cases.queries import cases_in_full


@exports("cases")
def cases_as_data(user: User) -> list[dict[str, Any]]:
    """All threads about a person's orders, and what the person wrote in others for a PES or for ROPS."""
    own = [_as_data(case) for case in cases_in_full().filter(vendor_order__order__user=user).order_by("pk")]
    elsewhere = Entry.objects.filter(by=user).exclude(case__vendor_order__order__user=user).order_by("pk")
    written = [{"case": entry.case_id, "at": entry.at.isoformat(), "text": entry.text} for entry in elsewhere]
    return own + ([{"written_for_others": written}] if written else [])


@keeps_account
def open_complaints_keep(user: User) -> list[str]:
    waiting = Complaint.objects.filter(case__vendor_order__order__user=user, state=Complaint.State.OPEN)
    numbers = sorted(waiting.values_list("number", flat=True))
    return [_("Complaints wait for an answer: %(numbers)s") % {"numbers": ", ".join(numbers)}] if numbers else []


@erases
def forget_messages(user: User) -> None:
    """Forget messages with their files, and account numbers. Complaints stay until claims expire: they prove them."""
    talk = Case.objects.filter(vendor_order__order__user=user, kind=Case.Kind.MESSAGE)
    shelf = [row.file for row in CaseFile.objects.filter(entry__case__in=talk)]
    talk.delete()
    transaction.on_commit(lambda: take_off_the_shelf(shelf))
    Complaint.objects.filter(case__vendor_order__order__user=user).update(account="")


def _as_data(case: Case) -> dict[str, Any]:
    complaint = getattr(case, "complaint", None)
    data: dict[str, Any] = {
        "order": case.vendor_order.number,
        "kind": case.kind,
        "entries": [
            {
                "at": entry.at.isoformat(),
                "side": entry.side,
                "kind": entry.kind,
                "text": entry.text,
                "files": [file.name or file.kind for file in entry.files.all()],
            }
            for entry in case.entries.all()
        ],
    }
    if complaint:
        data |= {
            "number": complaint.number,
            "received_at": complaint.received_at.isoformat(),
            "deadline": complaint.deadline.isoformat(),
            "demand": complaint.demand,
            "account": complaint.account,
            "answer": complaint.outcome,
            "amount": str(complaint.amount) if complaint.amount is not None else None,
            "things": [{"title": item.line.title, "quantity": item.quantity} for item in complaint.items.all()],
        }
    return data
