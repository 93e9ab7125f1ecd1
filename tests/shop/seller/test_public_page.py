"""The form of the public page: a phone's one page, Polish faults at their fields, nothing typed is lost."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pes_profiles.models import VerificationState
from pes_profiles.services import suspend_profile
from tests.factories.accounts import UserFactory
from tests.factories.offers import picture_file
from tests.factories.region import PowiatFactory
from tests.shop.seller.conftest import seller_of


@pytest.fixture
def filled(seller):
    profile = seller.profile
    return {
        "tagline": "Lepimy i szkliwimy",
        "story": "Pierwszy akapit.\r\n\r\nDrugi <b>akapit</b>.",
        "good_at": "kubki\r\n\r\n  misy  z pokrywką ",
        "phone": "77 000 10 99",
        "email": "pracownia@example.com",
        "website": "pracownia.example.com",
        "opening_hours": "pn.–pt. 8.00–15.00",
        "street": profile.street,
        "postcode": "45 001",
        "town": profile.town,
        "gmina": profile.gmina_id,
        "dye": "rye",
        "ornament": "ptak",
    }


def saved(profile):
    profile.refresh_from_db()
    return profile


def test_the_owner_changes_the_page_and_everybody_sees_it(owner, client, seller, filled):
    powiat = PowiatFactory(name="strzelecki")

    answer = owner.post(seller.url("page"), filled | {"served_powiats": [powiat.pk]}, follow=True)

    profile = saved(seller.profile)
    assert "Zapisano" in answer.content.decode()
    assert profile.story == "Pierwszy akapit.\n\nDrugi <b>akapit</b>."
    assert profile.good_at == ["kubki", "misy z pokrywką"]
    assert (profile.phone, profile.postcode) == ("+48770001099", "45-001")
    assert profile.website == "https://pracownia.example.com"
    assert (profile.dye, profile.ornament) == ("rye", "ptak")
    client.logout()
    page = client.get(profile.get_absolute_url()).content.decode()
    assert "<p>Drugi &lt;b&gt;akapit&lt;/b&gt;.</p>" in page
    assert "strzelecki" in page
    assert "dye-rye" in page


def test_the_form_shows_what_is_saved_and_register_data_to_read_only(owner, seller):
    entity = seller.profile.legal_entity

    page = owner.get(seller.url("page")).content.decode()

    for said in (seller.profile.tagline, entity.nip, entity.regon, entity.krs, entity.account, seller.profile.get_absolute_url()):  # fmt: skip
        assert said in page
    assert 'name="nip"' not in page
    assert 'name="nrb"' not in page
    assert "/kontakt/" in page
    assert page.count("orn-ptak") == 1


def test_register_data_sent_by_force_change_nothing(owner, seller, filled):
    entity = seller.profile.legal_entity
    before = (seller.profile.name, entity.nip, entity.nrb)

    owner.post(seller.url("page"), filled | {"name": "Inna", "nip": "1", "nrb": "2", "is_listed": "", "slug": "inny"})

    entity.refresh_from_db()
    assert (saved(seller.profile).name, entity.nip, entity.nrb) == before


@pytest.mark.parametrize(
    ("name", "typed", "sentence"),
    [
        ("tagline", "a" * 161, "160"),
        ("story", "a" * 6001, "6000"),
        ("good_at", "1\n2\n3\n4\n5\n6", "Zostaw najwyżej 5 wierszy, teraz jest ich 6."),
        ("good_at", "b" * 121, "120 znaków"),
        ("phone", "12", "Polski numer ma 9 cyfr"),
        ("email", "ktoś", "nazwa@domena.pl"),
        ("email", f"{'a' * 250}@example.com", "254"),
        ("website", "ftp://domena.pl", "https://domena.pl"),
        ("website", "javascript:alert(1)", "https://domena.pl"),
        ("street", "", "Podaj ulicę"),
        ("postcode", "4500", "Kod pocztowy"),
        ("town", "", "Podaj miejscowość"),
        ("gmina", "99999999999999999999", "Nie znamy"),
        ("served_powiats", "x", "Wybierz z listy"),
        ("dye", "neon", "Wybierz z listy"),
        ("ornament", "", "Wybierz"),
    ],
)
def test_a_fault_stands_at_its_field_and_nothing_is_lost_or_saved(owner, seller, filled, name, typed, sentence):
    before = seller.profile.tagline

    answer = owner.post(seller.url("page"), filled | {name: typed})

    page = answer.content.decode().replace("\xa0", " ")
    assert answer.status_code == 422
    assert f'id="id_{name}_error"' in page
    assert sentence in page
    assert "Drugi &lt;b&gt;akapit" in page or name == "story"
    assert "pracownia@example.com" in page or name == "email"
    assert saved(seller.profile).tagline == before


def test_a_photo_is_shown_with_its_description_and_taken_away_again(owner, seller, filled):
    owner.post(seller.url("page"), filled | {"cover": picture_file(), "cover_alt": "Piec i półki z kubkami"})
    cover = saved(seller.profile).cover
    page = owner.get(seller.profile.get_absolute_url()).content.decode()
    assert 'alt="Piec i półki z kubkami"' in page

    owner.post(seller.url("page"), filled | {"cover_alt": "Piec"})
    cover.refresh_from_db()
    assert cover.alt == "Piec"

    owner.post(seller.url("page"), filled | {"cover_alt": "Piec", "cover_remove": "on"})
    assert saved(seller.profile).cover is None


def test_a_photo_without_a_description_is_not_shown(owner, seller, filled):
    answer = owner.post(seller.url("page"), filled | {"cover": picture_file(), "cover_alt": " "})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_cover_alt_error"' in page
    assert 'id="id_cover_error"' in page
    assert saved(seller.profile).cover is None


def test_the_description_of_a_shown_photo_cannot_be_emptied(owner, seller, filled):
    owner.post(seller.url("page"), filled | {"cover": picture_file(), "cover_alt": "Piec"})

    answer = owner.post(seller.url("page"), filled | {"cover_alt": "", "tagline": "Inne"})

    assert answer.status_code == 422
    assert saved(seller.profile).cover.alt == "Piec"
    assert seller.profile.tagline == "Lepimy i szkliwimy"


def test_a_file_that_is_no_picture_is_named_at_its_field(owner, seller, filled):
    fake = SimpleUploadedFile("x.jpg", b"<script>", content_type="image/jpeg")

    answer = owner.post(seller.url("page"), filled | {"cover": fake, "cover_alt": "Piec"})

    assert answer.status_code == 422
    assert 'id="id_cover_error"' in answer.content.decode()
    assert saved(seller.profile).cover is None


def test_a_good_photo_is_kept_when_another_field_is_wrong(owner, seller, filled):
    answer = owner.post(seller.url("page"), filled | {"cover": picture_file(), "cover_alt": "Piec", "phone": "1"})

    assert answer.status_code == 422
    assert "Nowe zdjęcie jest zapisane" in answer.content.decode()
    assert saved(seller.profile).cover.alt == "Piec"
    assert seller.profile.tagline != filled["tagline"]


@pytest.mark.parametrize("who", ["packer", "stranger", "rops"])
def test_nobody_but_an_owner_finds_the_form_and_nothing_changes(client, seller, other, filled, who):
    people = {"packer": seller.packer, "stranger": other.owner, "rops": UserFactory(rops=True)}
    before = seller.profile.tagline
    client.force_login(people[who])

    assert client.get(seller.url("page")).status_code == 404
    assert client.post(seller.url("page"), filled | {"cover": picture_file(), "cover_alt": "Obce"}).status_code == 404

    assert saved(seller.profile).tagline == before
    assert seller.profile.cover is None


@pytest.mark.parametrize("state", [VerificationState.DRAFT, VerificationState.SUBMITTED])
def test_before_verification_the_way_leads_to_joining(client, db, filled, state):
    new = seller_of(profile__listed=False, profile__verification_state=state)
    client.force_login(new.owner)

    for answer in (client.get(new.url("page")), client.post(new.url("page"), filled)):
        assert answer.status_code == 302
        assert f"/pes/dolacz/{new.slug}/" in answer["Location"]
    assert saved(new.profile).tagline != filled["tagline"]
    assert new.url("page") not in client.get(new.url("more")).content.decode()


def test_a_suspended_pes_corrects_its_page_and_is_told_that_it_is_hidden(owner, seller, filled):
    suspend_profile(seller.profile, reason="Opis wprowadza w błąd.", by=UserFactory(rops=True))

    page = owner.post(seller.url("page"), filled, follow=True).content.decode()

    assert saved(seller.profile).tagline == filled["tagline"]
    assert "ukryta" in page


@pytest.mark.parametrize("name", ["home", "more"])
def test_the_panel_leads_to_the_form(owner, client, seller, name):
    assert seller.url("page") in owner.get(seller.url(name)).content.decode()
    client.force_login(seller.packer)
    assert seller.url("page") not in client.get(seller.url("home")).content.decode()


def test_the_form_costs_the_same_for_one_powiat_and_for_thirty(owner, seller, django_assert_max_num_queries):
    PowiatFactory()
    owner.get(seller.url("page"))
    with django_assert_max_num_queries(40) as one:
        owner.get(seller.url("page"))
    seller.profile.served_powiats.set([PowiatFactory() for _number in range(29)])

    with django_assert_max_num_queries(len(one)):
        owner.get(seller.url("page"))
