"""The search as JSON: what is promised in the document is what comes, bad questions get a Polish sentence."""

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from pes_profiles.region.services import load_region
from search.engines.base import FACETS, KINDS, SORTS
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.pes_profiles import ProfileFactory
from tests.search.conftest import index

pytestmark = pytest.mark.django_db

ADDRESS = "/api/v1/search/"


@pytest.fixture
def honey():
    load_region()
    offer = ProductFactory(
        title="Miód lipowy",
        price="28.00",
        category=CategoryFactory(name="Miody", slug="miody"),
        partner=PartnerFactory(profile=ProfileFactory(short_name="Brzęcząca Łąka")),
        description="<p>Jasny <script>alert(1)</script> i łagodny miód.</p>",
    )
    index()
    return offer


@pytest.fixture
def promised(client):
    """The published document, and a check of an answer against it."""
    document = yaml.safe_load(client.get("/api/v1/schema/").content)

    def check(answer, path):
        schema = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        jsonschema.validate(answer, schema | {"components": document["components"]})

    return check


def test_an_answer_has_every_part_that_is_promised(client, honey, promised):
    answer = client.get(ADDRESS, {"q": "miodów", "kategoria": ["miody", "zmyślona"]}).json()

    promised(answer, "/api/v1/search/")
    assert answer["query"] == {"text": "miodów", "words": ["miodów"], "place": None, "corrected": None}
    assert (answer["count"], answer["page"]) == (1, 1)
    (hit,) = answer["results"]
    assert hit == {
        "kind": "offer",
        "title": "Miód lipowy",
        "url": honey.get_absolute_url(),
        "category": "miody",
        "seller": "Brzęcząca Łąka",
        "place": honey.partner.profile.town,
        "price": "28.00",
        "price_from": False,
        "unit": honey.unit,
        "available": True,
        "snippet": hit["snippet"],
    }
    assert "<mark>" in hit["snippet"]
    assert "<script" not in hit["snippet"]
    assert set(answer["facets"]) == set(FACETS)
    assert {"value": "miody", "label": "Miody", "count": 1, "selected": True} in answer["facets"]["kategoria"]


def test_a_place_in_the_question_is_told_by_its_code(client, honey):
    assert client.get(ADDRESS, {"q": "miód Opole"}).json()["query"]["place"] == {"name": "Opole", "terc": "166101"}
    assert client.get(ADDRESS, {"q": "miód Opole", "bez_miejsca": "1"}).json()["query"]["place"] is None


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sort", SORTS)
def test_every_kind_in_every_order_answers_as_promised(client, honey, promised, kind, sort):
    answer = client.get(ADDRESS, {"q": "miód", "kind": kind, "sort": sort})

    assert answer.status_code == 200
    promised(answer.json(), "/api/v1/search/")


@pytest.mark.parametrize(
    "wrong",
    [{"page": "0"}, {"page": "x"}, {"page": "99999"}, {"kind": "person"}, {"sort": "los"}, {"cena_od": "drogo"}],
    ids=str,
)
def test_a_wrong_parameter_is_refused_in_polish(client, honey, wrong):
    answer = client.get(ADDRESS, {"q": "miód"} | wrong)

    assert answer.status_code == 400
    assert "musi być" in answer.json()["detail"]


def test_only_staff_may_choose_the_engine(client, honey):
    assert client.get(ADDRESS, {"q": "miód", "engine": "database"}).status_code == 400

    client.force_login(UserFactory(rops=True, is_staff=True))

    assert client.get(ADDRESS, {"q": "miód", "engine": "database"}).json()["count"] == 1
    assert client.get(ADDRESS, {"q": "miód", "engine": "nonsense"}).status_code == 400


def test_an_address_that_asks_too_often_waits(client, honey, settings, monkeypatch):
    settings.OPES = settings.OPES | {"LIMITS": True}
    monkeypatch.setattr("search.api.views.SearchView.limit", 2)

    codes = [client.get(ADDRESS, {"q": "miód"}).status_code for _ in range(3)]

    assert codes == [200, 200, 429]


@how(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(
    address=st.dictionaries(
        st.sampled_from([*FACETS, "q", "kind", "sort", "page", "cena_od", "cena_do", "engine", "bez_miejsca"]),
        st.lists(st.text(max_size=30), max_size=3),
        max_size=6,
    )
)
def test_no_question_breaks_the_door(client, honey, address):
    answer = client.get(ADDRESS, address)

    assert answer.status_code in {200, 400}
    assert answer.status_code == 200 or answer.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_a_question_costs_the_same_for_one_result_and_for_thirty(client, django_assert_max_num_queries):
    counts = []
    for number in (1, 29):
        for _ in range(number):
            ProductFactory(title="Kubek z kogutem")
        index()
        client.get(ADDRESS, {"q": "kubek"})
        with django_assert_max_num_queries(12) as asked:
            client.get(ADDRESS, {"q": "kubek"})
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_the_document_speaks_of_our_own_doors_only(client):
    document = yaml.safe_load(client.get("/api/v1/schema/").content)

    assert set(document["paths"]) == {"/api/v1/search/", "/api/v1/suggest/"}
    assert "cms-admin" not in str(document)
