"""Every other way in leads to the one door, and the back office is behind a second factor."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    return totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def with_mfa(settings):
    settings.OPES = settings.OPES | {"REQUIRE_MFA": True}


@pytest.mark.parametrize("address", ["/cms-admin/login/", "/_util/login/", "/en/_util/login/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_library_s_login_leads_to_ours(client, address, method):
    user = UserFactory(admin=True)

    response = getattr(client, method)(
        f"{address}?next=/cms-admin/pages/",
        {"username": user.email, "password": PASSWORD} if method == "post" else None,
    )

    assert response.status_code == 302
    assert response.url.removeprefix("/en").startswith("/konto/zaloguj/?next=")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("rest", ["", "done/", "complete/", "confirm/MQ/abc-def/"])
def test_a_library_s_way_to_a_password_leads_to_ours(client, rest):
    assert client.get(f"/cms-admin/password_reset/{rest}").url == "/konto/haslo/"
    assert client.post(f"/cms-admin/password_reset/{rest}").url == "/konto/haslo/"


def test_no_routed_page_takes_a_password_but_ours():
    """Walk every address: a view of a library that logs in or sets passwords must not be reachable."""
    from django.contrib.auth import views as auth
    from django.urls import Resolver404, get_resolver, resolve

    from operations.routes import walk

    sensitive = (auth.LoginView, auth.PasswordResetView, auth.PasswordResetConfirmView, auth.PasswordChangeView)
    for _name, pattern, view in walk(get_resolver()):
        kind = getattr(view, "view_class", None)
        if not (kind and issubclass(kind, sensitive)):
            continue
        address = "/" + pattern.replace("<uidb64>", "MQ").replace("<token>", "a-b").replace("^", "").replace("$", "")
        try:
            reached = resolve(address).func
        except Resolver404:
            continue
        assert getattr(reached, "view_class", None) is not kind, address


def test_signed_out_people_come_from_the_back_office_to_the_door(client):
    assert client.get("/cms-admin/").url == "/konto/zaloguj/?next=/cms-admin/"


def test_a_buyer_is_refused_by_the_back_office_and_not_sent_in_a_circle(client):
    client.force_login(UserFactory())

    assert client.get("/cms-admin/").status_code == 403
    assert client.get("/cms-admin/pages/").status_code == 403


@pytest.mark.parametrize("role", ["rops", "editor", "admin"])
def test_the_back_office_opens_without_a_second_factor_where_none_is_asked_for(client, role):
    client.force_login(UserFactory(**{role: True}))

    assert client.get("/cms-admin/").status_code == 200


@pytest.mark.parametrize("role", ["rops", "editor", "admin"])
def test_the_back_office_leads_to_setting_up_a_second_factor(client, with_mfa, role):
    client.force_login(UserFactory(**{role: True}))

    for address in ("/cms-admin/", "/cms-admin/pages/", "/cms-admin/account/"):
        assert client.get(address).url == reverse("mfa_activate_totp")
    assert client.post("/cms-admin/account/", {}).url == reverse("mfa_activate_totp")


def test_spare_codes_alone_are_no_second_factor(client, with_mfa):
    user = UserFactory(rops=True)
    RecoveryCodes.activate(user)
    client.force_login(user)

    assert client.get("/cms-admin/").url == reverse("mfa_activate_totp")


def test_the_way_out_stays_open_without_a_second_factor(client, with_mfa):
    client.force_login(UserFactory(rops=True))

    assert client.post("/cms-admin/logout/").url == "/"
    assert "_auth_user_id" not in client.session


def test_setting_up_a_second_factor_from_the_door_to_the_back_office(
    client, log_in, letters, with_mfa, django_capture_on_commit_callbacks
):
    user = UserFactory(rops=True)
    log_in(user.email)
    asked = client.get("/cms-admin/", follow=True)
    assert "Czy to Ty?" in asked.content.decode()
    page = client.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    assert page.status_code == 200
    assert "data:image/svg+xml;base64," in page.content.decode()
    secret = page.context["form"].secret
    assert "nie działa" in client.post(reverse("mfa_activate_totp"), {"code": "000000"}).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})

    assert done.url == reverse("mfa_view_recovery_codes")
    assert "Przejdź do zaplecza" in client.get(done.url).content.decode()
    assert client.get("/cms-admin/").status_code == 200
    assert secret not in str(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data)
    assert "Logowanie dwuetapowe włączone" in [letter.subject for letter in letters()]


def test_with_a_second_factor_the_password_alone_is_not_enough(client, log_in, with_mfa):
    user = UserFactory(admin=True)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)

    assert log_in(user.email, next="/cms-admin/").url == reverse("mfa_authenticate")
    assert "_auth_user_id" not in client.session
    assert client.get("/cms-admin/").url == "/konto/zaloguj/?next=/cms-admin/"
    wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert wrong.status_code == 200
    assert "Kod nie działa" in wrong.content.decode()

    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).url == "/cms-admin/"
    assert client.get("/cms-admin/").status_code == 200


def test_a_spare_code_lets_in_once(client, log_in):
    user = UserFactory()
    totp.TOTP.activate(user, totp.generate_totp_secret())
    spare = RecoveryCodes.activate(user).get_unused_codes()[0]
    log_in(user.email)
    assert client.post(reverse("mfa_authenticate"), {"code": spare}).status_code == 302
    client.post("/konto/wyloguj/")

    log_in(user.email)

    assert client.post(reverse("mfa_authenticate"), {"code": spare}).status_code == 200
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("role", "stays"), [({"rops": True}, True), ({}, False)], ids=["back office", "buyer"])
def test_the_back_office_cannot_switch_its_second_factor_off(client, log_in, with_mfa, role, stays):
    user = UserFactory(**role)
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    log_in(user.email)
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

    asked = client.post(reverse("mfa_deactivate_totp"))
    client.post(asked.url, {"password": PASSWORD}, follow=True)

    assert Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists() is stays
