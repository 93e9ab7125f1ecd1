"""The receipt on a durable medium, and the word to the seller."""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation

from operations import mail
from operations.clock import today
from operations.money import to_zloty
from shop.aftersales.models import OWING, MoneyBack, Proposal, Withdrawal, WithdrawalShare
from shop.aftersales.refusal_texts import TEXTS
from shop.fulfilment.letters import order_address
from shop.fulfilment.letters import tell_buyer as tell_buyer_of_share
from shop.fulfilment.letters import tell_seller as tell_seller_of_share


def tell_buyer(statement: Withdrawal) -> None:
    """Send the receipt; to the order's own address only, whatever was typed."""
    order = statement.order
    if order is None or not order.email:
        return
    mail.send(
        "withdrawal_receipt",
        to=order.email,
        context={
            **_about(statement),
            "parts": [_part(share) for share in statement.shares.all()],
            "action_url": order_address(order),
        },
        dedupe_key=f"withdrawal_receipt:{statement.pk}",
        language=order.language,
    )


def tell_seller(share: WithdrawalShare) -> None:
    vo, statement = share.vendor_order, share.withdrawal
    address = vo.partner.profile.email or vo.seller.get("email")
    if not address:
        return
    panel = reverse("aftersales_panel:statement", args=[vo.partner.profile.slug, share.pk])
    mail.send(
        "withdrawal_seller",
        to=address,
        context={
            **_about(statement),
            "part": _part(share),
            "email": vo.order.email,
            "action_url": settings.WAGTAILADMIN_BASE_URL + panel,
        },
        dedupe_key=f"withdrawal_seller:{share.pk}",
        reply_to=vo.order.email or None,
    )


def tell_of_decision(kind: str, share: WithdrawalShare, *, key: str) -> None:
    """Write to the buyer that the seller refuses, or no longer does; to the order's own address only."""
    vo = share.vendor_order
    if not vo.order.email:
        return
    with translation.override(vo.order.language):
        legal = TEXTS.get(share.refused_code)
        mail.send(
            kind,
            to=vo.order.email,
            context={
                "number": share.withdrawal.number or "",
                "part": _part(share),
                "reason": str(share.get_refused_code_display()) if legal else "",
                "text": str(legal.text) if legal else "",
                "basis": legal.basis if legal else "",
                "words": share.refusal_words,
                "settle_by": share.withdrawal.settle_by,
                "action_url": order_address(vo.order),
            },
            dedupe_key=key,
            language=vo.order.language,
            reply_to=vo.seller.get("email") or None,
        )


def ask_for_change(proposal: Proposal) -> None:
    """Write to the buyer what the seller proposes, with the link to answer by."""
    vo = proposal.vendor_order
    page = settings.WAGTAILADMIN_BASE_URL + reverse("aftersales:proposal", args=[proposal.token])
    tell_buyer_of_share("change_asked", vo, about=proposal.pk, **_proposal(proposal), action_url=page)


def tell_of_answer(proposal: Proposal) -> None:
    tell_seller_of_share("change_answered", proposal.vendor_order, about=proposal.pk, **_proposal(proposal))


def _proposal(proposal: Proposal) -> dict[str, Any]:
    promised = proposal.vendor_order.dispatch_by
    return {
        "what": proposal.kind,
        "accepted": proposal.state == Proposal.State.ACCEPTED,
        "title": proposal.line.title if proposal.line else "",
        "pieces": proposal.pieces,
        "less": proposal.less if proposal.is_open else Decimal(0),
        "is_paid": proposal.vendor_order.payment_state in OWING,
        "old_gross": proposal.line.left_gross if proposal.line else None,
        "new_gross": proposal.new_gross,
        "old_date": promised,
        "answer_by": promised if promised and promised > today() else None,
        "new_date": proposal.new_date,
        "words": proposal.text,
    }


def tell_of_money(back: MoneyBack) -> None:
    """Write to the buyer that the money went back."""
    vo = back.vendor_order
    if not vo.order.email:
        return
    with translation.override(vo.order.language):
        what_for = back.what_for
    mail.send(
        "money_back",
        to=vo.order.email,
        context={
            "number": vo.number,
            "pes": vo.seller.get("short_name", ""),
            "sum": to_zloty(back.amount),
            "on": back.returned_on,
            "by_operator": back.payment_id is not None,
            "account": back.account[-4:],
            "what_for": what_for,
            "action_url": order_address(vo.order),
        },
        dedupe_key=f"money_back:{back.pk}",
        language=vo.order.language,
        reply_to=vo.seller.get("email") or None,
    )


def remind_of_money(back: MoneyBack) -> None:
    """Write to the seller that the last day for a return is near."""
    vo = back.vendor_order
    address = vo.partner.profile.email or vo.seller.get("email")
    if not address:
        return
    mail.send(
        "money_back_reminder",
        to=address,
        context={
            "number": vo.number,
            "sum": to_zloty(back.amount),
            "due_by": back.due_by,
            "is_overdue": back.is_overdue,
            "what_for": back.what_for,
            "account": back.account,
            "action_url": settings.WAGTAILADMIN_BASE_URL
            + reverse("aftersales_panel:money", args=[vo.partner.profile.slug]),
        },
        dedupe_key=f"money_back_reminder:{back.pk}",
    )


def tell_of_refused_refund(back: MoneyBack, *, key: str) -> None:
    """Write to the seller why the operator did not return the money, until when it is owed and what to do."""
    vo = back.vendor_order
    address = vo.partner.profile.email or vo.seller.get("email")
    if not address:
        return
    mail.send(
        "refund_refused",
        to=address,
        context={
            "number": vo.number,
            "sum": to_zloty(back.amount),
            "due_by": back.due_by,
            "why": back.refund.refused_why if back.refund else "",
            "what_for": back.what_for,
            "action_url": settings.WAGTAILADMIN_BASE_URL
            + reverse("aftersales_panel:money", args=[vo.partner.profile.slug]),
        },
        dedupe_key=key,
    )


def tell_of_delay(back: MoneyBack) -> None:
    """Write to the buyer that the money did not come, is still owed and by when; to the order's own address only."""
    refund = back.refund
    tell_buyer_of_share(
        "money_late",
        back.vendor_order,
        about=back.pk,
        sum=to_zloty(back.amount),
        due_by=back.due_by,
        is_disputed=refund is not None and refund.refused_why == "DISPUTE",
        is_bounced=refund is None,
        account=back.account[-4:],
    )


def _about(statement: Withdrawal) -> dict[str, Any]:
    return {
        "number": statement.number,
        "order_number": statement.order.number if statement.order else "",
        "submitted_at": statement.submitted_at,
        "stamp": timezone.localtime(statement.submitted_at).isoformat(timespec="seconds"),
        "settle_by": statement.settle_by,
        "buyer_name": statement.buyer_name,
        "account": statement.account,
        "text": statement.text,
    }


def _part(share: WithdrawalShare) -> dict[str, Any]:
    vo = share.vendor_order
    return {
        "number": vo.number,
        "seller": vo.seller.get("legal_name", ""),
        "address": vo.seller.get("address", ""),
        "seller_email": vo.seller.get("email", ""),
        "things": [
            {"quantity": item.quantity, "title": item.line.title, "variant": item.line.variant}
            for item in share.items.all()
        ],
        "refund": share.refund_gross,
        "is_whole": share.is_whole,
        "is_paid": share.is_paid,
        "is_late": share.is_late,
        "is_sent": vo.fulfilment_state in {"SHIPPED", "DELIVERED"},
    }
