"""Suggestions while somebody types."""

from urllib.parse import parse_qs, urlsplit

import pytest

from pes_profiles.region.services import load_region
from pes_profiles.services import suspend_profile
from search.terms import ask
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.pes_profiles import ProfileFactory
from tests.search.conftest import index

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/suggest/"


def told(client, text):
    return [(row["kind"], row["label"]) for row in client.get(ADDRESS, {"q": text}).json()["suggestions"]]


@pytest.fixture
def honey():
    load_region()
    offer = ProductFactory(
        title="Miód lipowy",
        category=CategoryFactory(name="Miody", slug="miody"),
        partner=PartnerFactory(profile=ProfileFactory(short_name="Miodowa Kraina")),
    )
    index()
    return offer


@pytest.mark.parametrize("typed", ["mi", "mió", "miod", "MIÓD", "miodow", "miód lip"])
def test_an_offer_is_suggested_from_its_first_letters_and_in_any_form(client, honey, typed):
    assert ("offer", "Miód lipowy") in told(client, typed)


def test_categories_pes_and_places_are_suggested_each_with_its_address(client, honey):
    rows = client.get(ADDRESS, {"q": "miod"}).json()["suggestions"]

    assert {row["kind"] for row in rows} == {"offer", "category", "pes"}
    for row in rows:
        assert client.get(row["url"]).status_code == 200
    (place,) = [row for row in client.get(ADDRESS, {"q": "prudn"}).json()["suggestions"] if row["label"] == "Prudnik"][
        :1
    ]
    assert (place["kind"], place["url"]) == ("place", "/szukaj/?q=Prudnik")


@pytest.mark.parametrize("typed", ["", "m", " ", "%", "\x00", "'", "ż" * 5000])
def test_too_little_or_nonsense_suggests_nothing(client, honey, typed):
    assert told(client, typed) == []


def test_what_is_not_public_is_not_suggested_though_the_index_still_has_it(client, honey):
    type(honey).objects.filter(pk=honey.pk).update(is_public=False)

    assert ("offer", "Miód lipowy") not in told(client, "miod")


def test_at_most_ten_are_suggested_with_a_fixed_number_of_queries(client, honey, django_assert_max_num_queries):
    for number in range(30):
        ProductFactory(title=f"Miód {number}")
        ProfileFactory(short_name=f"Miód {number}")
    index()

    with django_assert_max_num_queries(6):
        rows = told(client, "miod")

    assert len(rows) <= 10


def test_every_suggested_place_is_read_as_that_place(client):
    load_region()

    for place in ("Biała", "Pokój", "Nysa", "Kędzierzyn-Koźle", "Opole"):
        rows = client.get(ADDRESS, {"q": place}).json()["suggestions"]
        address = next(row["url"] for row in rows if row["label"] == place)
        query = parse_qs(urlsplit(address).query)["q"][0]
        assert ask(query).place.name == place


def test_many_offers_leave_room_for_a_place(client):
    load_region()
    for number in range(12):
        ProductFactory(title=f"Nysa {number}")
    index()

    assert ("place", "Nysa") in told(client, "nys")


def test_a_suspended_pes_is_not_suggested_though_the_index_still_has_it(client, honey):
    pes = honey.partner.profile
    assert ("pes", "Miodowa Kraina") in told(client, "miodow")
    suspend_profile(pes, reason="Skargi.", by=UserFactory(rops=True))

    assert ("pes", "Miodowa Kraina") not in told(client, "miodow")


def test_many_offers_do_not_crowd_a_pes_out(client, honey):
    ProductFactory.create_batch(30, title="Miód gryczany", category=honey.get_categories().first())
    index()

    kinds = [kind for kind, _ in told(client, "mio")]

    assert (kinds.count("offer"), kinds.count("pes")) == (4, 1)
