"""Signing up, logging in, and what a stranger can learn from it: nothing."""

import pytest
from django.urls import reverse

from operations.models import MailMessage
from pes_profiles.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.pes_profiles import MembershipFactory
from tests.pes_profiles.accounts.conftest import link_in

pytestmark = pytest.mark.django_db

NEW = {"email": "Nowa@Example.com", "password1": "cztery zwykłe słowa tutaj"}


def is_logged_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["anna@example.com", "ANNA@example.com", " Anna@Example.COM "])
def test_an_address_logs_in_however_it_is_typed(client, log_in, typed):
    user = UserFactory(email="Anna@example.com")

    response = log_in(typed)

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_says_neither_which_half_is_wrong(client, log_in):
    UserFactory(email="anna@example.com")

    known, unknown = log_in("anna@example.com", "nie to hasło wcale"), log_in("nikt@example.com", "nie to hasło wcale")

    for response in (known, unknown):
        assert response.status_code == 200
        assert "Nieprawidłowy e-mail lub hasło" in response.content.decode()
    assert not is_logged_in(client)


def test_logging_in_gives_the_session_a_new_key(client, log_in):
    UserFactory(email="anna@example.com")
    client.get("/konto/zaloguj/?next=/koszyk/")
    session = client.session
    session["cart"] = 1
    session.save()
    before = session.session_key

    log_in("anna@example.com")

    assert client.session.session_key != before


def test_an_unconfirmed_address_cannot_log_in_and_gets_its_letter_again(client, log_in, letters):
    UserFactory(email="anna@example.com", verified=False)

    response = log_in("anna@example.com")

    assert response.url == reverse("account_email_verification_sent")
    assert not is_logged_in(client)
    assert [letter.subject for letter in letters()] == ["Potwierdź adres e-mail"]


def test_a_closed_account_does_not_log_in(client, log_in):
    UserFactory(email="anna@example.com", is_active=False)

    response = log_in("anna@example.com")

    assert "To konto jest zamknięte" in client.get(response.url).content.decode()
    assert not is_logged_in(client)


def test_signing_up_confirming_and_being_in(client, letters):
    response = client.post("/konto/zaloz/", {**NEW, "next": "/koszyk/"})
    assert response.url == reverse("account_email_verification_sent")
    assert not is_logged_in(client)
    (letter,) = letters()
    assert letter.to == ["nowa@example.com"]
    address = link_in(letter)
    assert address.startswith("/konto/potwierdz-email/")
    shown = client.get(address)
    assert shown.status_code == 200
    assert not is_logged_in(client)

    done = client.post(address)

    assert done.url == "/koszyk/"
    assert is_logged_in(client)
    assert User.objects.get(email="nowa@example.com").emailaddress_set.get().verified


def test_confirming_on_another_device_does_not_log_in(client, letters, django_user_model):
    client.post("/konto/zaloz/", NEW)
    (letter,) = letters()
    client.cookies.clear()

    response = client.post(link_in(letter))

    assert response.url == reverse("account_login")
    assert not is_logged_in(client)
    assert "jest potwierdzony" in client.get(response.url).content.decode()


def test_a_confirmation_works_once(client, letters):
    client.post("/konto/zaloz/", NEW)
    address = link_in(letters()[0])
    client.post(address)
    client.cookies.clear()

    assert "Link nie działa" in client.get(address).content.decode()
    assert client.post(address).status_code == 404
    assert "Link nie działa" in client.get("/konto/potwierdz-email/wymyslony-klucz/").content.decode()


def test_signing_up_answers_the_same_for_a_taken_address(client, letters):
    UserFactory(email="anna@example.com")
    taken = client.post("/konto/zaloz/", {**NEW, "email": "ANNA@example.com"}, follow=True)
    client.cookies.clear()
    fresh = client.post("/konto/zaloz/", NEW, follow=True)

    assert taken.redirect_chain == fresh.redirect_chain
    mask = lambda page, email: page.content.decode().replace(email, "—")
    assert mask(taken, "anna@example.com") == mask(fresh, "nowa@example.com")
    assert User.objects.filter(email="anna@example.com").count() == 1
    assert [letter.subject for letter in letters()] == ["Masz już u nas konto", "Potwierdź adres e-mail"]


def test_pressing_create_twice_writes_one_letter(client, letters):
    client.post("/konto/zaloz/", NEW)
    client.cookies.clear()
    client.post("/konto/zaloz/", NEW)

    assert User.objects.filter(email="nowa@example.com").count() == 1
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": ""}, "Podaj adres e-mail"),
        ({"email": "nowa"}, "Adres powinien wyglądać tak"),
        ({"password1": ""}, "Wpisz hasło"),
        ({"password1": "krótkie"}, "12 znaków"),
        ({"password1": "nowa@example.com"}, "podobne"),
    ],
)
def test_a_form_says_at_the_field_what_is_wrong_and_keeps_the_address(client, change, words):
    response = client.post("/konto/zaloz/", NEW | change)

    page = response.content.decode()
    assert response.status_code == 200
    assert words in page
    assert 'aria-invalid="true"' in page
    if change.get("email") is None:
        assert 'value="Nowa@Example.com"' in page
    assert not User.objects.exists()
    assert not MailMessage.objects.exists()


