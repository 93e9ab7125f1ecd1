"""Notices before ROPS: who may in, what the list shows, one answer to each."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from operations.clock import now
from operations.models import AuditEntry, OutboxEntry
from pes_profiles.services import suspend_profile
from shop.moderation.exceptions import NotDoneYetError, NoticeDecidedError, ReasonMissingError
from shop.moderation.models import IllegalContentNotice
from shop.moderation.notices import decide_notice, receive_notice
from shop.moderation.services import suspend_offer
from tests.factories.accounts import UserFactory
from tests.factories.offers import make_approved
from tests.factories.pes_profiles import MembershipFactory

pytestmark = pytest.mark.django_db
LIST = "/cms-admin/moderacja/zgloszenia/"


@pytest.fixture
def rops():
    return UserFactory(rops=True, first_name="Maria", last_name="Sprawdzająca")


@pytest.fixture
def office(client, rops):
    client.force_login(rops)
    return client


def make_notice(**changes):
    days = changes.pop("days", 0)
    facts = {
        "address": "/regulamin/",
        "reason_code": "RIGHTS",
        "explanation": "To moje zdjęcie.",
        "name": "Jan Uważny",
        "email": "jan@example.com",
        "good_faith": True,
    }
    notice = receive_notice(key=uuid4(), facts=facts | changes, by=None)
    IllegalContentNotice.objects.filter(pk=notice.pk).update(received_at=now() - timedelta(days=days))
    notice.refresh_from_db()
    return notice


def page_of(notice):
    return reverse("notices_admin:notice", args=[notice.pk])


def answer(decision="NO_ACTION", text="Zdjęcie zrobił sprzedawca."):
    return {"answer-decision": decision, "answer-text": text}


@pytest.mark.parametrize("role", ["signed_out", "buyer", "seller", "editor", "owes_adviser"])
def test_nobody_but_rops_reads_or_answers(client, role):
    product = make_approved()
    notice = make_notice(address=product.get_absolute_url())
    user = {
        "seller": lambda: MembershipFactory(profile=product.partner.profile).user,
        "buyer": UserFactory,
        "editor": lambda: UserFactory(editor=True),
        "owes_adviser": lambda: UserFactory(owes_adviser=True),
    }
    if role != "signed_out":
        client.force_login(user[role]())
    letters = OutboxEntry.objects.count()

    refusals = {302} if role == "signed_out" else {403}
    for response in (client.get(LIST), client.get(page_of(notice)), client.post(page_of(notice), answer())):
        assert response.status_code in refusals
        assert b"jan@example.com" not in response.content

    notice.refresh_from_db()
    assert (notice.state, notice.decision, notice.decided_by) == ("RECEIVED", "", None)
    assert not AuditEntry.objects.filter(action="moderation.notice.decide").exists()
    assert OutboxEntry.objects.count() == letters


def test_the_list_shows_what_waits_oldest_first(office, rops):
    new, old, done = make_notice(days=1), make_notice(days=5), make_notice(days=9)
    decide_notice(done, decision="NO_ACTION", text="Bez naruszenia.", by=rops)

    assert list(office.get(LIST).context["page_obj"]) == [old, new]
    assert list(office.get(LIST + "?stan=rozstrzygniete").context["page_obj"]) == [done]


@pytest.mark.parametrize("query", ["?strona=99", "?strona=abc", "?strona=%00", "?stan=%00", "?stan=rozstrzygniete"])
def test_a_strange_list_is_no_error(office, query):
    assert office.get(LIST + query).status_code == 200
    make_notice()
    assert office.get(LIST + query).status_code == 200


def test_the_first_page_of_the_office_counts_them(office):
    assert "Żadne zgłoszenie nie czeka" in office.get("/cms-admin/").content.decode()

    make_notice(), make_notice()

    page = office.get("/cms-admin/").content.decode()
    assert "2 zgłoszenia czekają" in page
    assert LIST in page


def test_an_editors_first_page_says_nothing_of_notices(client):
    make_notice()
    client.force_login(UserFactory(editor=True))

    assert LIST not in client.get("/cms-admin/").content.decode()


def test_one_notice_leads_to_where_its_content_is_hidden(office):
    product = make_approved()
    notice, other = make_notice(address=product.get_absolute_url()), make_notice(address=product.get_absolute_url())

    page = office.get(page_of(notice)).content.decode()

    assert reverse("moderation_admin:offer", args=[product.pk]) in page
    assert reverse("pes_admin:profile", args=[product.partner.profile.pk]) in page
    assert page_of(other) in page
    assert "jan@example.com" in page


def test_rops_answers_and_goes_on_to_the_next(office, rops):
    notice, following = make_notice(days=3), make_notice()

    response = office.post(page_of(notice), answer())

    notice.refresh_from_db()
    assert response.url == page_of(following)
    assert (notice.state, notice.decision, notice.decided_by) == ("DECIDED", "NO_ACTION", rops)
    assert notice.decision_text == "Zdjęcie zrobił sprzedawca."
    assert AuditEntry.objects.get(action="moderation.notice.decide").actor_id == rops.pk
    assert office.post(page_of(following), answer()).url == LIST


def test_a_second_answer_changes_nothing(office):
    notice = make_notice()
    office.post(page_of(notice), answer(text="Pierwsza."))
    letters = OutboxEntry.objects.count()

    page = office.post(page_of(notice), answer(text="Druga."), follow=True)

    notice.refresh_from_db()
    assert notice.decision_text == "Pierwsza."
    assert "Ktoś inny już rozstrzygnął to zgłoszenie" in page.content.decode()
    assert "answer-text" not in page.content.decode()
    assert OutboxEntry.objects.count() == letters


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (answer(decision=""), "decision"),
        (answer(decision="BURN"), "decision"),
        (answer(decision="SUSPENDED"), "decision"),
        (answer(text=" "), "text"),
    ],
)
def test_an_answer_needs_a_decision_and_reasons(office, wrong, field):
    notice = make_notice()

    response = office.post(page_of(notice), wrong)

    notice.refresh_from_db()
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert notice.state == "RECEIVED"


def test_nobody_is_told_that_a_public_offer_is_hidden(office, rops):
    product = make_approved()
    notice = make_notice(address=product.get_absolute_url())

    response = office.post(page_of(notice), answer("HIDDEN", "Zdjęcie skopiowano."))

    notice.refresh_from_db()
    assert response.status_code == 422
    assert "Zdjęcie skopiowano." in response.content.decode()
    assert notice.state == "RECEIVED"

    suspend_offer(product, reason="Zdjęcie skopiowano.", by=rops)
    office.post(page_of(notice), answer("HIDDEN", "Zdjęcie skopiowano."))

    notice.refresh_from_db()
    assert notice.decision == "HIDDEN"


def test_nobody_is_told_that_a_listed_pes_is_suspended(rops):
    product = make_approved()
    notice = make_notice(address=product.partner.profile.get_absolute_url())

    with pytest.raises(NotDoneYetError):
        decide_notice(notice, decision="SUSPENDED", text="Powód.", by=rops)
    suspend_profile(product.partner.profile, reason="Powód.", by=rops)

    assert decide_notice(notice, decision="SUSPENDED", text="Powód.", by=rops).decision == "SUSPENDED"


def test_the_service_refuses_silence_and_a_second_decision(rops):
    notice = make_notice()

    for decision, text in (("NO_ACTION", "  "), ("", "Powód."), ("BURN", "Powód.")):
        with pytest.raises(ReasonMissingError):
            decide_notice(notice, decision=decision, text=text, by=rops)
    decide_notice(notice, decision="NO_ACTION", text="Powód.", by=rops)
    with pytest.raises(NoticeDecidedError):
        decide_notice(notice, decision="HIDDEN", text="Inny.", by=rops)


@pytest.mark.parametrize("pk", [0, 999999, 10**30])
def test_an_unknown_notice_is_not_found(office, pk):
    assert office.get(f"{LIST}{pk}/").status_code == 404


def test_the_list_and_the_page_cost_the_same_at_one_and_at_thirty(office, django_assert_max_num_queries):
    product = make_approved()
    first = make_notice(address=product.get_absolute_url())
    counts = {}
    for address in (LIST, page_of(first), "/cms-admin/"):
        office.get(address)
        with django_assert_max_num_queries(60) as used:
            office.get(address)
        counts[address] = len(used)
    for _number in range(30):
        make_notice(address=product.get_absolute_url())

    for address, most in counts.items():
        with django_assert_max_num_queries(most + (address == page_of(first))):  # the link to the next one
            office.get(address)
