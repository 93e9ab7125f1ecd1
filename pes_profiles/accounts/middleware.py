"""The back office is for its people only, and they sign in with a second factor."""

from collections.abc import Callable

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from pes_profiles.accounts.rules import may_enter_back_office, must_use_second_factor

#: what a person without the right or the second factor may still ask for: the way out, and what pages are drawn with
OPEN = ("login/", "logout/", "password_reset/", "sprite/", "jsi18n/")


class SecondFactorMiddleware:
    """Stand at the door of the back office.

    Signed out: Wagtail leads to our login door. Signed in without the right to enter: 403 (Wagtail would send the
    person to log in again, in a circle). With the right, but without a second factor while `REQUIRE_MFA` holds: to
    where one is set up, which is outside of the back office.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> HttpResponse | None:
        door = reverse("wagtailadmin_home")
        path = request.path_info
        if not path.startswith(door) or path.removeprefix(door).startswith(OPEN):
            return None
        user = request.user
        if not user.is_authenticated:
            return None
        if not may_enter_back_office(user):
            raise PermissionDenied
        if must_use_second_factor(user) and not is_mfa_enabled(user, [Authenticator.Type.TOTP]):
            return redirect("mfa_activate_totp")
        return None
