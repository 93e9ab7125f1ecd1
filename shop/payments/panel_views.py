"""Online payments in the seller's panel: how an owner connects Stripe, and how it stands."""

import contextlib
from datetime import timedelta
from functools import cached_property

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from operations import limits
from pes_profiles.access import ProfileScopedMixin
from shop.partner.models import Partner, PaymentMethod
from shop.partner.services import partner_of
from shop.payments import account_queries as queries
from shop.payments import onboarding
from shop.payments.account_models import SellerAccount
from shop.payments.exceptions import AccountGoneError, GatewayError, GatewayOffError

#: where Stripe's forms for sellers are: our own forms may lead there
PAGES = "https://connect.stripe.com"
TRIES, PER = 20, timedelta(hours=1)


class AccountPanelView(ProfileScopedMixin, View):
    """Money is the owners' business: a packer finds nothing here."""

    owner_only = True
    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    @cached_property
    def account(self) -> SellerAccount | None:
        return queries.account_of(self.partner)

    def to_account(self) -> HttpResponse:
        return redirect("payments_panel:account", pes=self.profile.slug)

    def may_try(self) -> bool:
        return limits.allow(f"payments.account:{self.partner.pk}", TRIES, PER)

    def to_stripe(self) -> HttpResponse:
        """Send the owner to Stripe's questions, or say why not."""
        if not self.may_try():
            return limits.refused(self.request, PER)
        slug = self.profile.slug
        try:
            return redirect(
                onboarding.connect(
                    self.partner,
                    by=self.request.user,
                    back=reverse("payments_panel:back", args=[slug]),
                    again=reverse("payments_panel:again", args=[slug]),
                )
            )
        except AccountGoneError:
            messages.error(self.request, _("Stripe no longer knows this account. Connect again to open another."))
        except (GatewayError, GatewayOffError):
            messages.error(self.request, _("Stripe does not answer now. Try again in a moment."))
        return self.to_account()

    def ask(self) -> bool:
        """Hear how the account stands, and say whether Stripe answered."""
        if self.account is None or not self.account.account_id:
            return True
        try:
            onboarding.sync(self.account)
        except (GatewayError, GatewayOffError):
            return False
        return True


class AccountView(AccountPanelView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        account = self.account
        context = self.scope_context() | {
            "tab": "more",
            "is_running": queries.is_running(),
            "account": account,
            "standing": account.standing if account else SellerAccount.Standing.NONE,
            "asked_for": queries.asked_for(account.requirements_due) if account else [],
            "is_offered": PaymentMethod.STRIPE in self.partner.payment_methods,
        }
        response = render(request, "payments/panel/account.html", context)
        own = settings.OPES["STRIPE_API_BASE"]
        response._csp_update = {"form-action": [PAGES, *([own] if own else [])]}  # type: ignore[attr-defined]
        return response


class ConnectView(AccountPanelView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.to_stripe()


class AgainView(AccountPanelView):
    """Stripe sends here whoever opened a page of its that was stale."""

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        if self.account is None or not self.account.account_id:
            return self.to_account()
        return self.to_stripe()


class BackView(AccountPanelView):
    """Stripe sends here whoever left its questions, finished or not."""

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        if self.may_try():
            self.ask()
        return self.to_account()


class CheckView(AccountPanelView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        if not self.may_try():
            return limits.refused(request, PER)
        if self.ask():
            messages.success(request, _("This is how Stripe sees your account now."))
        else:
            messages.error(request, _("Stripe does not answer now. Try again in a moment."))
        return self.to_account()


class OwnPageView(AccountPanelView):
    """The way to the seller's own page at Stripe: payments, payouts, documents."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        if not self.may_try():
            return limits.refused(request, PER)
        if self.account is not None and self.account.account_id:
            with contextlib.suppress(GatewayError, GatewayOffError):
                return redirect(onboarding.own_page(self.account))
        messages.error(request, _("Stripe does not answer now. Try again in a moment."))
        return self.to_account()
