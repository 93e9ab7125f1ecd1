"""Searching the portal: Polish as people type it, three lists, nothing that breaks it, nothing that is not public."""

import pytest
from django.core.management import call_command
from django.urls import reverse

from operations import outbox
from search.models import SearchEntry
from search.queries import search
from search.services import index_thing, rebuild
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.cms import make_page
from tests.factories.pes_profiles import ProfileFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def honey():
    section = CategoryFactory(name="Żywność", slug="zywnosc")
    offer = ProductFactory(
        title="Miód lipowy z Turawy",
        tags=["słodycze"],
        category=CategoryFactory(name="Miody", slug="miody", parent=section),
        partner=PartnerFactory(profile=ProfileFactory(short_name="Brzęcząca Łąka", town="Kędzierzyn-Koźle")),
    )
    rebuild()
    return offer


@pytest.mark.parametrize(
    "typed",
    [
        "miód",
        "MIODEM",
        "miodow",
        "lipowego miodu",
        "żywność",
        "zywnosc",
        "slodycze",
        "Brzęcząca",
        "brzeczaca laka",
        "łąka",
        "kędzierzyn",
        "kedzierzyn-kozle",
        "turaw",
    ],
)
def test_an_offer_is_found_as_people_type(honey, typed):
    assert search(typed).offers == [honey.pk]


def test_what_has_every_word_leaves_out_the_rest(honey):
    dark = ProductFactory(title="Miód gryczany", partner=honey.partner)
    call_command("rebuild_search")

    found = search("miód gryczany")

    assert (found.offers, found.loose) == ([dark.pk], False)


def test_where_nothing_has_every_word_the_nearest_is_shown_and_said_to_be(honey, client):
    assert (search("miód gryczany").offers, search("miód gryczany").loose) == ([honey.pk], True)
    assert "Nic nie ma wszystkich tych słów" in client.get("/szukaj/", {"q": "miód gryczany"}).content.decode()


def test_a_word_in_the_title_comes_first():
    kind = CategoryFactory(name="Świece", slug="swiece")
    around = ProductFactory(title="Lampion", category=kind)
    named = ProductFactory(title="Świeca sojowa", category=kind)
    later = ProductFactory(title="Znicz", category=kind)
    rebuild()

    assert search("świece").offers == [named.pk, later.pk, around.pk]


def test_pes_and_pages_are_lists_of_their_own(client):
    ProfileFactory(short_name="Malwowe Podwórko", tagline="Pierogi lepione w świetlicy")
    make_page(title="Pierogi na jarmarku")
    ProductFactory(title="Pierogi z kapustą")
    rebuild()

    response = client.get(reverse("search:results"), {"q": "pierogami"})

    text = response.content.decode()
    assert "Malwowe Podwórko" in text
    assert "Pierogi na jarmarku" in text
    assert [offer.title for offer in response.context["offers"]] == ["Pierogi z kapustą"]


def test_what_stopped_being_public_is_not_shown_though_the_index_still_has_it(honey):
    type(honey).objects.filter(pk=honey.pk).update(is_public=False)

    assert SearchEntry.objects.filter(kind="offer", ref=honey.pk).exists()
    assert search("miód").offers == []


def test_a_change_reaches_the_index_through_the_outbox(honey):
    type(honey).objects.filter(pk=honey.pk).update(title="Wosk pszczeli")
    outbox.put("search.index", honey.pk, dedupe_key=f"search.index:offer:{honey.pk}", coalesce=True)

    outbox.drain(raising=True)

    assert search("wosk").offers == [honey.pk]
    assert search("miód").offers == [honey.pk]  # the category is still "Miody"
    assert search("lipowy").offers == []


def test_indexing_twice_leaves_one_entry(honey):
    index_thing("offer", honey.pk)
    index_thing("offer", honey.pk)

    assert SearchEntry.objects.filter(kind="offer", ref=honey.pk).count() == 1


def test_a_renamed_pes_is_found_with_its_offers(honey):
    profile = honey.partner.profile
    type(profile).objects.filter(pk=profile.pk).update(short_name="Cichy Ul")

    index_thing("profile", profile.pk)

    found = search("cichy ul")
    assert found.offers == [honey.pk]
    assert found.profiles == [profile]


def test_the_command_says_what_it_indexed(honey, capsys):
    call_command("rebuild_search")

    assert "offer: 1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "\x00",
        "miód\x00",
        "%",
        "_%_",
        "'; DROP TABLE search; --",
        '"',
        "\\",
        "a" * 10_000,
        "miód " * 3_000,
        "<script>alert(1)</script>",
        "\u202e\u0000\ufeff漢字",
        "-1 OR 1=1",
        "😀",
        "z i w",
    ],
    ids=range(16),
)
def test_whatever_is_typed_gets_an_answer(client, honey, typed):
    response = client.get(reverse("search:results"), {"q": typed})

    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


@pytest.mark.parametrize(
    "query", ["?q=%ff%fe", "?q=mi%C3%B3d&strona=-1", "?q=miod&gdzie=../../", "?q=miod&powiat=x&q=y"]
)
def test_an_odd_address_gets_an_answer(client, honey, query):
    assert client.get(reverse("search:results") + query).status_code == 200


def test_a_percent_sign_is_not_a_wildcard(honey):
    assert search("%").is_empty
    assert search("m%d").offers == []


def test_nothing_found_leads_two_ways_on(client, honey):
    text = client.get(reverse("search:results"), {"q": "hulajnoga"}).content.decode()

    assert "hulajnoga" in text
    assert reverse("shop:home") in text
    assert reverse("pes:directory") in text


def test_results_can_be_filtered_like_a_category(client, honey):
    response = client.get(reverse("search:results"), {"q": "miód", "cena_do": "5"})

    assert response.context["offers"] == []
    assert "q=mi%C3%B3d" in response.context["facets"].clear_url


@pytest.mark.parametrize("only", ["podmioty", "strony"])
def test_a_long_list_opens_in_full(client, only):
    for number in range(8):
        ProfileFactory(short_name=f"Ogród {number}")
        make_page(title=f"Ogród na jarmarku {number}")
    rebuild()

    first = client.get(reverse("search:results"), {"q": "ogród"})
    full = client.get(reverse("search:results"), {"q": "ogród", "gdzie": only})

    assert f"gdzie={only}" in first.content.decode()
    assert len(full.context["page"]) == 8


def test_a_search_costs_the_same_for_one_hit_and_for_thirty(client, django_assert_max_num_queries):
    def make():
        ProductFactory(title="Kubek z kogutem", with_variants=True)
        ProfileFactory(short_name="Kubek")
        make_page(title="Kubek na jarmarku")

    make()
    rebuild()
    client.get(reverse("search:results"), {"q": "kubek"})
    with django_assert_max_num_queries(18) as one:
        client.get(reverse("search:results"), {"q": "kubek"})
    for _ in range(29):
        make()
    rebuild()
    with django_assert_max_num_queries(18) as thirty:
        client.get(reverse("search:results"), {"q": "kubek"})

    assert len(one) == len(thirty)
