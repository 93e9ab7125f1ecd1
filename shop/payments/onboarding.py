"""How a seller gets an account with Stripe, and how the portal hears what became of it.

What is kept of an account is a copy; only Stripe's own answer changes it, never what a notice carries. Stripe is asked
outside of any transaction.
"""

import logging
import re
from typing import Any, cast

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from operations import audit, mail
from operations.clock import now, today
from pes_profiles.models import LegalForm
from shop.partner.models import Partner
from shop.payments.account_models import SellerAccount
from shop.payments.exceptions import (
    AccountGoneError,
    DeclinedError,
    GatewayError,
    GatewayOffError,
    UnknownReferenceError,
)
from shop.payments.gateways import get_gateway

logger = logging.getLogger("shop.payments")

LEFT = "account.application.deauthorized"
_NON_PROFIT = frozenset(
    {LegalForm.FOUNDATION, LegalForm.ASSOCIATION, LegalForm.KGW, LegalForm.CHURCH_ENTITY, LegalForm.JST_ASSOCIATION}
)


def connect(partner: Partner, *, by: Any, back: str, again: str) -> str:
    """Return Stripe's page on which a seller answers its questions; an account is opened at the first time.

    `back` and `again` are paths of the portal: where the seller comes after it, and where a stale page sends.
    Raises `GatewayError`, `GatewayOffError`.
    """
    account = _ready_account(partner)
    if not account.account_id:
        account_id = _open(account)
        if SellerAccount.objects.filter(pk=account.pk, account_id="").update(account_id=account_id):
            audit.log("shop.payments.account.open", account, by=by, account=account_id)
        account.refresh_from_db()
    try:
        return _stripe().onboarding_page(account.account_id, back=back, again=again)
    except (AccountGoneError, UnknownReferenceError) as error:
        mark_gone(account)
        raise AccountGoneError(account.account_id) from error


def own_page(account: SellerAccount) -> str:
    """Return Stripe's page on which a seller sees payments and payouts. Raises `GatewayError`, `GatewayOffError`."""
    try:
        return _stripe().own_page(account.account_id)
    except UnknownReferenceError as error:
        raise AccountGoneError(account.account_id) from error


def sync(account: SellerAccount) -> SellerAccount:
    """Ask Stripe how an account stands and keep the answer. Raises `GatewayError`, `GatewayOffError`."""
    try:
        state = _stripe().account_state(account.account_id)
    except (AccountGoneError, UnknownReferenceError):
        mark_gone(account)
        return account
    _keep(account, state)
    return account


def follow(account_id: str, kind: str = "") -> bool:
    """Do what a notice about an account asks for, and say whether the account is one of ours.

    A disconnection needs no question: Stripe no longer answers for that account.
    """
    account = SellerAccount.objects.filter(account_id=account_id).exclude(account_id="").first()
    if account is None:
        return False
    if kind == LEFT:
        mark_gone(account)
    elif account.deauthorised_at is None:
        sync(account)
    return True


@transaction.atomic
def mark_gone(account: SellerAccount) -> None:
    """Write down that a seller has left Stripe, or Stripe the seller: buyers are not offered it any more."""
    gone = SellerAccount.objects.filter(pk=account.pk, deauthorised_at=None).update(
        deauthorised_at=now(), charges_enabled=False, payouts_enabled=False, requirements_due=[], checked_at=now()
    )
    account.refresh_from_db()
    if gone:
        audit.log("shop.payments.account.gone", account, account=account.account_id)
        _tell(account)


def sync_all() -> int:
    """Ask about every account, each on its own, and return how many answered. What notices missed is caught up."""
    heard = 0
    for account in SellerAccount.objects.exclude(account_id="").filter(deauthorised_at=None).order_by("pk"):
        try:
            sync(account)
            heard += 1
        except GatewayOffError:
            return heard
        except GatewayError:
            logger.exception("an account could not be asked about", extra={"account": account.pk})
    return heard


def _stripe() -> Any:
    return cast("Any", get_gateway("stripe"))


def _ready_account(partner: Partner) -> SellerAccount:
    """Return the seller's row; after a disconnection it is cleared for another account."""
    _stripe()
    account, _made = SellerAccount.objects.get_or_create(partner=partner)
    SellerAccount.objects.filter(pk=account.pk).exclude(deauthorised_at=None).update(
        account_id="",
        attempt=F("attempt") + 1,
        deauthorised_at=None,
        details_submitted=False,
        disabled_reason="",
        instruments=[],
    )
    account.refresh_from_db()
    return account


def _open(account: SellerAccount) -> str:
    try:
        return str(_stripe().open_account(seller_data(account.partner), account.idempotency_key))
    except DeclinedError:
        # Stripe is strict about phones and numbers; the seller will write them there himself.
        logger.warning("Stripe does not take a seller's data", extra={"partner": account.partner_id})
        return str(_stripe().open_account(_metadata(account.partner), f"{account.idempotency_key}:bare"))


@transaction.atomic
def _keep(account: SellerAccount, state: Any) -> None:
    before = (account.charges_enabled, account.payouts_enabled)
    kept = SellerAccount.objects.filter(pk=account.pk, account_id=state.account_id, deauthorised_at=None).update(
        charges_enabled=state.charges_enabled,
        payouts_enabled=state.payouts_enabled,
        details_submitted=state.details_submitted,
        requirements_due=state.requirements_due,
        disabled_reason=state.disabled_reason,
        instruments=state.instruments,
        checked_at=now(),
    )
    account.refresh_from_db()
    after = (account.charges_enabled, account.payouts_enabled)
    if kept and before != after:
        audit.log("shop.payments.account.change", account, charges=after[0], payouts=after[1])
        _tell(account)


def _tell(account: SellerAccount) -> None:
    """Write to the PES what changed for it and its buyers: of one state once a day at most."""
    profile = account.partner.profile
    if not profile.email:
        return
    page = reverse("payments_panel:account", args=[profile.slug])
    mail.send(
        "stripe_account",
        to=profile.email,
        context={"standing": str(account.standing), "action_url": settings.WAGTAILADMIN_BASE_URL + page},
        dedupe_key=f"stripe_account:{account.pk}:{account.standing}:{today()}",
    )


def seller_data(partner: Partner) -> dict[str, Any]:
    """Return what Stripe need not ask for, in its own fields. People's data and the bank account are not among it."""
    profile, entity = partner.profile, partner.profile.legal_entity
    phone = _phone(profile.phone)
    page = settings.WAGTAILADMIN_BASE_URL + profile.get_absolute_url()
    shop = {
        "name": profile.short_name,
        "url": page if page.startswith("https://") else "",
        "support_email": profile.email,
        "support_phone": phone,
    }
    data = _metadata(partner) | {"email": profile.email, "business_profile": _given(shop)}
    if entity is not None and entity.form != LegalForm.LOCAL_AUTHORITY:
        seat = {"line1": entity.street, "postal_code": entity.postcode, "city": entity.town, "country": "PL"}
        firm = {"name": entity.name, "tax_id": entity.nip, "phone": phone, "address": _given(seat)}
        data |= {
            "business_type": "non_profit" if entity.form in _NON_PROFIT else "company",
            "company": _given(firm),
        }
    return _given(data)


def _metadata(partner: Partner) -> dict[str, Any]:
    return {"metadata": {"partner": str(partner.pk)}}


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value}


def _phone(written: str) -> str:
    digits = re.sub(r"\D", "", written).removeprefix("0048")
    return f"+48{digits[-9:]}" if len(digits) in {9, 11} else ""
