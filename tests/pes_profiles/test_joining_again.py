"""Joining in more than one sitting: coming back, correcting, a second PES, and whose draft it is."""

import pytest
from django.urls import reverse

from operations.models import MailMessage
from pes_profiles import joining
from pes_profiles.completeness import Step, next_step
from pes_profiles.models import LegalEntity, PesKind, Profile, VerificationState
from pes_profiles.services import send_back_profile
from tests.factories.accounts import UserFactory
from tests.factories.pes_profiles import LegalEntityFactory, MembershipFactory, ProfileFactory
from tests.pes_profiles.steps import NIP, REGON, filled, numbers, seat, step_url, who

pytestmark = pytest.mark.django_db


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
