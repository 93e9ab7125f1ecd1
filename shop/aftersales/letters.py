"""The receipt on a durable medium, and the word to the seller."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from operations import mail
from shop.aftersales.models import Withdrawal, WithdrawalShare
from shop.fulfilment.letters import order_address


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
