"""The inbox of ROPS in the back office: oldest first, every decision on one page, nobody else inside."""

from datetime import timedelta

import pytest
from django.urls import reverse

from operations.clock import now, today
from pes_profiles.models import VerificationState
from pes_profiles.services import suspend_profile
from tests.factories.accounts import UserFactory
from tests.factories.pes_profiles import LegalEntityFactory, MembershipFactory, ProfileFactory

pytestmark = pytest.mark.django_db

INBOX = "/cms-admin/moderacja/pes/"
ACTS = ("verify", "send-back", "refuse", "suspend", "restore")


@pytest.fixture
def rops(client):
    user = UserFactory(rops=True)
    client.force_login(user)
    return user


def waiting(days: int = 1, **fields):
    return ProfileFactory(
        listed=False,
        verification_state=VerificationState.SUBMITTED,
        submitted_at=now() - timedelta(days=days),
        **fields,
    )


def act_url(name: str, profile) -> str:
    return reverse(f"pes_admin:{name}", args=[profile.pk])


def test_the_inbox_shows_who_waits_longest_first(client, rops):
    young, old = waiting(1, short_name="Młody"), waiting(5, short_name="Stary")
    ProfileFactory(short_name="Gotowy")

    response = client.get(INBOX)

    assert list(response.context["page_obj"]) == [old, young]
    assert "Gotowy" not in response.content.decode()


@pytest.mark.parametrize("state", [*VerificationState.values, "SUSPENDED"])
def test_every_state_has_its_list(client, rops, state):
    profile = ProfileFactory(
        listed=state in {"VERIFIED", "SUSPENDED"},
        **({} if state == "SUSPENDED" else {"verification_state": state}),
    )
    if state == "SUSPENDED":
        suspend_profile(profile, reason="Skargi.", by=rops)

    assert list(client.get(f"{INBOX}?stan={state}").context["page_obj"]) == [profile]


def test_an_unknown_state_does_not_exist(client, rops):
    assert client.get(INBOX + "?stan=INNY").status_code == 404


def test_one_page_shows_the_data_beside_where_to_check_them(client, rops):
    entity = LegalEntityFactory()
    profile = waiting(legal_entity=entity)
    twin = ProfileFactory(short_name="Bliźniak", legal_entity=LegalEntityFactory(nip=entity.nip))
    owner = MembershipFactory(profile=profile).user

    page = client.get(act_url("profile", profile)).content.decode()

    for said in (entity.nip, entity.regon, entity.krs, owner.email, twin.short_name, "wyszukiwarka-krs.ms.gov.pl"):
        assert said in page


def test_verifying_keeps_note_and_date_and_leads_to_the_next_that_waits(client, rops):
    profile, other = waiting(3), waiting(1)
    seen = profile.submitted_at.isoformat()

    response = client.post(
        act_url("verify", profile),
        {"register_note": "KRS zgodny.", "register_checked_on": today().isoformat(), "seen": seen},
    )

    profile.refresh_from_db()
    assert response.url == act_url("profile", other)
    assert profile.is_listed
    assert profile.decisions.get().register_note == "KRS zgodny."
    assert profile.decisions.get().decided_by == rops


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"register_note": "", "register_checked_on": "2026-01-02"}, "register_note"),
        ({"register_note": "Zgodny.", "register_checked_on": ""}, "register_checked_on"),
        ({"register_note": "Zgodny.", "register_checked_on": "2999-01-01"}, "register_checked_on"),
        ({"register_note": "Zgodny.", "register_checked_on": "wczoraj"}, "register_checked_on"),
    ],
)
def test_verifying_without_note_or_date_changes_nothing_and_loses_nothing(client, rops, fields, wrong):
    profile = waiting()

    response = client.post(act_url("verify", profile), fields)

    profile.refresh_from_db()
    assert response.status_code == 422
    assert wrong in response.context["forms"]["verify"].errors
    assert fields["register_note"] in response.content.decode()
    assert profile.verification_state == VerificationState.SUBMITTED


@pytest.mark.parametrize(("name", "state"), [("send-back", "SENT_BACK"), ("refuse", "REFUSED")])
def test_a_no_needs_a_reason_chosen_and_written(client, rops, name, state):
    profile = waiting()

    half = client.post(act_url(name, profile), {"reason_code": "", "reason": "Adres się różni."})
    profile.refresh_from_db()
    assert half.status_code == 422
    assert "Adres się różni." in half.content.decode()
    assert profile.verification_state == VerificationState.SUBMITTED

    client.post(act_url(name, profile), {"reason_code": "DATA_DIFFERS", "reason": "Adres się różni."})
    profile.refresh_from_db()
    assert profile.verification_state == state


