"""A person's own pages: details, address, password, copy of the data, the end."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from operations import mail, outbox
from operations.clock import now
from operations.models import AuditEntry, MailMessage
from pes_profiles.accounts import services
from pes_profiles.accounts.models import User
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.pes_profiles import MembershipFactory
from tests.pes_profiles.accounts.conftest import link_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(client):
    user = UserFactory(email="anna@example.com", first_name="Anna", last_name="Kowalska")
    client.force_login(user)
    return user


@pytest.mark.parametrize("name", ["accounts:details", "accounts:export", "accounts:close"])
def test_own_pages_ask_to_log_in(client, name):
    assert client.get(reverse(name)).url == f"/konto/zaloguj/?next={reverse(name)}"


def test_changing_details(client, anna):
    response = client.post("/konto/dane/", {"first_name": "Ania", "last_name": "Nowak", "phone": "600 100-200"})

    assert response.url == "/konto/dane/"
    anna = User.objects.get(pk=anna.pk)
    assert (anna.first_name, anna.last_name, anna.phone) == ("Ania", "Nowak", "600100200")
    assert AuditEntry.objects.filter(action="accounts.user.change", actor_id=anna.pk).exists()


def test_a_wrong_phone_is_told_and_nothing_typed_is_lost(client, anna):
    response = client.post("/konto/dane/", {"first_name": "Ania", "last_name": "Nowak", "phone": "12"})

    page = response.content.decode()
    assert "Polski numer ma 9 cyfr" in page
    assert 'value="Ania"' in page
    assert User.objects.get(pk=anna.pk).first_name == "Anna"


def test_nobody_changes_an_address_or_a_role_with_the_details(client, anna):
    client.post("/konto/dane/", {"first_name": "A", "email": "zla@example.com", "is_superuser": "on", "phone": ""})

    anna = User.objects.get(pk=anna.pk)
    assert anna.email == "anna@example.com"
    assert not anna.is_superuser


def test_a_new_address_counts_from_the_click(client, log_in, letters):
    user = UserFactory(email="anna@example.com")
    log_in("anna@example.com")
    client.post(reverse("account_email"), {"action_add": "1", "email": "Nowa@example.com"})
    (letter,) = letters()
    assert letter.subject == "Potwierdź nowy adres e-mail"
    assert letter.to == ["nowa@example.com"]
    assert User.objects.get(pk=user.pk).email == "anna@example.com"
    assert "nowa@example.com" in client.get(reverse("account_email")).content.decode()

    client.post(link_in(letter))

    assert User.objects.get(pk=user.pk).email == "nowa@example.com"
    last = letters()[-1]
    assert last.to == ["anna@example.com"]
    assert "n***@example.com" in last.body


def test_a_change_of_address_can_be_taken_back(client, log_in):
    user = UserFactory(email="anna@example.com")
    log_in("anna@example.com")
    client.post(reverse("account_email"), {"action_add": "1", "email": "nowa@example.com"})

    client.post(reverse("account_email"), {"action_remove": "1", "email": "nowa@example.com"})

    assert list(user.emailaddress_set.values_list("email", flat=True)) == ["anna@example.com"]


def test_an_address_of_an_unconfirmed_account_is_not_taken_over_and_nothing_breaks(client, log_in, letters):
    UserFactory(email="nowa@example.com", verified=False)
    user = UserFactory(email="anna@example.com")
    log_in("anna@example.com")
    client.post(reverse("account_email"), {"action_add": "1", "email": "nowa@example.com"})
    sent = [letter for letter in letters() if letter.to == ["nowa@example.com"]]

    for letter in sent:
        assert client.post(link_in(letter)).status_code in {302, 404}

    assert User.objects.get(pk=user.pk).email == "anna@example.com"
    assert User.objects.filter(email="nowa@example.com").count() == 1


def test_a_changed_password_ends_other_sessions_and_writes_a_letter(client, log_in, letters, django_user_model):
    from django.test import Client

    user = UserFactory(email="anna@example.com")
    other = Client()
    other.force_login(user)
    log_in("anna@example.com")
    refused = client.post(
        reverse("account_change_password"), {"oldpassword": "x", "password1": "pięć całkiem nowych słów"}
    )
    assert "To nie jest Twoje obecne hasło" in refused.content.decode()

    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "pięć całkiem nowych słów"})

    assert client.get("/konto/dane/").status_code == 200
    assert other.get("/konto/dane/").status_code == 302
    assert [letter.subject for letter in letters()] == ["Hasło zostało zmienione"]


def test_the_copy_holds_own_data_and_nobody_else_s(client, anna):
    other = UserFactory(email="obca@example.com", first_name="Obca", last_name="Osoba")
    for user in (anna, other):
        mail.send("account_mfa_on", to=user.email, context={}, dedupe_key=f"proba:{user.pk}")
    outbox.drain(raising=True)

    response = client.get("/konto/dane/pobierz/")

    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    data = json.loads(response.content)
    assert data["account"]["email"] == "anna@example.com"
    assert data["account"]["addresses"] == [{"email": "anna@example.com", "confirmed": True}]
    assert len(data["letters"]) == 1
    text = response.content.decode()
    assert "Kowalska" in text
    for foreign in ("obca@example.com", "Obca", "password", PASSWORD, anna.password):
        assert foreign not in text


def test_the_copy_needs_the_same_number_of_queries_however_many_letters(client, anna, django_assert_max_num_queries):
    for number in range(30):
        mail.send("account_mfa_on", to=anna.email, context={}, dedupe_key=f"proba:{number}")

    with django_assert_max_num_queries(30):
        client.get("/konto/dane/pobierz/")


def test_closing_needs_the_password(client, anna):
    response = client.post("/konto/usun/", {"password": "nie to hasło"})

    assert "To nie jest Twoje obecne hasło" in response.content.decode()
    assert User.objects.get(pk=anna.pk).is_active


def test_a_closed_account_is_forgotten(client, anna, letters, log_in):
    mail.send("account_mfa_on", to=anna.email, context={}, dedupe_key="dawna")
    letters()

    response = client.post("/konto/usun/", {"password": PASSWORD})

    assert response.url == "/"
    assert "_auth_user_id" not in client.session
    gone = User.objects.get(pk=anna.pk)
    assert not gone.is_active
    assert "anna" not in f"{gone.email}{gone.first_name}{gone.last_name}{gone.phone}".lower()
    assert not gone.emailaddress_set.exists()
    assert letters()[-1].subject == "Konto zostało usunięte"
    assert letters()[-1].to == ["anna@example.com"]
    with time_machine.travel(now() + timedelta(days=1)):
        letters()
    assert not MailMessage.objects.filter(to__icontains="anna").exists()
    assert "Nieprawidłowy e-mail lub hasło" in log_in("anna@example.com").content.decode()
    assert User.objects.filter(email="anna@example.com").count() == 0


def test_the_only_owner_of_a_pes_cannot_leave_it(client, anna):
    MembershipFactory(user=anna, profile__short_name="Gliniany Kogut")

    shown = client.get("/konto/usun/")
    refused = client.post("/konto/usun/", {"password": PASSWORD})

    assert "Gliniany Kogut" in shown.content.decode()
    assert "<form" not in shown.content.decode().split("<main")[1].split("</main>")[0]
    assert refused.status_code == 409
    anna = User.objects.get(pk=anna.pk)
    assert anna.is_active
    assert anna.email == "anna@example.com"
    assert anna.memberships.exists()


def test_other_rooms_hear_of_a_confirmed_address(client, letters, monkeypatch):
    heard = []
    monkeypatch.setattr(services, "_on_verified", [heard.append])
    client.post("/konto/zaloz/", {"email": "nowa@example.com", "password1": "cztery zwykłe słowa tutaj"})
    assert heard == []

    client.post(link_in(letters()[0]))

    assert heard == [User.objects.get(email="nowa@example.com")]
