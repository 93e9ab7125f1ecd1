"""What is asked of Stripe, in its own fields. It follows from our rows alone: asking twice asks for the same."""

from datetime import timedelta
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from shop.payments.account_models import SellerAccount
from shop.payments.gateways.stripe_words import CURRENCY, INSTRUMENTS
from shop.payments.models import Payment

#: Stripe opens no session for less than 30 minutes; one more for the way there
SHORTEST = timedelta(minutes=31)
#: The seller pays Stripe's fees and owes what a dispute takes; ROPS answers for none of it.
ACCOUNT = {
    "country": "PL",
    "default_currency": CURRENCY,
    "controller": {
        "stripe_dashboard": {"type": "express"},
        "fees": {"payer": "account"},
        "losses": {"payments": "stripe"},
        "requirement_collection": "stripe",
    },
    "capabilities": {name: {"requested": True} for name in (*INSTRUMENTS, "transfers")},
}


def session_params(payment: Payment, account: SellerAccount, return_url: str) -> Any:
    """A page on which to pay one share, in one attempt.

    Stripe learns the share's number, the sum and our ids; who buys and what stays with us.
    """
    number = payment.vendor_order.number
    ours = {"payment": payment.idempotency_key, "share": number}
    minutes = timedelta(minutes=settings.OPES["ONLINE_SESSION_MINUTES"])
    intent: dict[str, Any] = {"description": f"OPES {number}", "metadata": ours}
    commission = payment.amount * settings.OPES["COMMISSION_PERCENT"] // 100
    if commission:
        intent["application_fee_amount"] = commission
    price = {"currency": CURRENCY, "unit_amount": payment.amount, "product_data": {"name": f"OPES {number}"}}
    return {
        "mode": "payment",
        "client_reference_id": number,
        "line_items": [{"quantity": 1, "price_data": price}],
        "payment_method_types": account.instruments or ["card"],
        "payment_intent_data": intent,
        "metadata": ours,
        "expires_at": int((payment.created_at + max(minutes, SHORTEST)).timestamp()),
        "success_url": absolute(return_url),
        "cancel_url": absolute(return_url),
        "locale": "auto",
    }


def refund_params(payment: Payment, intent: str, amount: int, key: str, tries: int) -> Any:
    """A return of grosze. Our key rides along, so that our returns are told from those made in Stripe's panel."""
    ours = {"payment": payment.idempotency_key, "refund": key}
    params: dict[str, Any] = {
        "payment_intent": intent,
        "amount": amount,
        "metadata": ours | ({"try": str(tries)} if tries > 1 else {}),
    }
    if settings.OPES["COMMISSION_PERCENT"]:
        params["refund_application_fee"] = True
    return params


def absolute(address: str) -> str:
    return urljoin(settings.WAGTAILADMIN_BASE_URL, address)
