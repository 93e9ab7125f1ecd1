"""Where a seller comes in person, the buyer's address decides, before payment."""

from decimal import Decimal

import pytest
from django.urls import reverse

from shop.checkout.models import CheckoutDraft
from shop.order.models import Order
from shop.partner.areas import is_in_region
from tests.factories.catalogue import DeliveryWayFactory, PartnerFactory, ProductFactory
from tests.factories.region import GminaFactory, PowiatFactory
from tests.shop.checkout.walk import choose_delivery, choose_payment, give_address, place, put, to_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def ozimek():
    return GminaFactory(name="Ozimek", powiat=PowiatFactory(name="opolski"))


@pytest.fixture
def nysa():
    return GminaFactory(name="Nysa", powiat=PowiatFactory(name="nyski"))


@pytest.fixture
def baker(nysa):
    """Brings bread within one powiat; anybody may come for it."""
    partner = PartnerFactory(courier=False)
    DeliveryWayFactory(partner=partner, code="OWN_DELIVERY", gross=Decimal("12.00")).powiats.add(nysa.powiat)
    DeliveryWayFactory(partner=partner, pickup=True)
    return partner


def page(client):
    return client.get(reverse("checkout:delivery")).content.decode()


@pytest.mark.parametrize(
    ("postcode", "inside"),
    [("45-001", True), ("46-040", True), ("47-220", True), ("49-300", True), ("47-400", False), ("50-001", False)],
)
def test_two_digits_of_a_postcode_tell_the_region(postcode, inside):
    assert is_in_region(postcode) is inside


def test_an_address_outside_the_area_gets_pickup_only_before_payment(client, baker, ozimek):
    put(client, ProductFactory(partner=baker))
    give_address(client, town="Ozimek", postcode="46-040")

    shown = page(client)
    assert 'value="PICKUP"' in shown
    assert 'value="OWN_DELIVERY"' not in shown
    assert "nyski" in shown

    refused = choose_delivery(client, baker, code="OWN_DELIVERY", gmina=str(ozimek.pk))
    assert refused.status_code == 200
    assert CheckoutDraft.objects.get().deliveries == {}
    assert client.get(reverse("checkout:payment")).status_code == 302


def test_the_town_of_a_gmina_needs_no_further_question(client, baker, nysa):
    place(client, to_review(client, ProductFactory(partner=baker), code="OWN_DELIVERY", town="nysa", postcode="48-300"))

    assert Order.objects.get().vendor_orders.get().delivery_code == "OWN_DELIVERY"


def test_a_village_is_asked_for_its_gmina(client, baker, nysa, ozimek):
    put(client, ProductFactory(partner=baker))
    give_address(client, town="Goświnowice", postcode="48-381")
    assert 'name="gmina"' in page(client)

    asked = choose_delivery(client, baker, code="OWN_DELIVERY")
    assert 'id="id_gmina_error"' in asked.content.decode()
    assert CheckoutDraft.objects.get().deliveries == {}

    choose_delivery(client, baker, code="OWN_DELIVERY", gmina=str(nysa.pk))
    choose_payment(client, baker)
    assert client.get(reverse("checkout:review")).status_code == 200


def test_beyond_the_region_nobody_comes_and_nothing_is_asked(client, baker):
    put(client, ProductFactory(partner=baker))
    give_address(client, town="Nysa", postcode="50-001")

    shown = page(client)
    assert 'name="gmina"' not in shown
    assert 'value="OWN_DELIVERY"' not in shown


def test_a_seller_who_only_comes_in_person_is_named_when_nothing_is_left(client, nysa, ozimek):
    partner = PartnerFactory(courier=False)
    DeliveryWayFactory(partner=partner, code="OWN_DELIVERY").powiats.add(nysa.powiat)
    put(client, ProductFactory(partner=partner))
    give_address(client)

    shown = page(client)
    assert 'name="way_' not in shown
    assert f'<a href="{reverse("basket:view")}">' in shown
    assert client.get(reverse("checkout:payment")).url == reverse("checkout:delivery")


def test_another_address_in_a_second_tab_asks_for_the_delivery_again(client, baker, nysa, ozimek):
    put(client, ProductFactory(partner=baker))
    give_address(client, town="Nysa", postcode="48-300")
    choose_delivery(client, baker, code="OWN_DELIVERY", gmina=str(nysa.pk))
    choose_payment(client, baker)
    form = {"key": CheckoutDraft.objects.get().placement_key, "stamp": "x"}

    give_address(client, town="Ozimek", postcode="46-040")

    assert place(client, form).url == reverse("checkout:delivery")
    assert not Order.objects.exists()


def test_the_town_is_suggested_from_the_portals_own_places_only(client, nysa):
    offer = ProductFactory(partner__profile__town="Goświnowice")
    put(client, offer)

    shown = client.get(reverse("checkout:address")).content.decode()

    assert '<option value="Goświnowice">' in shown
    assert '<option value="Nysa">' in shown
