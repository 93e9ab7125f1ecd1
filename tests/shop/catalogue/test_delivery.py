"""What delivery costs at my place, before the basket."""

from decimal import Decimal

import pytest
from django.urls import reverse

from tests.factories.catalogue import DeliveryWayFactory, PartnerFactory, ProductFactory
from tests.factories.region import GminaFactory, PowiatFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer():
    nysa = GminaFactory(name="Nysa", powiat=PowiatFactory(name="nyski"))
    GminaFactory(name="Ozimek", powiat=PowiatFactory(name="opolski"))
    partner = PartnerFactory(free_delivery_from=Decimal("150.00"))
    DeliveryWayFactory(partner=partner, code="OWN_DELIVERY", gross=Decimal("12.00")).powiats.add(nysa.powiat)
    return ProductFactory(partner=partner)


def answer(client, offer, place):
    page = client.get(reverse("shop:delivery", args=[offer.slug, offer.pk]), {"gdzie": place})
    return page.content.decode().replace("\u00a0", " ").split('id="dostawa-wynik"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    ("place", "comes", "asks"),
    [
        ("nysa", True, False),
        ("Ozimek", False, False),
        ("48-300", True, True),
        ("48300", True, True),
        ("00-001", False, False),
    ],
)
def test_the_price_of_each_way_is_told_for_a_place(client, offer, place, comes, asks):
    told = answer(client, offer, place)

    assert "Kurier: 15,90 zł" in told
    assert "od 150,00 zł" in told
    assert ("12,00 zł" in told) is comes
    assert ("nie dojeżdża" in told) is not comes
    assert ("zależy od gminy" in told.lower()) is asks


@pytest.mark.parametrize("place", ["Atlantyda", "1", "\0", "<b>x</b>", "٤٥-٠٠١"])
def test_an_unknown_place_is_asked_for_again(client, offer, place):
    told = answer(client, offer, place)

    assert "<b>x</b>" not in told
    assert "15,90 zł" in told
    assert "12,00 zł" in told  # nothing is held back from somebody whose place is not known


def test_a_village_is_asked_for_its_gmina_or_postcode(client, offer):
    told = answer(client, offer, "Nysa Mała <b>")

    assert "„Nysa Mała &lt;b&gt;” do nich nie należy" in told
    assert "Wpisz nazwę gminy, w której leży, albo kod pocztowy" in told


def test_the_offer_leads_there_and_only_for_what_is_sold_at_once(client, offer):
    address = reverse("shop:delivery", args=[offer.slug, offer.pk])
    assert f'action="{address}"' in client.get(offer.get_absolute_url()).content.decode()

    quote, draft = ProductFactory(quote=True), ProductFactory(draft=True)
    for other in (quote, draft):
        assert client.get(reverse("shop:delivery", args=[other.slug, other.pk])).status_code == 404
    assert client.get(f"/sklep/o/{offer.slug}-99999999999999999999/dostawa/").status_code == 404
