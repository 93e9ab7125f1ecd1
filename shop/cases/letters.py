"""Letters about cases: the receipt, the word to the seller, reminders, the answer, what was written since."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.text import capfirst

from operations import mail
from pes_profiles.accounts.models import Role, User
from shop.cases import rules
from shop.cases.models import Case, Complaint, Entry, Side
from shop.cases.queries import money_of
from shop.fulfilment.models import VendorOrder
from shop.order.tokens import opens, order_token

#: characters of one entry in a digest; the answer to a complaint is always whole
EXCERPT = 2000


def tell_of_complaint(complaint: Complaint) -> None:
    """Send the buyer the receipt with its date and deadline, and the seller the complaint."""
    case = complaint.case
    order = case.vendor_order.order
    opening = case.entries.filter(kind=Entry.Kind.OPENED).first()
    text = opening.text if opening else ""
    if order.email:
        with translation.override(order.language):
            about = _about_complaint(complaint) | {"text": text}
        mail.send(
            "complaint_receipt",
            to=order.email,
            context=about | {"action_url": buyer_address(case), "silence": _silence(complaint, order.language)},
            dedupe_key=f"complaint_receipt:{complaint.pk}",
            language=order.language,
        )
    _to_seller(
        "complaint_seller",
        case,
        _about_complaint(complaint) | {"text": text, "silence": _silence(complaint, "pl")},
        key=f"complaint_seller:{complaint.pk}",
    )


def remind_seller(complaint: Complaint, *, days: int) -> None:
    """Send the reminder of so many days before the deadline; 0: the time is over."""
    context = _about_complaint(complaint) | {"days_left": complaint.days_left, "is_over": days == 0}
    _to_seller("complaint_due", complaint.case, context, key=f"complaint_due:{complaint.pk}:{days}")


def tell_of_answer(entry: Entry) -> None:
    """Send the buyer the seller's whole answer: on a durable medium, as the act says."""
    complaint = entry.case.complaint
    order = entry.case.vendor_order.order
    if not order.email:
        return
    with translation.override(order.language):
        about = _about_complaint(complaint)
        outcome = capfirst(complaint.get_outcome_display())
    mail.send(
        "complaint_answered",
        to=order.email,
        context=about
        | {
            "text": entry.text,
            "outcome": outcome,
            "amount": complaint.amount,
            "answered_at": entry.at,
            "back": _back(complaint),
            "closes_on": entry.case.closes_on,
            "adr": complaint.adr,
            "is_rejected": complaint.outcome == Complaint.Outcome.REJECTED,
            "is_consumers": rules.is_consumers(entry.case.vendor_order),
            "action_url": buyer_address(entry.case),
        },
        dedupe_key=f"complaint_answered:{entry.pk}",
        language=order.language,
    )


def tell_of_entries(case: Case, side: str, entries: list[Entry]) -> None:
    """Send one letter with all that a side has not been told yet."""
    order = case.vendor_order.order
    language = order.language if side == Side.BUYER else "pl"
    with translation.override(language):
        context = _about(case) | {"entries": [_entry(entry) for entry in entries], "author": _author(entries[-1])}
    key = f"case_notice:{case.pk}:{side}:{entries[-1].pk}"
    if side == Side.SELLER:
        _to_seller("case_notice", case, context | {"is_seller": True}, key=key)
    elif order.email:
        mail.send(
            "case_notice",
            to=order.email,
            context=context | {"action_url": buyer_address(case)},
            dedupe_key=key,
            language=language,
        )


def tell_rops(case: Case, *, why: str) -> None:
    """Tell the moderators that they were called in, or that a complaint's time is over. No content, only the way."""
    moderators = User.objects.filter(is_active=True, groups__name=Role.ROPS).order_by("pk")
    address = settings.WAGTAILADMIN_BASE_URL + reverse("cases_admin:case", args=[case.pk])
    for person in moderators:
        mail.send(
            "case_rops",
            to=person.email,
            context=_about(case) | {"is_late": why == "late", "action_url": address},
            dedupe_key=f"case_rops:{case.pk}:{why}:{person.pk}",
        )


def buyer_address(case: Case) -> str:
    """Return the buyer's page of a thread: in the account, or a guest's by the order's key."""
    order = case.vendor_order.order
    if order.user_id:
        path = reverse("cases:case", args=[case.pk])
    else:
        token = order_token(order)
        path = reverse("cases_link:case", args=[token, case.pk]) if opens(token, order) else "/"
    return settings.WAGTAILADMIN_BASE_URL + path


# --- What the letters say ---


def _back(complaint: Complaint) -> dict[str, Any] | None:
    """Return how and by when the money of a decision goes back, when any does."""
    back = money_of(complaint)
    if back is None:
        return None
    return {
        "sum": back.sum,
        "due_by": back.due_by,
        "account": back.account[-4:],
        "by_operator": back.payment_id is not None,
        "is_returned": not back.is_open,
    }


def _to_seller(kind: str, case: Case, context: dict[str, Any], *, key: str) -> None:
    vo = case.vendor_order
    address = vo.partner.profile.email or vo.seller.get("email")
    if address:
        panel = reverse("cases_panel:case", args=[vo.partner.profile.slug, case.pk])
        mail.send(
            kind, to=address, context=context | {"action_url": settings.WAGTAILADMIN_BASE_URL + panel}, dedupe_key=key
        )


def _about(case: Case) -> dict[str, Any]:
    vo: VendorOrder = case.vendor_order
    complaint = getattr(case, "complaint", None)
    return {
        "number": complaint.number if complaint else "",
        "share": vo.number,
        "pes": vo.seller.get("short_name", ""),
        "deadline": complaint.deadline if complaint else None,
    }


def _about_complaint(complaint: Complaint) -> dict[str, Any]:
    case = complaint.case
    return _about(case) | {
        "received_at": complaint.received_at,
        "demand": capfirst(complaint.get_demand_display()),
        "buyer": case.vendor_order.order.buyer_name,
        "seller": case.vendor_order.seller.get("legal_name", ""),
        "things": [
            {"quantity": item.quantity, "title": item.line.title, "variant": item.line.variant}
            for item in complaint.items.select_related("line")
        ],
    }


def _silence(complaint: Complaint, language: str) -> str:
    """Return what silence means for this complaint, in the reader's language; for companies the portal says nothing."""
    if not rules.is_consumers(complaint.case.vendor_order):
        return ""
    with translation.override(language):
        return rules.silence_words(complaint.received_on)


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "author": _author(entry),
        "what": "" if entry.kind == Entry.Kind.WORDS else capfirst(entry.get_kind_display()),
        "text": entry.text[:EXCERPT],
        "is_cut": len(entry.text) > EXCERPT,
        "files": len(entry.files.all()),
        "at": entry.at,
    }


def _author(entry: Entry) -> str:
    vo = entry.case.vendor_order
    names = {Side.BUYER: vo.order.buyer_name, Side.SELLER: vo.seller.get("short_name", "")}
    return str(names.get(Side(entry.side)) or Side(entry.side).label)
