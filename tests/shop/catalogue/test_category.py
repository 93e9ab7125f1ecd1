"""A category: filters that count with respect to each other, shareable addresses, nothing that breaks it."""

import pytest
from django.urls import reverse

from pes_profiles.models import PesKind
from tests.factories.catalogue import CategoryFactory, DeliveryWayFactory, PartnerFactory, ProductFactory
from tests.factories.pes_profiles import CertificateFactory, ProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return CategoryFactory(name="Rękodzieło", slug="rekodzielo")


@pytest.fixture
def mugs(section):
    return CategoryFactory(name="Ceramika", slug="ceramika", parent=section)


@pytest.fixture
def candles(section):
    return CategoryFactory(name="Świece", slug="swiece", parent=section)


def address(slug="rekodzielo", query=""):
    return reverse("shop:category", args=[slug]) + query


def titles(response):
    return [offer.title for offer in response.context["offers"]]


def counts(response, key):
    groups = response.context["facets"].panel["groups"]
    return {
        option["value"] if group.get("key") else option["key"]: option["count"]
        for group in groups
        for option in group["options"]
        if (group.get("key") or option["key"]) == key
    }


def test_a_section_shows_the_offers_of_its_kinds(client, mugs, candles):
    ProductFactory(title="Kubek", category=mugs)
    ProductFactory(title="Świeca", category=candles)
    ProductFactory(title="Dżem", category=CategoryFactory(slug="zywnosc"))

    response = client.get(address())

    assert sorted(titles(response)) == ["Kubek", "Świeca"]
    assert "Ceramika" in response.content.decode()


def test_a_kind_shows_only_its_own(client, mugs, candles):
    ProductFactory(title="Kubek", category=mugs)
    ProductFactory(title="Świeca", category=candles)

    assert titles(client.get(address("ceramika"))) == ["Kubek"]


@pytest.mark.parametrize("state", ["draft", "unlisted"])
def test_what_is_not_public_is_not_counted(client, mugs, state):
    if state == "draft":
        ProductFactory(category=mugs, draft=True)
    else:
        ProductFactory(category=mugs, partner__profile__listed=False)

    response = client.get(address())

    assert response.context["facets"].total == 0
    assert response.status_code == 200


def test_counts_respect_the_other_filters_but_not_their_own(client, mugs, candles):
    one, two = PartnerFactory(), PartnerFactory()
    here, there = one.profile.gmina.powiat.slug, two.profile.gmina.powiat.slug
    ProductFactory(category=mugs, partner=one)
    ProductFactory(category=candles, partner=one)
    ProductFactory(category=mugs, partner=two)

    response = client.get(address(query=f"?powiat={here}"))

    assert counts(response, "powiat") == {here: 2, there: 1}
    assert counts(response, "kategoria") == {"ceramika": 1, "swiece": 1}


def test_several_choices_in_one_filter_add_up(client, mugs, candles):
    ProductFactory(title="Kubek", category=mugs)
    ProductFactory(title="Świeca", category=candles)
    ProductFactory(title="Inne", category=CategoryFactory(slug="zabawki", parent=mugs.get_parent()))

    response = client.get(address(query="?kategoria=ceramika&kategoria=swiece"))

    assert sorted(titles(response)) == ["Kubek", "Świeca"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?cena_od=30", ["Drogi", "Usługa"]),
        ("?cena_do=29,99", ["Tani"]),
        ("?cena_od=10&cena_do=50", ["Drogi", "Tani"]),
        ("?sposob=wycena", ["Usługa"]),
        ("?dostepne=1&cena_do=30", []),
        ("?rodzaj=kgw", ["Drogi"]),
        ("?znak=1", ["Drogi"]),
        ("?odbior=1", ["Drogi"]),
        ("?sort=cena&sposob=kup", ["Tani", "Drogi"]),
        ("?sort=-cena&sposob=kup", ["Drogi", "Tani"]),
    ],
)
def test_each_filter_keeps_what_it_says(client, mugs, query, expected):
    kgw = PartnerFactory(profile__kind=PesKind.KGW)
    CertificateFactory(profile=kgw.profile)
    DeliveryWayFactory(partner=kgw, pickup=True)
    ProductFactory(title="Drogi", category=mugs, price="40.00", partner=kgw)
    ProductFactory(title="Tani", category=mugs, price="20.00", stock=0)
    ProductFactory(title="Usługa", category=mugs, quote=True, price="5000.00")

    found = titles(client.get(address(query=query)))

    assert (found if "sort" in query else sorted(found)) == expected


@pytest.mark.parametrize(
    "query",
    [
        "?powiat=nie-ma-takiego&kategoria=%00&rodzaj='; DROP TABLE",
        "?cena_od=abc&cena_do=-5",
        "?cena_od=1e400&cena_do=NaN",
        "?sort=__import__&strona=-3",
        "?strona=999999999999999999999",
        "?strona=%F0%9F%90%93&utm_source=x",
        "?" + "&".join(f"powiat=p{n}" for n in range(500)),
        "?znak=2&dostepne=&odbior=tak",
        "?powiat=" + "a" * 10_000,
        "?q=%ff%fe",
    ],
)
def test_what_nobody_knows_in_an_address_is_left_out(client, mugs, query):
    ProductFactory(title="Kubek", category=mugs)

    response = client.get(address(query=query))

    assert response.status_code == 200
    assert titles(response) == ["Kubek"]
    assert response.context["facets"].active == []


def test_a_filter_in_use_can_be_taken_off_and_keeps_the_rest(client, mugs):
    ProductFactory(category=mugs)

    facets = client.get(address(query="?sposob=kup&cena_do=150&sort=cena")).context["facets"]

    off = dict(facets.active)
    assert list(off.values()) == [address(query="?cena_do=150&sort=cena"), address(query="?sposob=kup&sort=cena")]
    assert facets.clear_url == address(query="?sort=cena")


def test_when_filters_hide_everything_the_page_says_which_one_to_take_off(client, mugs):
    offers = [ProductFactory(category=mugs) for _ in range(3)]
    elsewhere = ProfileFactory().gmina.powiat

    response = client.get(address(query=f"?powiat={elsewhere.slug}"))

    assert response.context["offers"] == []
    [(words, number, url)] = response.context["facets"].relaxations
    assert (number, url) == (len(offers), address())
    assert words in response.content.decode()


def test_a_long_list_has_pages_that_keep_the_filters(client, mugs):
    for _ in range(25):
        ProductFactory(category=mugs)

    first = client.get(address(query="?sposob=kup"))
    second = client.get(address(query="?sposob=kup&strona=2"))

    assert (len(first.context["offers"]), len(second.context["offers"])) == (24, 1)
    assert "sposob=kup&amp;strona=2" in first.content.decode()


def test_an_unknown_category_is_not_found(client):
    assert client.get(address("nie-ma")).status_code == 404


def test_an_empty_category_leads_on(client, section):
    response = client.get(address())

    assert response.status_code == 200
    assert reverse("pes:join") in response.content.decode()
