"""A PES joins: five steps, each saved, nothing typed is lost, and ROPS gets it once it is whole."""

import pytest
from django.urls import reverse

from operations import outbox
from operations.models import AuditEntry, MailMessage
from pes_profiles.completeness import Step, missing
from pes_profiles.models import Membership, PesKind, Profile, SaleBasis, VerificationState
from tests.factories.pes_profiles import LegalEntityFactory, ProfileFactory
from tests.pes_profiles.steps import NIP, account, filled, numbers, seat, step_url, who

pytestmark = pytest.mark.django_db


def test_a_pes_joins_from_the_first_step_to_the_confirmation(client, person):
    assert client.get(reverse("pes:join")).status_code == 200

    response = client.post(reverse("pes:join"), who())
    profile = Profile.objects.get()
    assert response.url == step_url(profile, Step.NUMBERS)
    assert (profile.slug, profile.verification_state) == ("gliniany-kogut", VerificationState.DRAFT)
    assert Membership.objects.get(profile=profile, user=person).role == Membership.Role.OWNER

    response = client.post(step_url(profile, Step.NUMBERS), numbers(nip=f"PL {NIP[:3]}-{NIP[3:]}"))
    assert response.url == step_url(profile, Step.SEAT)
    assert client.post(step_url(profile, Step.SEAT), seat()).url == step_url(profile, Step.ACCOUNT)
    assert client.post(step_url(profile, Step.ACCOUNT), account()).url == step_url(profile, Step.SUMMARY)

    page = client.get(step_url(profile, Step.SUMMARY)).content.decode().replace("\xa0", " ")
    for said in ("Stowarzyszenie „Piec i Okno”", NIP, "ul. Garncarska 7", "0009900114"):
        assert said in page

    response = client.post(step_url(profile, Step.SUMMARY), {"terms": "on"}, follow=True)
    assert response.redirect_chain[-1][0] == reverse("pes:join-status", args=[profile.slug])
    profile.refresh_from_db()
    assert profile.verification_state == VerificationState.SUBMITTED
    assert profile.terms_version
    assert profile.terms_accepted_at
    assert not profile.is_listed
    assert profile.legal_entity.nip == NIP
    assert profile.legal_entity.town == "Ozimek"
    assert profile.lat == profile.gmina.lat
    assert MailMessage.objects.get(kind="pes_submitted").to == person.email
    assert AuditEntry.objects.filter(action="pes_profiles.profile.submit", actor_id=person.pk).exists()
    outbox.drain(raising=True)


def test_joining_needs_signing_in(client):
    response = client.get(reverse("pes:join"))

    assert response.status_code == 302
    assert "zaloguj" in response.url or "login" in response.url


def test_wrong_numbers_are_said_at_their_fields_and_nothing_typed_is_lost(client, person):
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get()

    typed = numbers(nip="0000000018", regon="123456789", krs="12")
    response = client.post(step_url(profile, Step.NUMBERS), typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"nip", "regon", "krs"}
    for value in ("0000000018", "123456789", 'value="12"'):
        assert value in page
    assert 'id="id_nip_error"' in page
    assert profile.legal_entity.nip == ""


def test_the_first_step_names_what_is_missing(client, person):
    response = client.post(reverse("pes:join"), who(name="", runner_name=""))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"name", "runner_name"}
    assert "Kubki i misy" in response.content.decode()
    assert not Profile.objects.exists()


def test_a_unit_has_another_body_as_contract_party(client, person):
    client.post(reverse("pes:join"), who())

    entity = Profile.objects.get().legal_entity
    assert (entity.name, entity.form) == ("Stowarzyszenie „Piec i Okno”", "ASSOCIATION")


def test_a_body_of_its_own_is_its_own_contract_party(client, person):
    client.post(reverse("pes:join"), who(kind=PesKind.SOCIAL_COOP, runner_name="Ktoś inny", runner_form="FOUNDATION"))

    entity = Profile.objects.get().legal_entity
    assert (entity.name, entity.form) == ("Warsztat Terapii Zajęciowej „Gliniany Kogut”", "SOCIAL_COOP")


def test_a_village_womens_circle_needs_no_nip(client, person):
    client.post(reverse("pes:join"), who(kind=PesKind.KGW, name="Koło Gospodyń Wiejskich „Malwa”", short_name="Malwa"))
    profile = Profile.objects.get()
    assert profile.legal_entity.register == "KGW"

    wrong = client.post(step_url(profile, Step.NUMBERS), {"nip": "", "regon": "", "register": "KGW", "krs": ""})
    right = client.post(step_url(profile, Step.NUMBERS), {"nip": "", "regon": "", "register": "KGW", "krs": "KGW-124"})

    assert set(wrong.context["form"].errors) == {"krs"}
    assert right.status_code == 302


def test_another_register_needs_a_number_too(client, person):
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get()

    response = client.post(step_url(profile, Step.NUMBERS), numbers(register="OTHER", krs=""))

    assert set(response.context["form"].errors) == {"krs"}


def test_a_nip_that_is_here_already_warns_and_does_not_stop(client, person):
    ProfileFactory(legal_entity=LegalEntityFactory(nip=NIP))
    profile = filled(client)

    page = client.get(step_url(profile, Step.SUMMARY)).content.decode()

    assert client.get(step_url(profile, Step.NUMBERS)).context["same_nip"]
    assert "już jest na portalu" in page.replace("\xa0", " ")
    client.post(step_url(profile, Step.SUMMARY), {"terms": "on"})
    profile.refresh_from_db()
    assert profile.verification_state == VerificationState.SUBMITTED


@pytest.mark.parametrize("gmina", ["", "999999", "abc"])
def test_the_seat_is_in_the_region(client, person, gmina):
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get()

    response = client.post(step_url(profile, Step.SEAT), seat(gmina=gmina))

    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"gmina"}
    assert "ul. Garncarska 7" in response.content.decode()


def test_the_body_that_runs_a_unit_may_sit_elsewhere(client, person):
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get()

    half = client.post(step_url(profile, Step.SEAT), seat(entity_street="ul. Inna 1"))
    client.post(
        step_url(profile, Step.SEAT),
        seat(entity_street="ul. Inna 1", entity_postcode="45-002", entity_town="Opole"),
    )

    profile.refresh_from_db()
    assert set(half.context["form"].errors) == {"entity_postcode", "entity_town"}
    assert profile.legal_entity.address == "ul. Inna 1, 45-002 Opole"
    assert profile.address == "ul. Garncarska 7, 46-040 Ozimek"


def test_who_sells_gives_an_account_and_who_does_not_need_not(client, person):
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get()

    selling = client.post(step_url(profile, Step.ACCOUNT), account(nrb=""))
    client.post(step_url(profile, Step.ACCOUNT), account(nrb="", sale_basis="NONE", trader_declared="nie"))

    profile.refresh_from_db()
    assert set(selling.context["form"].errors) == {"nrb"}
    assert profile.sale_basis == SaleBasis.NONE
    assert profile.trader_declared is False
    assert profile.trader_declared_on is not None
    assert Step.ACCOUNT not in missing(profile)


def test_a_ground_of_another_kind_is_refused(client, person):
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get()

    response = client.post(step_url(profile, Step.ACCOUNT), account(sale_basis="KGW_INCOME"))

    assert set(response.context["form"].errors) == {"sale_basis"}
