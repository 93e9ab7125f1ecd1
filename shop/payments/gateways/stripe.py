"""Stripe, by Connect's direct charges: every payment is made on the seller's own account, never on the portal's.

The only file that knows Stripe's SDK. Its version is pinned, and with it the API's: see docs/adr/0037. Nothing here
waits longer than ten seconds. Besides the verbs of every operator it opens sellers' accounts.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import stripe
from django.conf import settings

from operations.clock import now
from shop.payments.account_models import SellerAccount
from shop.payments.exceptions import (
    AccountGoneError,
    BadNoticeError,
    DeclinedError,
    DisputedError,
    GatewayOffError,
    NoFundsError,
    UnknownReferenceError,
    UnreachableError,
)
from shop.payments.gateways import stripe_words as words
from shop.payments.gateways.base import NoticeData, Started
from shop.payments.gateways.facts import Fetched, Moved
from shop.payments.gateways.stripe_params import ACCOUNT, absolute, refund_params, session_params
from shop.payments.models import Payment

logger = logging.getLogger("shop.payments")

SIGNATURE = "Stripe-Signature"
#: seconds after which a notice is too old: whoever replays it has only so long
OLDEST = 300
#: a session that we may not look at any more is surely over so long after its end
SURELY_OVER = timedelta(hours=1)
#: seconds to connect, to wait while a buyer waits (one try more is in the budget of ten), and to wait in the worker
CONNECT, QUICK, PATIENT = 1, 3.5, 9
PAGE = 100
#: down to what Stripe kept for itself
WHOLE_PAYMENT = ["payment_intent.latest_charge.balance_transaction"]

#: https://docs.stripe.com/error-codes: what it says when the balance does not cover a refund, and of disputed money
REFUSALS = {
    "balance_insufficient": NoFundsError,
    "insufficient_funds": NoFundsError,
    "charge_disputed": DisputedError,
    "refund_disputed_payment": DisputedError,
}

stripe.enable_telemetry = False


class StripeGateway:
    """An operator with real money."""

    name = "stripe"
    has_sessions = True
    is_test = False

    # --- What every operator does ---

    def start(self, payment: Payment, return_url: str) -> Started:
        """Open a session on the seller's account. Asked again for one attempt, Stripe answers with the same one."""
        account = self._account_of(payment)
        with asking():
            session = _client(QUICK, retry=True).v1.checkout.sessions.create(
                session_params(payment, account, return_url),
                {"stripe_account": account.account_id, "idempotency_key": payment.idempotency_key},
            )
        return Started(
            reference=session.id, redirect_url=session.url or "", expires_at=words.moment_of(session.expires_at)
        )

    def address(self, payment: Payment, return_url: str) -> str:
        return payment.redirect_url

    def close(self, payment: Payment) -> bool:
        """End the session. One that is complete is asked for: its payment failed, or is on its way."""
        if not payment.reference:
            return True  # nobody ever got its address
        try:
            with asking():
                _client(QUICK, retry=True).v1.checkout.sessions.expire(payment.reference, {}, _of(payment.account))
        except DeclinedError:
            outcome = words.outcome_of(self._session(payment, QUICK))
            return outcome in {words.Outcome.EXPIRED, words.Outcome.FAILED}
        except UnknownReferenceError:
            return True
        except AccountGoneError:
            if payment.expires_at is None or payment.expires_at + SURELY_OVER > now():
                raise
            logger.warning("a session of a seller who left is taken for over", extra={"payment": payment.pk})
        return True

    def read_notice(self, body: bytes, headers: Mapping[str, str]) -> NoticeData:
        """Prove the signature over the raw body by any of our secrets, and that test money is not taken for real."""
        _prove(body, headers.get(SIGNATURE, ""))
        try:
            event = json.loads(body)
            if event["livemode"] is not is_live():
                raise BadNoticeError("the notice is of the other mode, test or live")
            return words.notice(event)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise BadNoticeError("the notice cannot be read") from error

    def refund(self, payment: Payment, amount: int, key: str, tries: int = 1) -> None:
        """Return money from the seller's account. A return of this key that is there already is not made again.

        Stripe forgets idempotency keys after a day, our worker may come later: so its list of returns is asked first.
        It repeats a refusal for as long: so each try has a key of its own.
        """
        intent = payment.intent or words.id_of(self._session(payment).get("payment_intent"))
        if not intent:
            raise DeclinedError("nobody paid at this checkout")
        for each in self._refunds(payment, intent):
            if (each.get("metadata") or {}).get("refund") == key and words.is_returned(each):
                return
        with asking():
            made = _client(PATIENT).v1.refunds.create(
                refund_params(payment, intent, amount, key, tries),
                {"stripe_account": payment.account, "idempotency_key": key if tries == 1 else f"{key}:try:{tries}"},
            )
        if not words.is_returned(made.to_dict()):
            raise DeclinedError(f"refund {made.id} is {made.status}")

    def fetch(self, payment: Payment) -> Fetched:
        session = self._session(payment)
        intent = words.id_of(session.get("payment_intent"))
        return words.fetched(
            session,
            self._refunds(payment, intent) if intent else (),
            self._disputes(payment, intent) if words.is_disputed(session) else (),
        )

    def fee(self, payment: Payment) -> int:
        """Return what Stripe kept of a payment, in grosze; 0 while it has not said so."""
        return words.fetched(self._session(payment), ()).fee

    # --- What books and the inbox are compared with ---

    def balance_transactions(self, account: str, since: datetime, until: datetime) -> Iterable[Moved]:
        params: Any = {
            "created": {"gte": int(since.timestamp()), "lt": int(until.timestamp())},
            "limit": PAGE,
            "expand": ["data.source"],
        }
        with asking():
            for each in _client(PATIENT).v1.balance_transactions.list(params, _of(account)).auto_paging_iter():
                yield words.moved(each.to_dict())

    def undelivered(self, since: datetime) -> Iterable[NoticeData]:
        """Return what Stripe could not tell us since then, of every seller who still lets us act."""
        params: Any = {
            "delivery_success": False,
            "created": {"gte": int(since.timestamp())},
            "types": list(words.KINDS),
            "limit": PAGE,
        }
        sellers = SellerAccount.objects.exclude(account_id="").filter(deauthorised_at=None)
        for account in sellers.order_by("pk").values_list("account_id", flat=True):
            try:
                with asking():
                    for each in _client(PATIENT).v1.events.list(params, _of(account)).auto_paging_iter():
                        yield words.notice(each.to_dict(for_json=True) | {"account": account})
            except AccountGoneError:
                logger.warning("a seller's events cannot be read any more", extra={"account": account})

    # --- Sellers' accounts ---

    def open_account(self, seller: Mapping[str, Any], key: str) -> str:
        """Open an account for a seller whose data is given in Stripe's own fields, and return its id."""
        params: Any = ACCOUNT | dict(seller)
        with asking():
            return _client(PATIENT).v1.accounts.create(params, {"idempotency_key": key}).id

    def onboarding_page(self, account_id: str, *, back: str, again: str) -> str:
        """Return Stripe's page on which a seller answers its questions; it opens once, for some minutes."""
        with asking():
            return (
                _client(PATIENT)
                .v1.account_links.create(
                    {
                        "account": account_id,
                        "type": "account_onboarding",
                        "return_url": absolute(back),
                        "refresh_url": absolute(again),
                        "collection_options": {"fields": "eventually_due"},
                    }
                )
                .url
            )

    def own_page(self, account_id: str) -> str:
        """Return Stripe's page on which a seller sees payments and payouts; it opens once."""
        with asking():
            return _client(PATIENT).v1.accounts.login_links.create(account_id).url

    def account_state(self, account_id: str) -> words.AccountState:
        with asking():
            return words.account_state(_client(PATIENT).v1.accounts.retrieve(account_id).to_dict())

    # --- How it is done ---

    def _account_of(self, payment: Payment) -> SellerAccount:
        """Return the account on which an attempt is made, written down before anything is asked there."""
        account = SellerAccount.objects.filter(partner=payment.vendor_order.partner_id).first()
        if account is None or not account.takes_payments or payment.account not in {"", account.account_id}:
            raise AccountGoneError(f"the seller of payment {payment.pk} takes no payments")
        Payment.objects.filter(pk=payment.pk, account="").update(account=account.account_id)
        payment.account = account.account_id
        return account

    def _session(self, payment: Payment, wait: float = PATIENT) -> words.Thing:
        with asking():
            found = _client(wait).v1.checkout.sessions.retrieve(
                payment.reference, {"expand": WHOLE_PAYMENT}, _of(payment.account)
            )
        return found.to_dict()

    def _refunds(self, payment: Payment, intent: str) -> Iterator[words.Thing]:
        with asking():
            made = _client(PATIENT).v1.refunds.list({"payment_intent": intent, "limit": PAGE}, _of(payment.account))
            for each in made.auto_paging_iter():
                yield each.to_dict()

    def _disputes(self, payment: Payment, intent: str) -> Iterator[words.Thing]:
        with asking():
            made = _client(PATIENT).v1.disputes.list({"payment_intent": intent, "limit": PAGE}, _of(payment.account))
            for each in made.auto_paging_iter():
                yield each.to_dict()


