"""A PES joins: five steps, each saved, nothing typed is lost, and ROPS gets it once it is whole."""

import pytest
from django.urls import reverse

from operations import outbox
from operations.models import AuditEntry, MailMessage
from pes_profiles import joining
from pes_profiles.completeness import Step, missing, next_step
from pes_profiles.models import LegalEntity, Membership, PesKind, Profile, SaleBasis, VerificationState
from pes_profiles.region.models import Gmina
from pes_profiles.region.services import load_region
from pes_profiles.services import send_back_profile
from tests.factories.accounts import UserFactory
from tests.factories.pes_profiles import LegalEntityFactory, MembershipFactory, ProfileFactory, demo_nip, demo_nrb

pytestmark = pytest.mark.django_db

NIP, NRB, REGON = demo_nip(77), demo_nrb(77), "990110070"


@pytest.fixture
def person(client):
    load_region()
    user = UserFactory()
    client.force_login(user)
    return user


def step_url(profile: Profile, step: Step) -> str:
    return reverse("pes:join-step", args=[profile.slug, step.value])


def who(**changes) -> dict[str, str]:
    return {
        "short_name": "Gliniany Kogut",
        "name": "Warsztat Terapii Zajęciowej „Gliniany Kogut”",
        "kind": PesKind.WTZ,
        "runner_name": "Stowarzyszenie „Piec i Okno”",
        "runner_form": "ASSOCIATION",
        "tagline": "Kubki i misy",
    } | changes


def numbers(**changes) -> dict[str, str]:
    return {"nip": NIP, "regon": REGON, "register": "KRS", "krs": "0009900114"} | changes


def seat(**changes) -> dict[str, str]:
    return {
        "street": "ul. Garncarska 7",
        "postcode": "46-040",
        "town": "Ozimek",
        "gmina": str(Gmina.objects.get(name="Ozimek").pk),
        "phone": "77 000 23 88",
        "email": "kogut@example.com",
        "website": "",
        "opening_hours": "pn.–pt. 9.00–14.30",
        "entity_street": "",
        "entity_postcode": "",
        "entity_town": "",
    } | changes


def account(**changes) -> dict[str, str]:
    return {
        "sale_basis": "THERAPY_PRODUCTS",
        "trader_declared": "tak",
        "vat_status": "EXEMPT_113",
        "nrb": NRB,
    } | changes


def filled(client) -> Profile:
    """Go through all steps but the last."""
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get(short_name="Gliniany Kogut")
    client.post(step_url(profile, Step.NUMBERS), numbers())
    client.post(step_url(profile, Step.SEAT), seat())
    client.post(step_url(profile, Step.ACCOUNT), account())
    profile.refresh_from_db()
    return profile


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


def test_coming_back_leads_to_the_first_unfinished_step(client, person):
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get()
    client.post(step_url(profile, Step.NUMBERS), numbers())

    back = client.get(reverse("pes:join-resume", args=[profile.slug]))
    ahead = client.get(step_url(profile, Step.SUMMARY))
    saved = client.get(step_url(profile, Step.NUMBERS)).content.decode()

    assert back.url == ahead.url == step_url(profile, Step.SEAT)
    assert NIP in saved
    assert "Gliniany Kogut" in client.get(reverse("pes:join")).content.decode()


def test_nothing_is_sent_before_it_is_whole(client, person):
    client.post(reverse("pes:join"), who())
    profile = Profile.objects.get()

    client.post(step_url(profile, Step.SUMMARY), {"terms": "on"})
    profile.refresh_from_db()
    assert profile.verification_state == VerificationState.DRAFT

    profile = filled(client)
    assert client.post(step_url(profile, Step.SUMMARY), {}).status_code == 422
    profile.refresh_from_db()
    assert profile.verification_state == VerificationState.DRAFT
    assert not MailMessage.objects.exists()


def test_what_was_sent_back_is_corrected_and_sent_again(client, person):
    profile = filled(client)
    client.post(step_url(profile, Step.SUMMARY), {"terms": "on"})
    profile.refresh_from_db()
    send_back_profile(
        profile, reason_code="DATA_DIFFERS", reason="Adres inny niż KRS podaje.", by=UserFactory(rops=True)
    )

    page = client.get(step_url(profile, Step.SEAT)).content.decode()
    response = client.post(step_url(profile, Step.SEAT), seat(street="ul. Nowa 2") | {"summary": "1"})
    client.post(step_url(profile, Step.SUMMARY), {"terms": "on"})

    profile.refresh_from_db()
    assert "Adres inny niż KRS podaje." in page
    assert response.url == step_url(profile, Step.SUMMARY)
    assert (profile.street, profile.verification_state) == ("ul. Nowa 2", VerificationState.SUBMITTED)
    assert MailMessage.objects.filter(kind="pes_submitted").count() == 2


