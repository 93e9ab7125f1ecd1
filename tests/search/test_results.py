"""What is found and in which order: Polish as people type it, three lists, nothing that is not public."""

import pytest
from django.core.management import call_command
from django.http import QueryDict
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from search import filters as filtering
from search.engines.base import FACETS, SORTS
from search.models import SearchEntry
from search.queries import search
from search.services import rebuild_all
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.pes_profiles import ProfileFactory
from tests.search.conftest import found

pytestmark = pytest.mark.django_db


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


def test_the_first_kind_that_has_anything_is_shown():
    ProfileFactory(short_name="Malwowe Podwórko")
    rebuild_all()

    assert search("malwowe").kind == "pes"


def test_what_stopped_being_public_is_not_shown_though_the_index_still_has_it(honey):
    type(honey).objects.filter(pk=honey.pk).update(is_public=False)

    assert SearchEntry.objects.filter(kind="offer", ref=honey.pk).exists()
    assert found("miód") == []


def test_a_place_alone_without_anybody_leads_to_the_nearest_pes(honey):
    answer = search("Nysa")

    assert (answer.kind, answer.far, [hit.ref for hit in answer.hits]) == ("pes", True, [honey.partner.profile_id])


def test_a_percent_sign_is_not_a_wildcard(honey):
    assert found("%") == []


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