def is_live() -> bool:
    return "_live_" in settings.OPES["STRIPE_SECRET_KEY"]


@contextmanager
def asking() -> Iterator[None]:
    """Say in our own words why Stripe did not do something. Its texts may hold people's data: only codes are kept."""
    try:
        yield
    except stripe.AuthenticationError as error:
        raise GatewayOffError("Stripe refuses the portal's key") from error
    except stripe.PermissionError as error:
        raise AccountGoneError(_why(error)) from error
    except stripe.InvalidRequestError as error:
        if error.code == "account_invalid":
            raise AccountGoneError(_why(error)) from error
        if error.code == "resource_missing":
            raise UnknownReferenceError(_why(error)) from error
        raise REFUSALS.get(error.code or "", DeclinedError)(_why(error)) from error
    except (stripe.CardError, stripe.IdempotencyError) as error:
        raise REFUSALS.get(error.code or "", DeclinedError)(_why(error)) from error
    except stripe.StripeError as error:
        raise UnreachableError(_why(error)) from error


def _why(error: stripe.StripeError) -> str:
    return f"{type(error).__name__} {error.http_status or ''} {error.code or ''} {error.request_id or ''}".strip()


def _of(account: str) -> Any:
    return {"stripe_account": account}


def _client(wait: float, *, retry: bool = False) -> stripe.StripeClient:
    key = settings.OPES["STRIPE_SECRET_KEY"]
    if not key:
        raise GatewayOffError("stripe")
    return _made(key, settings.OPES["STRIPE_API_BASE"], wait, settings.OPES["STRIPE_RETRIES"] if retry else 0)


@cache
def _made(key: str, base: str, wait: float, retries: int) -> stripe.StripeClient:
    return stripe.StripeClient(
        key,
        base_addresses={"api": base} if base else None,
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=(CONNECT, wait)),
    )


def _prove(body: bytes, header: str) -> None:
    for secret in settings.OPES["STRIPE_WEBHOOK_SECRETS"]:
        try:
            stripe.WebhookSignature.verify_header(body, header, secret, OLDEST)
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            continue
        return
    raise BadNoticeError("the signature is not Stripe's, or too old")