def test_data_with_rops_cannot_be_changed(client, person):
    profile = filled(client)
    client.post(step_url(profile, Step.SUMMARY), {"terms": "on"})

    response = client.post(step_url(profile, Step.SEAT), seat(street="ul. Podmieniona 9"))

    profile.refresh_from_db()
    assert response.url == reverse("pes:join-status", args=[profile.slug])
    assert client.get(step_url(profile, Step.SEAT)).url == response.url
    assert profile.street == "ul. Garncarska 7"


def test_a_second_pes_is_possible_and_a_double_click_makes_one(client, person):
    client.post(reverse("pes:join"), who())
    client.post(reverse("pes:join"), who())
    client.post(reverse("pes:join"), who(short_name="Lipowa Łyżka"))

    assert sorted(Profile.objects.values_list("slug", flat=True)) == ["gliniany-kogut", "lipowa-lyzka"]
    assert LegalEntity.objects.count() == 2


def test_addresses_are_unique_and_shadow_nothing(client, person):
    ProfileFactory(slug="gliniany-kogut")
    client.post(reverse("pes:join"), who())
    client.post(reverse("pes:join"), who(short_name="Dołącz"))
    client.post(reverse("pes:join"), who(short_name="Panel"))
    client.post(reverse("pes:join"), who(short_name="„”"))

    slugs = set(Profile.objects.values_list("slug", flat=True))
    assert slugs == {"gliniany-kogut", "gliniany-kogut-2", "podmiot-dolacz", "podmiot-panel", "podmiot"}


def test_the_address_follows_the_name_until_it_is_sent(client, person):
    profile = filled(client)
    client.post(step_url(profile, Step.WHO), who(short_name="Gliniany Kur"))
    profile.refresh_from_db()
    assert profile.slug == "gliniany-kur"

    client.post(step_url(profile, Step.SUMMARY), {"terms": "on"})
    send_back_profile(profile, reason_code="OTHER", reason="Nazwa.", by=UserFactory(rops=True))
    client.post(step_url(profile, Step.WHO), who())
    profile.refresh_from_db()
    assert (profile.short_name, profile.slug) == ("Gliniany Kogut", "gliniany-kur")


def test_another_kind_asks_again_how_the_pes_sells(client, person):
    profile = filled(client)

    client.post(step_url(profile, Step.WHO), who(kind=PesKind.ZAZ))

    profile.refresh_from_db()
    assert next_step(profile) == Step.ACCOUNT


def test_a_shared_contract_party_is_not_changed_for_others(person):
    entity = LegalEntityFactory()
    profile = ProfileFactory(listed=False, legal_entity=entity)
    other = ProfileFactory(legal_entity=entity)

    joining.save_numbers(profile, nip=NIP, regon=REGON, register="KRS", krs="0009900114", by=person)

    other.legal_entity.refresh_from_db()
    assert other.legal_entity.nip != NIP
    assert Profile.objects.get(pk=profile.pk).legal_entity.nip == NIP


@pytest.mark.parametrize("member", [None, "packer"])
@pytest.mark.parametrize("name", ["pes:join-resume", "pes:join-status", "pes:join-step"])
def test_a_strangers_draft_does_not_exist(client, person, name, member):
    profile = ProfileFactory(listed=False)
    if member:
        MembershipFactory(profile=profile, user=person, packer=True)
    MembershipFactory(profile=profile)
    address = reverse(name, args=[profile.slug, "kto"] if name == "pes:join-step" else [profile.slug])

    assert client.get(address).status_code == 404
    assert client.post(address, who()).status_code in {404, 405}

    profile.refresh_from_db()
    assert profile.short_name != "Gliniany Kogut"


def test_an_unknown_step_does_not_exist(client, person):
    client.post(reverse("pes:join"), who())

    assert client.get(reverse("pes:join-step", args=["gliniany-kogut", "inny"])).status_code == 404


def test_somebody_who_left_the_pes_is_a_stranger(client, person):
    membership = MembershipFactory(profile=ProfileFactory(listed=False), user=person, is_active=False)

    assert client.get(reverse("pes:join-resume", args=[membership.profile.slug])).status_code == 404
