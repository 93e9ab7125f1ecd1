"""The letters about an account: which of ours stands for which of allauth's, and how each is kept from flooding anybody."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from allauth.account import app_settings
from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language

from operations import limits, mail
from operations.clock import now
from operations.models import MailMessage

#: letters that a stranger can have sent to somebody, to one address in an hour
ASKED_FOR_AN_HOUR = 6
#: within this time one address gets one letter of a kind that has no link of its own
CALM = timedelta(minutes=10)


@dataclass(frozen=True)
class Letter:
    """A letter of ours: `link` is the key of allauth's context with the button's address, or `page` the route it leads to."""

    kind: str
    link: str = ""
    page: str = ""
    asked_for: bool = False  # anybody can have it sent by writing an address into a form


LETTERS: dict[str, Letter] = {
    "account/email/email_confirmation_signup": Letter("account_verify", link="activate_url", asked_for=True),
    "account/email/email_confirmation": Letter("account_verify", link="activate_url", asked_for=True),
    "account/email/password_reset_key": Letter("account_password_reset", link="password_reset_url", asked_for=True),
    "account/email/unknown_account": Letter("account_unknown", page="account_signup", asked_for=True),
    "account/email/account_already_exists": Letter("account_exists", page="account_reset_password", asked_for=True),
    "account/email/password_reset": Letter("account_password_changed", page="account_reset_password"),
    "account/email/password_changed": Letter("account_password_changed", page="account_reset_password"),
    "account/email/password_set": Letter("account_password_changed", page="account_reset_password"),
    "account/email/email_changed": Letter("account_email_changed"),
    "mfa/email/totp_activated": Letter("account_mfa_on", page="mfa_index"),
    "mfa/email/totp_deactivated": Letter("account_mfa_off", page="mfa_index"),
    "mfa/email/recovery_codes_generated": Letter("account_mfa_codes", page="mfa_index"),
}
#: allauth's notices that tell a person nothing new: a change of address taken back before it happened
SILENT = frozenset({"account/email/email_deleted"})
#: a new address of somebody who has one already
CHANGE_OF_ADDRESS = Letter("account_email_change", link="activate_url", asked_for=True)


def write(letter: Letter, *, to: str, given: dict[str, Any], origin: str) -> None:
    """Have a letter sent. `given` is allauth's context; `origin` the portal's address as the reader's browser knows it."""
    if letter.asked_for and not limits.allow(f"account-letter:{to.lower()}", ASKED_FOR_AN_HOUR, timedelta(hours=1)):
        return
    mail.send(
        letter.kind,
        to=to,
        context={
            "action_url": action_url(letter, given=given, origin=origin),
            "valid_until": valid_until(letter),
            "moment": now(),
            "new_address": masked(given.get("to_email", "")),
        },
        dedupe_key=dedupe_key(letter, to=to, given=given),
        language=get_language() or settings.LANGUAGE_CODE,
    )


def action_url(letter: Letter, *, given: dict[str, Any], origin: str) -> str:
    if letter.link:
        return given[letter.link]
    return origin + (reverse(letter.page) if letter.page else "/kontakt/")


def valid_until(letter: Letter) -> Any:
    """Return until when the link of a letter works; None when it does not end."""
    if letter.link == "activate_url":
        return now() + timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
    if letter.link == "password_reset_url":
        return now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    return None


def dedupe_key(letter: Letter, *, to: str, given: dict[str, Any]) -> str:
    """Return what makes a letter one letter: its link, the moment of what it tells, or a few calm minutes."""
    if letter.link:
        mark = given[letter.link]
    elif letter.asked_for:
        mark = str(int(now().timestamp() // CALM.total_seconds()))
    else:
        mark = given["timestamp"].isoformat()
    return f"{letter.kind}:" + hashlib.sha256(f"{to.lower()}|{mark}".encode()).hexdigest()


def was_just_asked_to_confirm(address: str) -> bool:
    """Say whether an address got the letter of a new account a moment ago: somebody pressed the button twice."""
    return MailMessage.objects.filter(kind="account_verify", to__iexact=address, created_at__gt=now() - CALM).exists()


def masked(address: str) -> str:
    """Return an address as a letter to another one may show it: first letter and domain."""
    name, at, domain = address.partition("@")
    return f"{name[:1]}***{at}{domain}" if at else ""
