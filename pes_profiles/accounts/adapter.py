"""How allauth behaves here: letters go through the outbox, people land where they work, nobody is sent elsewhere."""

import base64
import hashlib
from datetime import timedelta
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailAddress
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from operations import limits
from operations.routes import PES_MEMBER, has_role
from pes_profiles.accounts import letters
from pes_profiles.accounts.rules import is_staff_of_portal, must_use_second_factor

#: log-ins of one address and from one network in an hour, right or wrong; allauth counts the wrong ones more strictly
LOGINS_OF_ADDRESS = 60
LOGINS_FROM_NETWORK = 300
HOUR = timedelta(hours=1)


class AccountAdapter(DefaultAccountAdapter):
    """One login door."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("Wrong e-mail or password"),
        "incorrect_password": _("This is not your current password"),
        "enter_current_password": _("This is not your current password"),
        "too_many_login_attempts": _("Too many attempts. Wait a few minutes and try again"),
        "rate_limited": _("Too many attempts. Wait a few minutes and try again"),
        "duplicate_email": _("This is your address already"),
        "invalid_password_reset": _("The link does not work or has been used"),
    }

    # --- Letters ---

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Put a letter into the outbox instead of sending it while somebody waits."""
        if template_prefix in letters.SILENT:
            return
        letter = letters.LETTERS[template_prefix]
        if letter.kind == "account_verify" and self._has_another_address(context["user"], email):
            letter = letters.CHANGE_OF_ADDRESS
        letters.write(letter, to=email, given=context, origin=self.request.build_absolute_uri("/").rstrip("/"))

    def send_account_already_exists_mail(self, email: str) -> None:
        """Spare a person who pressed "create" twice a second, confusing letter."""
        if not letters.was_just_asked_to_confirm(email):
            super().send_account_already_exists_mail(email)

    @staticmethod
    def _has_another_address(user: Any, email: str) -> bool:
        return EmailAddress.objects.filter(user=user, verified=True).exclude(email__iexact=email).exists()

    # --- Where people land ---

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Lead people to where they work: the back office, the panel of their PES, or their own account."""
        if is_staff_of_portal(request.user):
            return reverse("wagtailadmin_home")
        if has_role(request.user, PES_MEMBER):
            return reverse("seller:choose")
        return reverse("account:home")

    def is_safe_url(self, url: str | None) -> bool:
        """Let `next` lead to this host only; allauth would accept every host in the settings."""
        return url_has_allowed_host_and_scheme(
            url, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )

    # --- Doing ---

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Confirm an address together with all that follows from it, or not at all.

        An address that another account (not confirmed yet) was made for stays with neither of them.
        """
        try:
            with transaction.atomic():
                return super().confirm_email(request, email_address)
        except IntegrityError:
            self.add_message(request, messages.ERROR, "account/messages/email_confirmation_failed.txt")
            return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count log-ins where a lost cache cannot make the limit fall open."""
        address = credentials.get("email", "").lower()
        if not (
            limits.allow(f"login:{address}", LOGINS_OF_ADDRESS, HOUR)
            and limits.allow(f"login-from:{self.get_client_ip(request)}", LOGINS_FROM_NETWORK, HOUR)
        ):
            raise self.validation_error("too_many_login_attempts")
        super().pre_authenticate(request, **credentials)


class SecondFactorAdapter(DefaultMFAAdapter):
    """The second factor: kept encrypted, and not to be switched off by those who must have it."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("The code does not work or has been used"),
        "cannot_delete_authenticator": _("People of the back office sign in in two steps."),
    }

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not must_use_second_factor(authenticator.user)

    def encrypt(self, text: str) -> str:
        return _lock().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _lock().decrypt(encrypted_text.encode()).decode()


def _lock() -> MultiFernet:
    """Return the lock made of the portal's secret key; the fallback keys still open it."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = (hashlib.sha256(b"second-factor:" + force_bytes(secret)).digest() for secret in secrets)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in keys])
