"""The one login door, and the doors of libraries that lead to it."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.conf import settings
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from pes_profiles.accounts import views

login_door = RedirectView.as_view(pattern_name="account_login", query_string=True)
forgotten_password = RedirectView.as_view(pattern_name="account_reset_password")


def forgotten(request, **kwargs):
    """Lead any step of a library's own way to a new password to the beginning of ours."""
    return forgotten_password(request)


#: every other login page of a library leads to ours; mounted before the library's own addresses
closed_doors = [
    path("cms-admin/login/", login_door),
    path("cms-admin/logout/", account.logout),
    path("cms-admin/password_reset/", forgotten),
    path("cms-admin/password_reset/<path:rest>", forgotten),
    path("_util/login/", login_door),
    *(path(f"{code}/_util/login/", login_door) for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE),
]

own = [
    path("dane/", views.details, name="details"),
    path("dane/pobierz/", views.export, name="export"),
    path("usun/", views.close, name="close"),
]

#: allauth's views under Polish addresses, with its own names; only those that are used here
urlpatterns = [
    path("zaloguj/", account.login, name="account_login"),
    path("wyloguj/", account.logout, name="account_logout"),
    path("zaloz/", account.signup, name="account_signup"),
    path("nieaktywne/", account.account_inactive, name="account_inactive"),
    path("potwierdz-haslo/", account.reauthenticate, name="account_reauthenticate"),
    path("e-mail/", account.email, name="account_email"),
    path("potwierdz-email/", account.email_verification_sent, name="account_email_verification_sent"),
    re_path(r"^potwierdz-email/(?P<key>[-:\w]+)/$", account.confirm_email, name="account_confirm_email"),
    path("haslo/", account.password_reset, name="account_reset_password"),
    path("haslo/wyslane/", account.password_reset_done, name="account_reset_password_done"),
    path("haslo/zmien/", account.password_change, name="account_change_password"),
    path("haslo/ustaw/", account.password_set, name="account_set_password"),
    path("haslo/gotowe/", account.password_reset_from_key_done, name="account_reset_password_from_key_done"),
    re_path(
        r"^haslo/nowe/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path("dwa-kroki/", mfa.index, name="mfa_index"),
    path("dwa-kroki/kod/", mfa.authenticate, name="mfa_authenticate"),
    path("dwa-kroki/potwierdz/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("dwa-kroki/aplikacja/", totp.activate_totp, name="mfa_activate_totp"),
    path("dwa-kroki/aplikacja/wylacz/", totp.deactivate_totp, name="mfa_deactivate_totp"),
    path("dwa-kroki/kody/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("dwa-kroki/kody/nowe/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("dwa-kroki/kody/pobierz/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("", include((own, "accounts"))),
]
