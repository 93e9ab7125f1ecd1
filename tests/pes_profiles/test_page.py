"""The public page, changed by its owners: at once, logged, found by the search; nothing but the page changes."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from cms.media.models import Image
from operations.models import AuditEntry, OutboxEntry
from pes_profiles import page
from pes_profiles.models import VerificationState
from tests.factories.accounts import UserFactory
from tests.factories.offers import picture_file
from tests.factories.pes_profiles import ProfileFactory
from tests.factories.region import GminaFactory, PowiatFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return UserFactory()


def logged(action: str) -> list[dict]:
    return list(AuditEntry.objects.filter(action=action).values_list("ids", flat=True))


def asked_search(profile) -> bool:
    return OutboxEntry.objects.filter(dedupe_key=f"search.index:pes:{profile.pk}").exists()


def test_words_change_at_once_and_the_search_is_asked(owner):
    profile = ProfileFactory()

    changed = page.save_page(
        profile, tagline="Lepimy z gliny", good_at=["kubki", "misy"], phone=profile.phone, by=owner
    )

    profile.refresh_from_db()
    assert changed == ["tagline", "good_at"]
    assert (profile.tagline, profile.good_at) == ("Lepimy z gliny", ["kubki", "misy"])
    assert logged("pes_profiles.page.save") == [{"changed": ["tagline", "good_at"]}]
    assert not logged("pes_profiles.page.move")
    assert asked_search(profile)


def test_nothing_changed_is_nothing_logged(owner):
    profile = ProfileFactory()

    assert page.save_page(profile, tagline=profile.tagline, served_powiats=[], by=owner) == []

    assert not AuditEntry.objects.filter(action__startswith="pes_profiles.page").exists()
    assert not asked_search(profile)


def test_a_new_address_moves_the_pin_to_the_seat_of_the_gmina_and_is_logged(owner):
    profile = ProfileFactory(lat=50.1, lon=17.1)
    before, gmina = profile.gmina_id, GminaFactory(lat=50.9, lon=18.1)

    page.save_page(profile, street="ul. Nowa 2", gmina=gmina, by=owner)

    profile.refresh_from_db()
    assert (profile.lat, profile.lon) == (50.9, 18.1)
    assert logged("pes_profiles.page.move") == [
        {"changed": ["street", "gmina"], "gmina_was": before, "gmina": gmina.pk}
    ]


def test_the_pin_stays_while_the_address_does(owner):
    profile = ProfileFactory(lat=50.1, lon=17.1)

    page.save_page(profile, tagline="Nowe zdanie", street=profile.street, gmina=profile.gmina, by=owner)

    profile.refresh_from_db()
    assert (profile.lat, profile.lon) == (50.1, 17.1)


def test_the_address_in_the_register_is_not_the_pages_to_change(owner):
    profile = ProfileFactory()
    before = profile.legal_entity.address

    page.save_page(profile, street="ul. Nowa 2", by=owner)

    profile.legal_entity.refresh_from_db()
    assert profile.legal_entity.address == before


def test_powiats_served_are_kept(owner):
    profile, powiats = ProfileFactory(), [PowiatFactory(), PowiatFactory()]

    assert page.save_page(profile, served_powiats=powiats, by=owner) == ["served_powiats"]

    assert set(profile.served_powiats.all()) == set(powiats)


@pytest.mark.parametrize(
    "name", ["name", "legal_entity", "slug", "verification_state", "is_listed", "trader_declared_on"]
)
def test_what_rops_checks_is_refused(owner, name):
    profile = ProfileFactory()

    with pytest.raises(TypeError):
        page.save_page(profile, by=owner, **{name: date(2026, 1, 1)})


@pytest.mark.parametrize("state", [state for state in VerificationState if state != VerificationState.VERIFIED])
def test_there_is_no_page_before_verification(owner, state):
    profile = ProfileFactory(listed=False, verification_state=state)

    for act in (
        lambda: page.save_page(profile, tagline="Inne", by=owner),
        lambda: page.set_cover(profile, picture_file(), alt="Warsztat", by=owner),
        lambda: page.describe_cover(profile, alt="Warsztat", by=owner),
        lambda: page.remove_cover(profile, by=owner),
    ):
        with pytest.raises(page.NotVerifiedError):
            act()

    profile.refresh_from_db()
    assert (profile.tagline, profile.cover) == ("Szyjemy torby z resztek", None)
    assert not Image.objects.exists()


def test_a_photo_is_made_anew_and_takes_the_place_of_the_former(owner):
    profile = ProfileFactory()
    page.set_cover(profile, picture_file(), alt="Warsztat  z oknem", by=owner)
    first = profile.cover

    page.set_cover(profile, picture_file(), alt="Nowy warsztat", by=owner)

    assert first.alt == "Warsztat z oknem"
    assert first.file.name.endswith(".webp")
    assert profile.cover.alt == "Nowy warsztat"
    assert list(Image.objects.all()) == [profile.cover]
    assert (profile.cover.uploaded_by_user, profile.cover.collection.name) == (owner, "Podmioty")


def test_a_photo_that_another_pes_shows_stays(owner):
    profile = ProfileFactory()
    page.set_cover(profile, picture_file(), alt="Warsztat", by=owner)
    twin = ProfileFactory(cover=profile.cover)

    page.remove_cover(profile, by=owner)

    twin.refresh_from_db()
    profile.refresh_from_db()
    assert profile.cover is None
    assert twin.cover is not None


def test_an_own_photo_is_described_in_place_and_one_of_the_portal_is_copied(owner):
    own, borrowing = ProfileFactory(), ProfileFactory()
    page.set_cover(own, picture_file(), alt="Warsztat", by=owner)
    borrowing.cover = own.cover
    borrowing.save()
    shared = own.cover

    page.describe_cover(own, alt="Warsztat tkacki", by=owner)
    page.describe_cover(borrowing, alt="Nasza sala", by=owner)

    own.refresh_from_db()
    borrowing.refresh_from_db()
    assert (own.cover, own.cover.alt) == (shared, "Warsztat tkacki")
    assert (borrowing.cover.alt, borrowing.cover != shared) == ("Nasza sala", True)


@pytest.mark.parametrize("alt", ["", "  ", "IMG_1.jpg", "a" * 256])
def test_a_photo_needs_a_description(owner, alt):
    profile = ProfileFactory()

    with pytest.raises(ValidationError):
        page.set_cover(profile, picture_file(), alt=alt, by=owner)

    profile.refresh_from_db()
    assert profile.cover is None
    assert not Image.objects.exists()


def test_taking_away_no_photo_is_nothing(owner):
    profile = ProfileFactory()

    page.remove_cover(profile, by=owner)
    page.describe_cover(profile, alt="Nic tu nie ma", by=owner)

    assert not AuditEntry.objects.filter(action__startswith="pes_profiles.cover").exists()
