"""Searching the portal: Polish as people type it, three lists, nothing that breaks it, nothing that is not public."""

import re
from html import unescape

import pytest
from django.core.management import CommandError, call_command
from django.http import QueryDict
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from operations import outbox
from search import filters as filtering
from search.engines.base import FACETS, SORTS
from search.models import SearchEntry
from search.queries import search
from search.services import index_thing, rebuild_all
from shop.moderation.services import suspend_offer
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.cms import make_page
from tests.factories.pes_profiles import ProfileFactory
from tests.factories.region import GminaFactory

pytestmark = pytest.mark.django_db


def found(typed, **more):
    """The references of what is found, best first."""
    return [hit.ref for hit in search(typed, **more).hits]


@pytest.fixture
def honey():
    section = CategoryFactory(name="Żywność", slug="zywnosc")
    offer = ProductFactory(
        title="Miód lipowy z Turawy",
        tags=["słodycze"],
        category=CategoryFactory(name="Miody", slug="miody", parent=section),
        partner=PartnerFactory(
            profile=ProfileFactory(
                short_name="Brzęcząca Łąka",
                town="Kędzierzyn-Koźle",
                gmina=GminaFactory(terc="160301", name="Kędzierzyn-Koźle", lat=50.34, lon=18.21),
            )
        ),
    )
    rebuild_all()
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
    assert found(typed) == [honey.pk]


def test_what_has_every_word_leaves_out_the_rest(honey):
    dark = ProductFactory(title="Miód gryczany", partner=honey.partner)
    call_command("search_index", "rebuild")

    answer = search("miód gryczany")

    assert ([hit.ref for hit in answer.hits], answer.loose) == ([dark.pk], False)


def test_where_nothing_has_every_word_the_nearest_is_shown_and_said_to_be(honey, client):
    answer = search("miód gryczany")

    assert ([hit.ref for hit in answer.hits], answer.loose) == ([honey.pk], True)
    assert "Nic nie ma wszystkich tych słów" in client.get("/szukaj/", {"q": "miód gryczany"}).content.decode()


def test_a_word_in_the_title_comes_first():
    kind = CategoryFactory(name="Świece", slug="swiece")
    around = ProductFactory(title="Lampion", category=kind)
    named = ProductFactory(title="Świeca sojowa", category=kind)
    later = ProductFactory(title="Znicz", category=kind)
    rebuild_all()

    assert found("świece") == [named.pk, later.pk, around.pk]


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


def test_the_first_kind_that_has_anything_is_shown():
    ProfileFactory(short_name="Malwowe Podwórko")
    rebuild_all()

    assert search("malwowe").kind == "pes"


def test_what_stopped_being_public_is_not_shown_though_the_index_still_has_it(honey):
    type(honey).objects.filter(pk=honey.pk).update(is_public=False)

    assert SearchEntry.objects.filter(kind="offer", ref=honey.pk).exists()
    assert found("miód") == []


def test_a_change_reaches_the_index_through_the_outbox(honey):
    type(honey).objects.filter(pk=honey.pk).update(title="Wosk pszczeli")
    outbox.put("search.index", honey.pk, dedupe_key=f"search.index:offer:{honey.pk}", coalesce=True)

    outbox.drain(raising=True)

    assert found("wosk") == [honey.pk]
    assert found("miód") == [honey.pk]  # the category is still "Miody"
    assert found("lipowy") == []


def test_indexing_twice_leaves_one_entry(honey):
    index_thing("offer", honey.pk)
    index_thing("offer", honey.pk)

    assert SearchEntry.objects.filter(kind="offer", ref=honey.pk).count() == 1


def test_a_renamed_pes_is_found_with_its_offers(honey):
    profile = honey.partner.profile
    type(profile).objects.filter(pk=profile.pk).update(short_name="Cichy Ul")

    index_thing("pes", profile.pk)

    assert found("cichy ul") == [honey.pk]
    assert found("cichy ul", kind="pes") == [profile.pk]


