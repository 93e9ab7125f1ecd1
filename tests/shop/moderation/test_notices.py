"""Telling ROPS about illegal content: what is asked, what is kept, what comes back by e-mail."""

import re
from uuid import uuid4

import pytest
from django.core import mail as letters
from django.db import IntegrityError, transaction
from django.urls import reverse

from operations import outbox
from operations.models import AuditEntry, OutboxEntry
from shop.moderation.models import IllegalContentNotice
from shop.moderation.notices import decide_notice
from tests.factories.accounts import UserFactory
from tests.factories.offers import make_approved, make_draft
from tests.factories.pes_profiles import ProfileFactory

pytestmark = pytest.mark.django_db
DOOR = "/zglos/"


def filled_in(**changes):
    return {
        "address": "/regulamin/",
        "reason_code": "MISLEADING",
        "explanation": "Opis mówi o miodzie, a to syrop.",
        "name": "Jan Uważny",
        "email": "jan@example.com",
        "good_faith": "on",
        "key": str(uuid4()),
        "note": "",
    } | changes


def the_notice():
    return IllegalContentNotice.objects.get()


# --- the form ---


def test_the_footer_and_both_pages_lead_to_the_form(client):
    product = make_approved()
    profile = product.partner.profile
    offer_page = client.get(product.get_absolute_url()).content.decode()
    profile_page = client.get(profile.get_absolute_url()).content.decode()

    for page, address in ((offer_page, product.get_absolute_url()), (profile_page, profile.get_absolute_url())):
        link = re.search(r'href="(/zglos/\?adres=[^"]+)"', page)[1]
        assert client.get(link).context["form"]["address"].value() == address
    assert 'href="/zglos/"' in offer_page


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/sklep/",
        "//example.com/",
        "///example.com/",
        "/\\example.com",
        "javascript:alert(1)",
        "data:text/html,x",
        "http:///example.com",
        "https://testserver@example.com/",
        "https://testserver.example.com/",
        "mailto:a@example.com",
        "/sklep/\x00",
        "/sklep/\nx",
        "sklep",
        "/" + "a" * 1001,
        "http://[",
    ],
)
def test_an_outside_address_is_neither_filled_in_nor_taken(client, address):
    page = client.get(DOOR, {"adres": address})
    answer = client.post(DOOR, filled_in(address=address))

    assert page.status_code == 200
    assert page.context["form"]["address"].value() == ""
    assert "example.com" not in page.content.decode()
    assert answer.status_code == 422
    assert answer.context["form"].errors["address"]
    assert not IllegalContentNotice.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("http://testserver/wiedza/?a=1#b", "/wiedza/?a=1#b"),
        ("testserver/wiedza/", "/wiedza/"),
        ("http://TESTSERVER", "/"),
        (" /wiedza/ ", "/wiedza/"),
    ],
)
def test_an_address_of_the_portal_is_kept_without_its_host(client, typed, kept):
    client.post(DOOR, filled_in(address=typed))

    assert the_notice().address == kept


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("address", "", "Podaj adres strony"),
        ("reason_code", "", "Wybierz, czego dotyczy zgłoszenie"),
        ("reason_code", "NICE", "Wybierz, czego dotyczy zgłoszenie"),
        ("explanation", "  ", "Napisz, dlaczego to narusza prawo"),
        ("name", "", "Podaj imię i nazwisko lub nazwę: wymaga tego prawo"),
        ("email", "", "Podaj adres e-mail: tam wyślemy decyzję"),
        ("email", "jan", "To nie wygląda na adres e-mail"),
        ("good_faith", "", "Potwierdź to, żeby wysłać zgłoszenie"),
        ("note", "kup tanio", "Zostaw to pole puste i wyślij jeszcze raz"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_is_lost(client, field, value, words):
    answer = client.post(DOOR, filled_in(**{field: value}))

    assert answer.status_code == 422
    assert answer.context["form"].errors == {field: [words]}
    assert words in answer.content.decode().replace("\xa0", " ")
    if field != "explanation":
        assert "a to syrop." in answer.content.decode()
    assert not IllegalContentNotice.objects.exists()
    assert not OutboxEntry.objects.exists()
    assert not AuditEntry.objects.filter(action="moderation.notice.receive").exists()


def test_about_abused_children_one_may_write_without_a_name(client):
    page = client.post(DOOR, filled_in(reason_code="CHILDREN", name="", email=""), follow=True)

    notice = the_notice()
    assert notice.number in page.content.decode()
    assert "Nie podano adresu e-mail" in page.content.decode()
    outbox.drain()
    assert letters.outbox == []


def test_a_notice_without_its_sender_or_good_faith_is_not_stored():
    facts = {
        "number": "Z-1",
        "form_key": uuid4(),
        "address": "/",
        "explanation": "x",
        "received_at": "2026-11-26T12:00Z",
        "reason_code": "OTHER",
        "good_faith": True,
        "name": "A",
        "email": "a@example.com",
    }
    for wrong in ({"name": ""}, {"email": ""}, {"good_faith": False}, {"state": "DECIDED"}, {"decision": "HIDDEN"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            IllegalContentNotice.objects.create(**facts | wrong)


# --- what is kept and sent ---


def test_a_notice_gets_a_number_and_one_receipt(client):
    page = client.post(DOOR, filled_in(), follow=True)
    outbox.drain()
    outbox.drain()

    notice = the_notice()
    assert re.fullmatch(r"Z-\d{6}", notice.number)
    assert page.status_code == 200
    assert f"Zgłoszenie {notice.number}" in page.content.decode()
    [letter] = letters.outbox
    assert letter.to == ["jan@example.com"]
    assert letter.subject == f"Przyjęliśmy zgłoszenie {notice.number}"
    assert reverse("moderation:notice-status", args=[notice.public_id]) in letter.body
    assert "/regulamin/" in letter.body
    entry = AuditEntry.objects.get(action="moderation.notice.receive")
    assert "jan@example.com" not in str(entry.ids)


def test_the_same_form_sent_twice_is_one_notice_and_one_receipt(client):
    form = filled_in()

    first, second = client.post(DOOR, form), client.post(DOOR, form)
    outbox.drain()
    outbox.drain()

    assert first.url == second.url
    assert the_notice()
    assert len(letters.outbox) == 1


def test_a_broken_key_is_no_obstacle(client):
    assert client.post(DOOR, filled_in(key="zzz")).status_code == 302
    assert client.post(DOOR, filled_in(key="")).status_code == 302
    assert IllegalContentNotice.objects.count() == 2


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_the_offer_behind_the_address_is_found(client, prefix):
    product = make_approved()

    client.post(DOOR, filled_in(address=prefix + product.get_absolute_url() + "?wariant=1#opinie"))

    notice = the_notice()
    assert notice.offer == product
    assert notice.profile == product.partner.profile


def test_the_pes_behind_the_address_is_found(client):
    profile = ProfileFactory()

    client.post(DOOR, filled_in(address=profile.get_absolute_url()))

    assert the_notice().profile == profile
    assert the_notice().offer is None


@pytest.mark.parametrize("address", ["/sklep/o/x-99999999999999999999999/", "/pes/nie-ma/", "/nie-ma/", "/"])
def test_an_address_that_shows_nothing_is_kept_all_the_same(client, address):
    assert client.post(DOOR, filled_in(address=address)).status_code == 302
    assert (the_notice().offer, the_notice().profile) == (None, None)


def test_the_letter_and_the_page_do_not_tell_the_title_of_a_draft(client):
    product = make_draft(title="Tajny kubek").product

    page = client.post(DOOR, filled_in(address=f"/sklep/o/x-{product.pk}/"), follow=True)
    outbox.drain()
    outbox.drain()

    assert the_notice().offer == product
    assert "Tajny" not in page.content.decode() + letters.outbox[0].body


def test_the_page_of_a_notice_shows_nothing_of_its_sender_and_is_not_stored(client):
    page = client.post(DOOR, filled_in(), follow=True)

    text = page.content.decode()
    assert "jan@example.com" not in text
    assert "Jan Uważny" not in text
    assert "syrop" not in text
    assert "no-store" in page.headers["Cache-Control"]


def test_an_unknown_page_of_a_notice_is_not_found(client):
    assert client.get(f"{DOOR}{uuid4()}/").status_code == 404
    assert client.get(f"{DOOR}nie-ma/").status_code == 404


def test_an_english_reader_gets_english_letters(client):
    page = client.post("/en/zglos/", filled_in(), follow=True)
    outbox.drain()
    outbox.drain()

    assert page.redirect_chain[0][0].startswith("/en/zglos/")
    assert letters.outbox[0].subject == f"We have received notice {the_notice().number}"
    assert "/en/zglos/" in letters.outbox[0].body


def test_a_signed_in_person_finds_name_and_mail_filled_in(client):
    user = UserFactory(first_name="Ewa", last_name="Czujna")
    client.force_login(user)

    form = client.get(DOOR).context["form"]

    assert form["name"].value() == "Ewa Czujna"
    assert form["email"].value() == user.email


def test_too_many_notices_from_one_place_are_refused_and_nothing_is_lost(client, settings):
    settings.OPES = settings.OPES | {"LIMITS": True}
    for _number in range(10):
        assert client.post(DOOR, filled_in(email=f"{uuid4()}@example.com")).status_code == 302

    answer = client.post(DOOR, filled_in(explanation="Jedenaste."))

    assert answer.status_code == 429
    assert "Jedenaste." in answer.content.decode()
    assert "spróbuj ponownie za godzinę" in answer.content.decode()
    assert IllegalContentNotice.objects.count() == 10


def test_one_mailbox_is_not_flooded(client, settings):
    settings.OPES = settings.OPES | {"LIMITS": True}
    for number in range(10):
        client.post(DOOR, filled_in(), REMOTE_ADDR=f"10.0.0.{number}")

    assert client.post(DOOR, filled_in(), REMOTE_ADDR="10.0.0.99").status_code == 429
    assert IllegalContentNotice.objects.count() == 10


def test_the_form_costs_the_same_number_of_queries_however_many_notices_there_are(
    client, settings, django_assert_max_num_queries
):
    settings.OPES = settings.OPES | {"LIMITS": False}
    client.get(DOOR)
    with django_assert_max_num_queries(4):
        client.get(DOOR)
    for _number in range(30):
        client.post(DOOR, filled_in())
    with django_assert_max_num_queries(4):
        client.get(DOOR)


# --- the decision, as its reader sees it ---


def test_the_decision_comes_once_with_reasons_and_redress(client):
    client.post(DOOR, filled_in())
    outbox.drain()
    outbox.drain()
    letters.outbox.clear()

    notice = decide_notice(
        the_notice(), decision="NO_ACTION", text="Etykieta & skład są zgodne.", by=UserFactory(rops=True)
    )
    for _round in range(3):
        outbox.drain()

    [letter] = letters.outbox
    assert letter.subject == f"Decyzja w sprawie {notice.number}"
    for body in (letter.body, letter.alternatives[0][0]):
        assert "treść zostaje" in body
        assert "skład są zgodne" in body
        assert "Odwołasz się bezpłatnie do" in body
        assert "sądu" in body
    assert "Etykieta & skład" in letter.body
    page = client.get(reverse("moderation:notice-status", args=[notice.public_id])).content.decode()
    assert "skład są zgodne" in page
    assert "Odwołasz się bezpłatnie do" in page