def test_suspending_needs_facts_and_ground(client, rops):
    profile = ProfileFactory()

    half = client.post(act_url("suspend", profile), {"reason": "Skargi.", "legal_basis": ""})
    past = client.post(
        act_url("suspend", profile),
        {"reason": "Skargi.", "legal_basis": "§ 12", "until_day": (today() - timedelta(days=1)).isoformat()},
    )
    profile.refresh_from_db()
    assert (half.status_code, past.status_code, profile.is_listed) == (422, 422, True)

    client.post(
        act_url("suspend", profile),
        {"reason": "Skargi.", "legal_basis": "§ 12", "until_day": (today() + timedelta(days=3)).isoformat()},
    )
    profile.refresh_from_db()
    suspension = profile.suspensions.get()
    assert not profile.is_listed
    assert (suspension.reason, suspension.legal_basis, suspension.suspended_by) == ("Skargi.", "§ 12", rops)
    assert suspension.until > now() + timedelta(days=3)

    client.post(act_url("restore", profile))
    profile.refresh_from_db()
    assert profile.is_listed
    assert "Skargi." in client.get(act_url("profile", profile)).content.decode()


def test_the_second_of_two_moderators_is_told(client, rops):
    profile = ProfileFactory()

    response = client.post(
        act_url("verify", profile),
        {"register_note": "Zgodny.", "register_checked_on": today().isoformat()},
        follow=True,
    )

    assert "Ktoś był szybszy" in response.content.decode()
    assert not profile.decisions.exists()


def test_a_decision_on_data_that_changed_meanwhile_is_not_taken(client, rops):
    profile = waiting()

    response = client.post(
        act_url("verify", profile),
        {"register_note": "Zgodny.", "register_checked_on": today().isoformat(), "seen": "2026-01-01T00:00:00+00:00"},
    )

    profile.refresh_from_db()
    assert response.status_code == 409
    assert "Zgodny." in response.content.decode()
    assert profile.verification_state == VerificationState.SUBMITTED


def test_the_first_page_of_the_back_office_counts_who_waits(client, rops):
    waiting(short_name="Czekający")

    page = client.get("/cms-admin/").content.decode()

    assert "1 podmiot czeka" in page
    assert "Czekający" in page


@pytest.mark.parametrize(
    ("role", "status"),
    [(None, 302), ({}, 403), ({"editor": True}, 403), ({"owes_adviser": True}, 403)],
    ids=["signed out", "citizen", "editor", "adviser"],
)
def test_nobody_but_rops_gets_in_and_nothing_changes(client, role, status):
    profile, listed = waiting(), ProfileFactory()
    if role is not None:
        client.force_login(UserFactory(**role))

    assert client.get(INBOX).status_code == status
    assert client.get(act_url("profile", profile)).status_code == status
    good = {"register_note": "x", "register_checked_on": today().isoformat(), "reason_code": "OTHER", "reason": "x", "legal_basis": "x"}  # fmt: skip
    for name in ACTS:
        assert client.post(act_url(name, profile), good).status_code == status
        assert client.post(act_url(name, listed), good).status_code == status

    profile.refresh_from_db()
    listed.refresh_from_db()
    assert profile.verification_state == VerificationState.SUBMITTED
    assert listed.is_listed
    if role and "editor" in role:
        assert "Weryfikacja PES" not in client.get("/cms-admin/").content.decode()


@pytest.mark.parametrize("name", ["profile", *ACTS])
def test_a_profile_that_is_not_there_does_not_exist(client, rops, name):
    address = reverse(f"pes_admin:{name}", args=[999_999])

    response = client.get(address) if name == "profile" else client.post(address, {})

    assert response.status_code == 404


def test_the_inbox_costs_the_same_for_one_and_for_thirty(client, rops, django_assert_max_num_queries):
    waiting()
    client.get(INBOX)
    with django_assert_max_num_queries(40) as one:
        client.get(INBOX)
    for _number in range(29):
        waiting()

    with django_assert_max_num_queries(len(one)):
        client.get(INBOX)
