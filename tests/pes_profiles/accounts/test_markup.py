"""Every page of the login door and of an account: readable by a machine that reads aloud, and all in Polish."""

import re
from html.parser import HTMLParser

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.urls import reverse

from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db

OUTSIDE = [
    "/konto/zaloguj/",
    "/konto/zaloz/",
    "/konto/haslo/",
    "/konto/haslo/wyslane/",
    "/konto/haslo/gotowe/",
    "/konto/haslo/nowe/1-abc/",
    "/konto/potwierdz-email/",
    "/konto/potwierdz-email/abc/",
    "/konto/nieaktywne/",
]
INSIDE = [
    "/konto/dane/",
    "/konto/usun/",
    "/konto/e-mail/",
    "/konto/haslo/zmien/",
    "/konto/potwierdz-haslo/",
    "/konto/wyloguj/",
    "/konto/dwa-kroki/",
    "/konto/dwa-kroki/aplikacja/",
]
GUARDED = [
    "/konto/dwa-kroki/",
    "/konto/dwa-kroki/kody/",
    "/konto/dwa-kroki/kody/nowe/",
    "/konto/dwa-kroki/aplikacja/wylacz/",
]
ENGLISH = re.compile(r"\b(the|your|you|password|code|account|and|login|email)\b", re.IGNORECASE)


class Page(HTMLParser):
    """Collects what the checks ask for from the main part of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.headings, self.controls, self.labels, self.inline, self.text, self.ids = 0, [], set(), [], "", []
        self.feed(html[html.index("<main") : html.index("</main>")])

    def handle_starttag(self, tag: str, attrs: list) -> None:
        given = dict(attrs)
        self.headings += tag == "h1"
        if "id" in given:
            self.ids.append(given["id"])
        if tag in {"input", "select", "textarea"} and given.get("type") not in {"hidden", "submit"}:
            self.controls.append(given)
        if tag == "label":
            self.labels.add(given.get("for"))
        if "style" in given or tag in {"script", "style"} or any(name.startswith("on") for name in given):
            self.inline.append(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def check(response) -> None:
    assert response.status_code == 200, response
    page = Page(response.content.decode())
    assert page.headings == 1
    assert page.inline == []
    assert len(page.ids) == len(set(page.ids))
    for control in page.controls:
        assert control["id"] in page.labels
        assert control.get("autocomplete"), control
        assert "placeholder" not in control
        for described in control.get("aria-describedby", "").split():
            assert described in page.ids
    assert not ENGLISH.search(page.text), ENGLISH.search(page.text)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_page_of_the_door(client, address):
    check(client.get(address))


@pytest.mark.parametrize("address", ["/konto/zaloguj/", "/konto/zaloz/", "/konto/haslo/"])
def test_a_page_of_the_door_with_mistakes(client, address):
    check(client.post(address, {"email": "x", "login": "x", "password1": "x"}))


@pytest.mark.parametrize("address", INSIDE)
def test_a_page_of_an_account(client, log_in, address):
    log_in(UserFactory().email)
    client.post("/konto/potwierdz-haslo/", {"password": PASSWORD})

    check(client.get(address))


@pytest.mark.parametrize("address", ["/konto/dane/", "/konto/usun/", "/konto/e-mail/", "/konto/haslo/zmien/"])
def test_a_page_of_an_account_with_mistakes(client, log_in, address):
    log_in(UserFactory().email)

    check(client.post(address, {"phone": "x", "action_add": "1", "email": "x", "password": "x", "oldpassword": "x"}))


@pytest.mark.parametrize("address", GUARDED)
def test_a_page_of_an_account_in_two_steps(client, log_in, address):
    user = UserFactory()
    log_in(user.email)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    RecoveryCodes.activate(user)
    client.post("/konto/potwierdz-haslo/", {"password": PASSWORD})

    check(client.get(address))


def test_the_second_step(client, log_in):
    user = UserFactory()
    totp.TOTP.activate(user, totp.generate_totp_secret())
    log_in(user.email)

    check(client.get(reverse("mfa_authenticate")))
    check(client.post(reverse("mfa_authenticate"), {"code": ""}))


def test_the_english_side_is_english(client):
    page = client.get("/en/konto/zaloguj/").content.decode()

    assert "Forgotten password" in page
    assert "Nie pamiętam hasła" not in page