def test_the_command_says_what_it_indexed(honey, capsys):
    call_command("search_index", "rebuild")

    call_command("search_index", "status")

    assert "offer 1, pes 1" in capsys.readouterr().out


def test_the_command_finds_what_differs_and_repairs_it(honey, capsys):
    gone = ProductFactory(title="Kubek")
    rebuild_all()
    type(gone).objects.filter(pk=gone.pk).update(is_public=False)
    type(honey).objects.filter(pk=honey.pk).update(title="Miód gryczany")
    SearchEntry.objects.filter(kind="pes").first().delete()

    with pytest.raises(CommandError):
        call_command("search_index", "verify")
    call_command("search_index", "verify", "--repair")

    assert "1 missing, 1 left over, 1 not as they are" in capsys.readouterr().out
    call_command("search_index", "verify")
    assert "0 missing, 0 left over, 0 not as they are" in capsys.readouterr().out
    assert found("gryczany") == [honey.pk]


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


def test_a_place_alone_without_anybody_leads_to_the_nearest_pes(honey):
    answer = search("Nysa")

    assert (answer.kind, answer.far, [hit.ref for hit in answer.hits]) == ("pes", True, [honey.partner.profile_id])


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


def test_a_percent_sign_is_not_a_wildcard(honey):
    assert found("%") == []


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


def test_a_snippet_marks_the_words_and_lets_no_html_through(client, honey):
    type(honey).objects.filter(pk=honey.pk).update(description="<p>Pachnie <b>lipą</b> &lt;script&gt; i łąką</p>")

    (hit,) = search("lipa").hits or search("lipowy").hits

    assert "<script" not in hit.snippet
    assert "&lt;script&gt;" in hit.snippet


def test_a_card_shows_the_snippet_only_where_it_has_a_word_that_was_asked_for(client, honey):
    type(honey).objects.filter(pk=honey.pk).update(description="<p>Lipowy, z rodzinnej pasieki.</p>")

    asked = client.get(reverse("search:results"), {"q": "lipowego"}).content.decode()
    other = client.get(reverse("search:results"), {"q": "Brzęcząca"}).content.decode()

    assert "<mark>Lipowy</mark>" in asked
    assert "<mark>" not in other
    assert honey.get_absolute_url() in other


@pytest.fixture
def market():
    """Offers of several sellers, kinds, prices and places."""
    kinds = [CategoryFactory(name=f"Kubki {number}", slug=f"kubki-{number}") for number in range(3)]
    partners = [PartnerFactory() for _ in range(3)]
    for number in range(14):
        ProductFactory(
            title=f"Kubek {number}",
            category=kinds[number % 3],
            partner=partners[number % 2 if number < 10 else 2],
            price=str(10 + number),
            stock=number % 4,
        )
    rebuild_all()


@how(max_examples=15, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_the_number_beside_a_value_is_the_number_of_results_after_choosing_it(market, data):
    known = search("kubek").facets
    values = {name: [each.value for each in facet] for name, facet in known.items() if facet}
    address = QueryDict(mutable=True)
    for name in data.draw(st.lists(st.sampled_from(sorted(values)), max_size=3, unique=True)):
        address.setlist(name, data.draw(st.lists(st.sampled_from(values[name]), max_size=2, unique=True)))
    if data.draw(st.booleans()):
        address["cena_do"] = data.draw(st.sampled_from(["12", "18,50", "20"]))
    chosen = filtering.read(address)
    results = search("kubek", chosen, data.draw(st.sampled_from(SORTS)))

    for name in FACETS:
        for each in results.facets[name]:
            alone = address.copy()
            alone.setlist(name, [each.value])
            assert search("kubek", filtering.read(alone)).count == each.count, (name, each)
    assert len(results.hits) == min(results.count, 24)


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


def test_a_suspended_offer_is_gone_at_once_and_leaves_the_index_with_the_outbox(honey):
    suspend_offer(honey, reason="Zgłoszenie", by=UserFactory(rops=True))
    assert found("miód") == []

    outbox.drain(raising=True)

    assert not SearchEntry.objects.filter(kind="offer", ref=honey.pk).exists()


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
