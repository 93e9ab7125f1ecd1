"""What the public sees of PES: the listed ones only, found by place, kind, offers and name, at a constant price."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.clock import today
from pes_profiles.models import PesKind, SaleBasis
from pes_profiles.services import suspend_profile
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.events import StandApplicationFactory, make_fair
from tests.factories.pes_profiles import (
    CertificateFactory,
    ProfileFactory,
    SocialEnterpriseStatusFactory,
)
from tests.factories.region import GminaFactory, PowiatFactory

pytestmark = pytest.mark.django_db

DIRECTORY = "/pes/"


def shown(client, query: str = "") -> list[str]:
    return [profile.short_name for profile in client.get(DIRECTORY + query).context["profiles"]]


def test_the_directory_shows_listed_profiles_in_polish_order(client):
    for name in ("Żuraw", "Ćma", "Dąb", "Cebula", "Łąka", "Mak"):
        ProfileFactory(short_name=name)
    ProfileFactory(short_name="Ukryta", listed=False)

    assert shown(client) == ["Cebula", "Ćma", "Dąb", "Łąka", "Mak", "Żuraw"]


def test_a_name_is_found_without_polish_letters_and_by_town(client):
    ProfileFactory(short_name="Lipowa Łyżka", town="Grodków")
    ProfileFactory(short_name="Druga Noga", town="Prudnik")

    assert shown(client, "?q=lyzka") == ["Lipowa Łyżka"]
    assert shown(client, "?q=ŁYŻKA+grodkow") == ["Lipowa Łyżka"]
    assert shown(client, "?q=prudnik") == ["Druga Noga"]
    assert shown(client, "?q=nie+ma") == []


def test_the_city_that_is_a_powiat_is_named_once(client):
    city = GminaFactory(name="Opole", powiat=PowiatFactory(name="m. Opole", slug="opole"))
    ProfileFactory(short_name="Miejska", town="Opole", gmina=city)
    ProfileFactory(short_name="Z dzielnicy", town="Czarnowąsy", gmina=city)

    html = "".join(client.get(DIRECTORY).content.decode().split("\n"))

    assert '<span class="small soft">Opole</span>' in html
    assert '<span class="small soft">Czarnowąsy, m. Opole</span>' in html


def test_a_gmina_finds_who_sits_in_one_of_its_villages(client):
    ProfileFactory(short_name="Wiejska", town="Nowa Cerekwia", gmina=GminaFactory(name="Kietrz"))
    ProfileFactory(short_name="Inna", town="Brzeg")

    assert shown(client, "?q=kietrz") == ["Wiejska"]


def test_a_gmina_without_a_pes_shows_the_nearest_with_kilometres(client):
    GminaFactory(name="Kietrz", lat=50.08, lon=18.00)
    ProfileFactory(short_name="Daleka", gmina=GminaFactory(lat=51.0, lon=18.0))
    ProfileFactory(short_name="Bliska", gmina=GminaFactory(lat=51.0, lon=18.0), lat=50.20, lon=18.0)
    ProfileFactory(short_name="Nieznana", gmina=GminaFactory(lat=None, lon=None))
    ProfileFactory(short_name="Ukryta", listed=False, gmina=GminaFactory(lat=50.08, lon=18.0))

    page = client.get(DIRECTORY, {"q": "KIETRZ"})

    assert [(profile.short_name, km) for profile, km in page.context["nearest"]] == [("Bliska", 13), ("Daleka", 102)]
    assert "13 km" in page.content.decode()
    nowhere = client.get(DIRECTORY, {"q": "Nigdzie"})
    assert nowhere.context["nearest"] == []
    assert "wpisz nazwę gminy" in nowhere.content.decode()


def test_a_powiat_finds_who_sits_there_and_who_comes_there(client):
    nyski, brzeski = PowiatFactory(name="nyski", slug="nyski"), PowiatFactory(name="brzeski", slug="brzeski")
    ProfileFactory(short_name="Miejscowy", gmina=GminaFactory(powiat=nyski))
    coming = ProfileFactory(short_name="Dojeżdża", gmina=GminaFactory(powiat=brzeski))
    coming.served_powiats.set([nyski, brzeski])
    ProfileFactory(short_name="Daleki", gmina=GminaFactory(powiat=brzeski))

    assert shown(client, "?powiat=nyski") == ["Dojeżdża", "Miejscowy"]
    assert shown(client, "?powiat=nyski&powiat=brzeski") == ["Daleki", "Dojeżdża", "Miejscowy"]


def test_kinds_and_what_is_sold_narrow_the_list(client):
    root = CategoryFactory()
    kind = CategoryFactory(parent=root)
    offer = ProductFactory(category=kind)
    workshop = offer.partner.profile
    workshop.kind = PesKind.WTZ
    workshop.save()
    ProfileFactory(short_name="Bez ofert", kind=PesKind.KGW)

    assert shown(client, "?rodzaj=KGW") == ["Bez ofert"]
    assert shown(client, f"?dzial={root.slug}") == [workshop.short_name]
    assert shown(client, f"?dzial={root.slug}&rodzaj=KGW") == []


@pytest.mark.parametrize(
    "query", ["?powiat=nie-ma", "?rodzaj=%00", "?strona=999", "?strona=x", "?q=%00%FF", "?dzial='"]
)
def test_hostile_input_changes_nothing(client, query):
    ProfileFactory()

    assert client.get(DIRECTORY + query).status_code == 200


def test_an_empty_directory_and_an_empty_search_say_so(client):
    assert "Jeszcze nikogo tu nie ma" in client.get(DIRECTORY).content.decode()
    assert "Żaden podmiot nie pasuje" in client.get(DIRECTORY + "?q=xyz").content.decode()


def test_the_list_is_paged(client):
    ProfileFactory.create_batch(25)

    assert len(shown(client)) == 24
    assert len(shown(client, "?strona=2")) == 1


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def test_the_directory_costs_the_same_for_one_and_for_thirty(client):
    CertificateFactory(profile=ProfileFactory())
    one = queries_of(client, DIRECTORY)

    for _number in range(29):
        profile = ProfileFactory()
        CertificateFactory(profile=profile)
        SocialEnterpriseStatusFactory(profile=profile)

    assert queries_of(client, DIRECTORY) == one


def test_the_page_of_a_profile_says_who_they_are_and_who_the_contract_is_with(client):
    profile = ProfileFactory(
        kind=PesKind.WTZ,
        good_at=["Kamionka toczona"],
        client_reference={"client": "Kawiarnia", "quote": "Dwanaście kubków."},
        opening_hours="pn.–pt. 9.00–14.30",
        website="https://kogut.example/",
    )

    page = client.get(profile.get_absolute_url()).content.decode().replace("\xa0", " ")

    for said in (
        profile.short_name,
        profile.legal_entity.name,
        profile.legal_entity.nip,
        "jest przedsiębiorcą",
        "Kamionka toczona",
        "Dwanaście kubków.",
        "77 000 10 87",
        "kogut.example",
    ):
        assert said in page
    assert profile.legal_entity.nrb not in page.replace(" ", "")


def test_who_does_not_sell_says_so(client):
    profile = ProfileFactory(sale_basis=SaleBasis.NONE, trader_declared=False)

    page = client.get(profile.get_absolute_url()).content.decode()

    assert "nie sprzedaje na portalu" in page
    assert "Zobacz oferty" not in page


def test_a_mark_is_shown_while_it_is_valid_and_a_status_until_it_is_lost(client):
    profile = ProfileFactory()
    CertificateFactory(profile=profile, scope="torby ważne")
    CertificateFactory(
        profile=profile,
        scope="torby dawne",
        granted_on=today() - timedelta(days=400),
        valid_to=today() - timedelta(days=1),
    )
    SocialEnterpriseStatusFactory(profile=profile, decision_no="PS/1")
    SocialEnterpriseStatusFactory(profile=profile, decision_no="PS/2", lost_on=today())

    page = client.get(profile.get_absolute_url()).content.decode()

    assert "torby ważne" in page.replace("\xa0", " ")
    assert "torby dawne" not in page.replace("\xa0", " ")
    assert "PS/1" in page
    assert "PS/2" not in page


def test_a_break_is_announced_while_it_lasts(client):
    profile = ProfileFactory(break_from=today(), break_until=today() + timedelta(days=2), break_note="Remont pieca.")
    over = ProfileFactory(break_until=today() - timedelta(days=1), break_note="Dawny remont.")

    assert "Remont pieca." in client.get(profile.get_absolute_url()).content.decode().replace("\xa0", " ")
    assert "Dawny remont." not in client.get(over.get_absolute_url()).content.decode().replace("\xa0", " ")


def test_the_page_of_a_profile_costs_the_same_with_one_mark_and_with_many(client):
    profile = ProfileFactory()
    CertificateFactory(profile=profile)
    one = queries_of(client, profile.get_absolute_url())

    CertificateFactory.create_batch(5, profile=profile)
    profile.served_powiats.set(PowiatFactory.create_batch(5))

    assert queries_of(client, profile.get_absolute_url()) == one


def test_an_unlisted_profile_does_not_exist_for_anybody(client):
    waiting = ProfileFactory(listed=False)
    suspended = ProfileFactory()
    suspend_profile(suspended, reason="Skargi.", by=UserFactory(rops=True))

    for profile in (waiting, suspended):
        assert client.get(profile.get_absolute_url()).status_code == 404
        assert profile.short_name not in client.get(DIRECTORY).content.decode()
    assert client.get(reverse("pes:profile", args=["nie-ma"])).status_code == 404


def test_the_page_of_a_profile_shows_its_offers_and_where_to_meet_it(client):
    profile = ProfileFactory()
    partner = PartnerFactory(profile=profile)
    ProductFactory(partner=partner, title="Kubek z kogutem")
    draft = ProductFactory(partner=partner, title="Misa w przygotowaniu", draft=True)
    stand = StandApplicationFactory(profile=profile, accepted=True)
    off = make_fair(title="Targi odwołane", is_cancelled=True, cancelled_reason="Wichura.")
    StandApplicationFactory(profile=profile, fair=off, accepted=True)

    page = client.get(profile.get_absolute_url()).content.decode().replace("\xa0", " ")

    assert "Kubek z kogutem" in page
    assert draft.title not in page
    assert "Gdzie nas spotkasz" in page
    assert stand.fair.title in page
    assert "Targi odwołane" not in page


def test_the_page_of_a_profile_costs_the_same_with_one_offer_and_with_thirty(client):
    profile = ProfileFactory()
    partner = PartnerFactory(profile=profile)
    ProductFactory(partner=partner)
    one = queries_of(client, profile.get_absolute_url())

    ProductFactory.create_batch(29, partner=partner)

    assert queries_of(client, profile.get_absolute_url()) <= one
