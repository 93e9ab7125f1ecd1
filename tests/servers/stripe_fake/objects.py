"""How Stripe's objects look: only the fields that its document names, filled as Stripe fills them for direct charges."""

import time
from typing import Any

Thing = dict[str, Any]
API_VERSION = "2026-08-26.dahlia"
#: (per mille, grosze) that Stripe keeps of a Polish payment
FEES = {"card": (15, 100), "blik": (16, 100), "p24": (22, 100)}
DAY = 86_400


def moment() -> int:
    return int(time.time())


def fee_of(amount: int, method: str) -> int:
    per_mille, fixed = FEES[method]
    return min(amount, (amount * per_mille + 500) // 1000 + fixed)


def account(number: str, given: Thing) -> Thing:
    return {
        "id": number,
        "object": "account",
        "type": given.get("type", "express"),
        "country": given.get("country", "PL"),
        "email": given.get("email"),
        "business_type": given.get("business_type"),
        "created": moment(),
        "default_currency": "pln",
        "charges_enabled": False,
        "payouts_enabled": False,
        "details_submitted": False,
        "metadata": given.get("metadata", {}),
        "capabilities": dict.fromkeys(given.get("capabilities", {"card_payments": {}, "transfers": {}}), "inactive"),
        "requirements": requirements(["external_account", "tos_acceptance.date"], reason="requirements.past_due"),
    }


def requirements(due: list[str], *, reason: str | None) -> Thing:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": reason,
        "errors": [],
        "eventually_due": due,
        "past_due": due if reason else [],
        "pending_verification": [],
    }


def account_link(url: str) -> Thing:
    return {"object": "account_link", "created": moment(), "expires_at": moment() + 300, "url": url}


def login_link(url: str) -> Thing:
    return {"object": "login_link", "created": moment(), "url": url}


def session(number: str, given: Thing, *, url: str) -> Thing:
    total = sum(int(item["price_data"]["unit_amount"]) * int(item.get("quantity", 1)) for item in given["line_items"])
    return {
        "id": number,
        "object": "checkout.session",
        "url": url,
        "status": "open",
        "payment_status": "unpaid",
        "mode": given["mode"],
        "ui_mode": "hosted_page",
        "amount_subtotal": total,
        "amount_total": total,
        "currency": given["line_items"][0]["price_data"]["currency"],
        "client_reference_id": given.get("client_reference_id"),
        "customer_email": given.get("customer_email"),
        "metadata": given.get("metadata", {}),
        "payment_intent": None,
        "payment_method_types": given.get("payment_method_types", ["card"]),
        "locale": given.get("locale"),
        "success_url": given["success_url"],
        "cancel_url": given.get("cancel_url"),
        "created": moment(),
        "expires_at": int(given.get("expires_at", moment() + DAY)),
        "livemode": False,
        "automatic_tax": {"enabled": False, "liability": None, "provider": None, "status": None},
        "custom_fields": [],
        "custom_text": dict.fromkeys(
            ["after_submit", "shipping_address", "submit", "terms_of_service_acceptance"],
        ),
        "shipping_options": [],
    }


def intent(number: str, of: Thing, metadata: Thing) -> Thing:
    return {
        "id": number,
        "object": "payment_intent",
        "amount": of["amount_total"],
        "amount_received": 0,
        "currency": of["currency"],
        "status": "requires_payment_method",
        "capture_method": "automatic",
        "confirmation_method": "automatic",
        "payment_method_types": of["payment_method_types"],
        "latest_charge": None,
        "last_payment_error": None,
        "metadata": metadata,
        "created": moment(),
        "livemode": False,
    }


def charge(number: str, of: Thing, *, status: str, method: str) -> Thing:
    amount, is_paid = of["amount"], status == "succeeded"
    return {
        "id": number,
        "object": "charge",
        "amount": amount,
        "amount_captured": amount if is_paid else 0,
        "amount_refunded": 0,
        "balance_transaction": None,
        "billing_details": dict.fromkeys(["address", "email", "name", "phone", "tax_id"]),
        "captured": is_paid,
        "created": moment(),
        "currency": of["currency"],
        "disputed": False,
        "livemode": False,
        "metadata": of["metadata"],
        "paid": is_paid,
        "payment_intent": of["id"],
        "payment_method_details": {"type": method},
        "refunded": False,
        "status": status,
    }


def refund(number: str, of: Thing, amount: int, metadata: Thing) -> Thing:
    return {
        "id": number,
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": of["id"],
        "created": moment(),
        "currency": of["currency"],
        "metadata": metadata,
        "payment_intent": of["payment_intent"],
        "reason": None,
        "status": "succeeded",
    }


def balance_transaction(number: str, *, kind: str, source: str, amount: int, fee: int = 0) -> Thing:
    details = {"amount": fee, "application": None, "currency": "pln", "description": "Stripe", "type": "stripe_fee"}
    category = {"payment": "charge", "payment_refund": "refund", "adjustment": "dispute"}.get(kind, kind)
    return {
        "id": number,
        "object": "balance_transaction",
        "amount": amount,
        "fee": fee,
        "net": amount - fee,
        "fee_details": [details] if fee else [],
        "currency": "pln",
        "type": kind,
        "reporting_category": category,
        "source": source,
        "status": "pending",
        "balance_type": "payments",
        "created": moment(),
        "available_on": moment() + 3 * DAY,
        "description": None,
        "exchange_rate": None,
    }


def dispute(number: str, of: Thing, *, reason: str) -> Thing:
    return {
        "id": number,
        "object": "dispute",
        "amount": of["amount"],
        "balance_transactions": [],
        "charge": of["id"],
        "created": moment(),
        "currency": of["currency"],
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(_EVIDENCE) | {"enhanced_evidence": {}},
        "evidence_details": {
            "due_by": moment() + 7 * DAY,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": of["payment_intent"],
        "reason": reason,
        "status": "needs_response",
    }


def payout(number: str, amount: int, *, status: str) -> Thing:
    return {
        "id": number,
        "object": "payout",
        "amount": amount,
        "arrival_date": moment() + DAY,
        "automatic": True,
        "created": moment(),
        "currency": "pln",
        "livemode": False,
        "method": "standard",
        "reconciliation_status": "completed",
        "source_type": "card",
        "status": status,
        "type": "bank_account",
        "failure_code": "account_closed" if status == "failed" else None,
    }


def event(number: str, kind: str, thing: Thing, *, account_number: str) -> Thing:
    return {
        "id": number,
        "object": "event",
        "account": account_number,
        "api_version": API_VERSION,
        "created": moment(),
        "data": {"object": thing},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }


def fault(kind: str, message: str, *, code: str | None = None, param: str | None = None) -> Thing:
    found = {"type": kind, "message": message, "code": code, "param": param}
    return {"error": {name: value for name, value in found.items() if value is not None}}


_EVIDENCE = [
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
    "uncategorized_text",
]
