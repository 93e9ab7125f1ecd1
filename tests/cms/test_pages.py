"""Pages of the editors: addresses, versions, lists."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms.base.reserved import RESERVED_ROOT_SLUGS
from cms.pages.blocks import PortalStream
from cms.pages.models import LegalPage, StandardPage
from cms.pages.queries import NoLegalVersionError, current_legal_version
from cms.pages.services import ensure_site, publish_legal_version
from operations.clock import today
from shop.catalogue.models import Product
from tests.factories.catalogue import CategoryFactory, ProductFactory
from tests.factories.cms import make_home, make_news, make_page

pytestmark = pytest.mark.django_db


def queries_of(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


def test_there_are_at_most_sixteen_blocks():
    assert len(PortalStream().child_blocks) <= 16


def test_set_up_twice_changes_nothing():
    ensure_site()
    before = set(StandardPage.objects.values_list("pk", "title"))

    ensure_site()

    assert set(StandardPage.objects.values_list("pk", "title")) == before


def test_an_empty_portal_answers_at_the_addresses_that_people_know(client):
    make_home()
    known = ["/", "/en/", "/aktualnosci/", "/wiedza/", "/targi/", "/regulamin/", "/regulamin/kupujacy/", "/dostepnosc/", "/kontakt/", "/o-portalu/", "/dla-instytucji/", "/jak-ukladamy-wyniki/"]  # fmt: skip

    assert {address: client.get(address).status_code for address in known} == dict.fromkeys(known, 200)


def test_no_page_may_shadow_another_room():
    home = make_home()

    for slug in sorted(RESERVED_ROOT_SLUGS - {"favicon.ico", "robots.txt", "sitemap.xml"}):
        with pytest.raises(ValidationError):
            home.add_child(instance=StandardPage(title="Coś", slug=slug))

        assert not StandardPage.objects.filter(slug=slug).exists()


def test_a_reserved_word_is_fine_further_down():
    page = make_page()

    page.add_child(instance=StandardPage(title="Sklep", slug="sklep"))

    assert StandardPage.objects.filter(slug="sklep").exists()


def test_a_slug_keeps_polish_letters_as_plain_ones():
    assert make_page(title="Żółta łódź").slug == "zolta-lodz"


def test_the_version_in_force_is_computed_from_its_day(client):
    make_home()
    for version, days in (("0.9", -100), ("1.0", -10), ("1.1", 10)):
        publish_legal_version(
            LegalPage.Kind.BUYER_TERMS,
            version=version,
            valid_from=today() + timedelta(days=days),
            html=f"<p>treść {version}</p>",
        )

    page = client.get("/regulamin/kupujacy/").content.decode()

    assert current_legal_version("BUYER_TERMS") == "1.0"
    assert current_legal_version("BUYER_TERMS", on=today() + timedelta(days=10)) == "1.1"
    assert "treść 1.0" in page
    assert "treść 0.9" in client.get("/regulamin/kupujacy/0-9/").content.decode()


def test_without_a_version_in_force_there_is_none_to_snapshot():
    make_home()

    with pytest.raises(NoLegalVersionError):
        current_legal_version("PRIVACY")


def test_a_version_is_published_once():
    make_home()
    first = publish_legal_version("PRIVACY", version="1.0", valid_from=today(), html="<p>A</p>")

    again = publish_legal_version("PRIVACY", version="1.0", valid_from=today(), html="<p>B</p>")

    assert again.pk == first.pk
    assert "A" in str(again.body)


def test_the_declaration_has_the_ids_that_machines_look_for(client):
    make_home()

    page = client.get("/dostepnosc/").content.decode()

    for part in ("wstep", "podmiot", "url", "data-publikacja", "data-aktualizacja", "status", "data-sporzadzenie", "data-przeglad", "audytor", "kontakt", "osoba", "email", "telefon", "procedura", "architektura", "aplikacje"):  # fmt: skip
        assert f'id="a11y-{part}"' in page


def test_the_news_list_costs_the_same_for_one_and_for_thirty(client):
    make_home()
    make_news()
    one = queries_of(client, "/aktualnosci/")

    for number in range(29):
        make_news(date=date(2025, 1, 1) + timedelta(days=number))

    assert queries_of(client, "/aktualnosci/") == one


def test_news_are_listed_by_year(client):
    make_home()
    make_news(title="Stara wiadomość", date=date(2025, 5, 1))
    make_news(title="Nowa wiadomość", date=date(2026, 5, 1))

    page = client.get("/aktualnosci/?rok=2025").content.decode()

    assert "Stara wiadomość" in page
    assert "Nowa wiadomość" not in page


def test_nonsense_in_the_query_is_no_error(client):
    make_home()
    make_news()

    for query in ("rok=9999", "rok=abc", "rok=٢٠٢٥", "strona=x", "strona=99999"):
        assert client.get(f"/aktualnosci/?{query}").status_code == 200, query


def test_programs_get_feed_map_and_robots_rules(client):
    make_home()
    news = make_news()

    assert news.title in client.get("/kanal/aktualnosci.atom").content.decode()
    assert news.url in client.get("/sitemap.xml").content.decode()
    assert "Disallow: /koszyk/" in client.get("/robots.txt").content.decode()


def test_a_draft_is_not_public(client):
    make_home()
    news = make_news()

    news.unpublish()

    assert client.get(news.url).status_code == 404
    assert news.url not in client.get("/sitemap.xml").content.decode()


def test_a_service_says_from_how_much_and_for_what(client):
    shelf = CategoryFactory(slug="sprzatanie", name="Sprzątanie")
    for amount, unit, is_public in ((3, "m²", True), (60, "szt.", True), (1, "h", False)):
        offer = ProductFactory(category=shelf, quote=True, is_public=is_public, unit=unit)
        Product.objects.filter(pk=offer.pk).update(from_price=Decimal(amount))

    page = make_page(body=[("services", {"heading": "Usługi", "categories": ["sprzatanie"]})])

    assert "od 3,00\u00a0zł za m²" in client.get(page.url).content.decode()


def test_a_piece_of_news_leads_to_the_newest_others_and_not_to_itself(client):
    own, *others = (make_news(date=today() - timedelta(days=number)) for number in range(5))
    make_news(title="Szkic").unpublish()

    page = client.get(own.url).content.decode().partition("news-more")[2]

    assert [news.title in page for news in others] == [True, True, True, False]
    assert own.title not in page
    assert "Szkic" not in page
