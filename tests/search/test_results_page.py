"""The page of results: tabs, the chip of a place, ways on where nothing is found, and nothing that breaks it."""

import re
from html import unescape

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from search.engines.base import FACETS
from search.queries import search
from search.services import index_thing, rebuild_all
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.cms import make_page
from tests.factories.pes_profiles import ProfileFactory

pytestmark = pytest.mark.django_db


def test_each_kind_has_a_tab_with_its_number(client):
    ProfileFactory(short_name="Malwowe Podwórko", tagline="Pierogi lepione w świetlicy")
    make_page(title="Pierogi na jarmarku")
    ProductFactory(title="Pierogi z kapustą")
    rebuild_all()

    response = client.get(reverse("search:results"), {"q": "pierogami"})

    tabs = {tab["label"]: tab for tab in response.context["page"].tabs}
    assert [hit.title for hit in response.context["found"].hits] == ["Pierogi z kapustą"]
    assert [tabs[label]["count"] for label in ("Oferty", "Podmioty", "Artykuły i strony")] == [1, 1, 1]
    assert "Malwowe Podwórko" in client.get(tabs["Podmioty"]["url"]).content.decode()
    assert "Pierogi na jarmarku" in client.get(tabs["Artykuły i strony"]["url"]).content.decode()


def test_a_place_is_a_chip_that_can_be_taken_off(client, honey):
    response = client.get(reverse("search:results"), {"q": "miód w Kędzierzynie-Koźlu"})

    assert response.context["found"].asked.place.terc == "160301"
    assert [hit.ref for hit in response.context["found"].hits] == [honey.pk]
    without = client.get(response.context["page"].without_place)
    assert without.context["found"].asked.place is None


def test_where_a_place_has_nothing_the_nearest_is_shown_with_its_distance(client, honey):
    response = client.get(reverse("search:results"), {"q": "miód Nysa"})

    answer = response.context["found"]
    assert (answer.far, [hit.ref for hit in answer.hits]) == (True, [honey.pk])
    assert 50 < answer.hits[0].kilometres < 80
    assert "Nic nie ma w miejscu" in response.content.decode()


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
    "query",
    [
        "?q=%ff%fe",
        "?q=mi%C3%B3d&strona=-1",
        "?q=miod&kind=../../",
        "?q=miod&powiat=x&q=y",
        "?q=miod&strona=²&cena_od=1e9&sort=zzz",
    ],
)
def test_an_odd_address_gets_an_answer(client, honey, query):
    assert client.get(reverse("search:results") + query).status_code == 200


def test_an_empty_answer_names_a_kind_that_looks_alike_and_whom_to_ask_with_the_words_filled_in(client, honey):
    pes = honey.partner.profile
    page = client.get(reverse("search:results"), {"q": "miodziarnia"})

    assert [category.slug for category in page.context["near"]] == ["miody"]
    (link,) = re.findall(rf'href="(/pes/{pes.slug}/zapytaj/[^"]*)"', page.content.decode())
    assert "Szukam: miodziarnia." in client.get(unescape(link)).content.decode()


@pytest.mark.parametrize("typed", ["???", "xq", "qqqqqqq"])
def test_an_empty_answer_names_no_kind_at_random(client, honey, typed):
    assert client.get(reverse("search:results"), {"q": typed}).context["near"] == []


def test_filters_that_hide_everything_cost_no_question_more(client, honey, django_assert_max_num_queries):
    asked = {"q": "miód", "cena_do": "5", "sposob": "wycena", "dostepne": "1", "kategoria": "miody", "znak": "1"}
    client.get(reverse("search:results"), asked)

    with django_assert_max_num_queries(12):
        page = client.get(reverse("search:results"), asked)

    assert page.context["found"].hits == ()


def test_nothing_found_leads_two_ways_on(client, honey):
    text = client.get(reverse("search:results"), {"q": "hulajnoga"}).content.decode()

    assert "hulajnoga" in text
    assert reverse("shop:home") in text
    assert reverse("pes:directory") in text


def test_filters_that_leave_nothing_say_which_one_hides_how_much(client, honey):
    response = client.get(reverse("search:results"), {"q": "miód", "cena_do": "5"})

    page = response.context["page"]
    assert response.context["found"].hits == ()
    assert "q=mi%C3%B3d" in page.clear_url
    assert [(words, number) for words, number, _url in page.relaxations] == [("w każdej cenie", 1)]
    assert [hit.ref for hit in client.get(page.relaxations[0][2]).context["found"].hits] == [honey.pk]


def test_only_those_who_may_name_the_engine(client, honey):
    address = reverse("search:results")

    assert client.get(address, {"q": "miód", "engine": "database"}).status_code == 400
    client.force_login(UserFactory(rops=True, is_staff=True))
    assert client.get(address, {"q": "miód", "engine": "database"}).status_code == 200
    assert client.get(address, {"q": "miód", "engine": "nonsense"}).status_code == 400


def test_a_snippet_marks_the_words_and_lets_no_html_through(honey):
    type(honey).objects.filter(pk=honey.pk).update(description="<p>Pachnie <b>lipą</b> &lt;script&gt; i łąką</p>")
    index_thing("offer", honey.pk)

    (hit,) = search("lipa").hits

    assert hit.snippet == "Pachnie <mark>lipą</mark> &lt;script&gt; i łąką"


def test_a_card_shows_the_snippet_only_where_it_has_a_word_that_was_asked_for(client, honey):
    type(honey).objects.filter(pk=honey.pk).update(description="<p>Lipowy, z rodzinnej pasieki.</p>")

    asked = client.get(reverse("search:results"), {"q": "lipowego"}).content.decode()
    other = client.get(reverse("search:results"), {"q": "Brzęcząca"}).content.decode()

    assert "<mark>Lipowy</mark>" in asked
    assert "<mark>" not in other
    assert honey.get_absolute_url() in other


@how(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    address=st.dictionaries(
        st.sampled_from([*FACETS, "q", "kind", "sort", "strona", "cena_od", "cena_do", "bez_miejsca"]),
        st.lists(st.text(max_size=30), max_size=3),
        max_size=6,
    )
)
def test_no_address_breaks_the_search(client, honey, address):
    assert client.get(reverse("search:results"), {"q": "miód"} | address).status_code == 200


@pytest.mark.django_db(transaction=True)  # what is kept between requests is kept only of committed rows
def test_a_search_costs_the_same_for_one_hit_and_for_thirty(client, django_assert_max_num_queries):
    def make():
        ProductFactory(title="Kubek z kogutem", with_variants=True)
        ProfileFactory(short_name="Kubek")
        make_page(title="Kubek na jarmarku")

    make()
    rebuild_all()
    client.get(reverse("search:results"), {"q": "kubek"})
    with django_assert_max_num_queries(12) as one:
        client.get(reverse("search:results"), {"q": "kubek"})
    for _ in range(29):
        make()
    rebuild_all()
    client.get(reverse("search:results"), {"q": "kubek"})
    with django_assert_max_num_queries(12) as thirty:
        client.get(reverse("search:results"), {"q": "kubek"})

    assert len(one) == len(thirty)