def test_a_new_password_is_set_by_the_link_once(client, letters, log_in):
    UserFactory(email="anna@example.com")
    assert client.post("/konto/haslo/", {"email": "Anna@example.com"}).url == "/konto/haslo/wyslane/"
    (letter,) = letters()
    address = link_in(letter)
    form = client.get(address, follow=True)
    assert form.status_code == 200
    assert "Ustaw nowe hasło" in form.content.decode()

    done = client.post(form.redirect_chain[-1][0], {"password1": "pięć całkiem nowych słów"})

    assert done.url == "/konto/haslo/gotowe/"
    assert client.get(done.url).status_code == 200
    assert "Link nie działa" in client.get(address, follow=True).content.decode()
    assert log_in("anna@example.com", PASSWORD).status_code == 200
    assert log_in("anna@example.com", "pięć całkiem nowych słów").status_code == 302
    assert [letter.subject for letter in letters()] == ["Ustaw nowe hasło", "Hasło zostało zmienione"]


def test_asking_for_a_password_answers_the_same_for_an_unknown_address(client, letters):
    UserFactory(email="anna@example.com")

    pages = [
        client.post("/konto/haslo/", {"email": email}, follow=True).content
        for email in ("anna@example.com", "nikt@example.com")
    ]

    assert pages[0] == pages[1]
    assert {letter.to[0]: letter.subject for letter in letters()} == {
        "anna@example.com": "Ustaw nowe hasło",
        "nikt@example.com": "Nie ma konta o tym adresie",
    }


def test_nobody_s_mailbox_is_flooded(client, letters, settings):
    settings.ACCOUNT_RATE_LIMITS = False
    UserFactory(email="anna@example.com")

    for _ in range(30):
        client.post("/konto/haslo/", {"email": "anna@example.com"})

    assert 1 <= len(letters()) <= 6


def test_too_many_wrong_passwords_close_the_door_for_a_while(client, log_in):
    UserFactory(email="anna@example.com")
    for _ in range(6):
        log_in("anna@example.com", "nie to hasło wcale")

    response = log_in("anna@example.com")

    assert "Za dużo prób" in response.content.decode()
    assert not is_logged_in(client)


def test_a_guessing_network_is_stopped_even_without_allauth_s_own_limits(client, log_in, settings, monkeypatch):
    settings.ACCOUNT_RATE_LIMITS = False
    monkeypatch.setattr("pes_profiles.accounts.adapter.LOGINS_OF_ADDRESS", 3)
    UserFactory(email="anna@example.com")
    for _ in range(3):
        log_in("anna@example.com", "nie to hasło wcale")

    assert "Za dużo prób" in log_in("anna@example.com").content.decode()
    assert not is_logged_in(client)


@pytest.mark.parametrize(
    "foreign",
    ["https://zly.example/", "//zly.example/", "https:zly.example", "javascript:alert(1)", "http://127.0.0.1/x"],
)
def test_next_does_not_lead_to_another_host(client, log_in, foreign):
    UserFactory(email="anna@example.com")

    assert log_in("anna@example.com", next=foreign).url == reverse("account:home")


def test_next_leads_back_to_the_page(log_in):
    UserFactory(email="anna@example.com")

    assert log_in("anna@example.com", next="/koszyk/?a=1").url == "/koszyk/?a=1"


@pytest.mark.parametrize(
    ("role", "place"),
    [
        ({}, "/konto/"),
        ({"rops": True}, "/cms-admin/"),
        ({"editor": True}, "/cms-admin/"),
        ({"admin": True}, "/cms-admin/"),
    ],
    ids=["buyer", "rops", "editor", "admin"],
)
def test_people_land_where_they_work(log_in, role, place):
    user = UserFactory(**role)

    assert log_in(user.email).url == place


def test_people_of_a_pes_land_in_its_panel(log_in):
    assert log_in(MembershipFactory().user.email).url == reverse("seller:choose")
    former = MembershipFactory(is_active=False).user
    assert log_in(former.email).url != reverse("account:home")  # still the one who is in


def test_a_former_member_lands_in_the_account(log_in):
    assert log_in(MembershipFactory(is_active=False).user.email).url == reverse("account:home")


def test_logging_out_asks_first_and_needs_a_post(client):
    client.force_login(UserFactory())

    assert "Wylogować?" in client.get("/konto/wyloguj/").content.decode()
    assert is_logged_in(client)
    assert client.post("/konto/wyloguj/").url == "/"
    assert not is_logged_in(client)
