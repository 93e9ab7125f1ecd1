"""What a buyer answers on the way to an order: kept when right, asked again in words when not."""

import pytest
from django.urls import reverse

from shop.checkout.models import CheckoutDraft
from shop.order.models import BuyerKind
from tests.factories.catalogue import DeliveryWayFactory, PartnerFactory, ProductFactory
from tests.factories.pes_profiles import demo_nip
from tests.shop.checkout.walk import REVIEW, choose_delivery, choose_payment, give_address, put, text, to_review

pytestmark = pytest.mark.django_db


def test_a_wrong_answer_stays_in_its_field_with_a_word_of_help(client):
    put(client, ProductFactory())

    response = give_address(client, postcode="123", phone="12", email="nie-adres", town="Ozimek Dolny")

    html = text(response)
    assert response.status_code == 200
    assert html.count('class="err"') == 3
    assert 'value="123"' in html
    assert "nie-adres" in html
    assert "Ozimek Dolny" in html
    assert not CheckoutDraft.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("46-040", "46-040"), ("46040", "46-040"), (" 46 040 ", "46-040"), ("46-04", None), ("٤٦٠٤٠", None)],
)
def test_a_postcode_is_polish(client, typed, kept):
    put(client, ProductFactory())

    give_address(client, postcode=typed)

    assert list(CheckoutDraft.objects.values_list("postcode", flat=True)) == ([kept] if kept else [])


@pytest.mark.parametrize("kind", [BuyerKind.BUSINESS, BuyerKind.BUSINESS_CONSUMER_RIGHTS, BuyerKind.INSTITUTION])
def test_a_firm_needs_its_name_and_a_true_nip(client, kind):
    put(client, ProductFactory())
    firm = {"buyer_kind": kind, "company_name": "Gmina Próbna", "recipient_name": "Szkoła nr 1"}

    assert give_address(client, buyer_kind=kind).status_code == 200
    assert give_address(client, **firm, nip="1234567890").status_code == 200
    assert give_address(client, **firm, nip="000-000-00-00").status_code == 200
    assert not CheckoutDraft.objects.exists()

    nip = demo_nip(5)
    assert give_address(client, **firm, nip=f"{nip[:3]}-{nip[3:]}").status_code == 302
    assert CheckoutDraft.objects.get().nip == nip


def test_an_institution_names_the_receiving_unit(client):
    put(client, ProductFactory())
    institution = {"buyer_kind": "INSTITUTION", "company_name": "Gmina Próbna", "nip": demo_nip(7)}

    assert give_address(client, **institution).status_code == 200
    assert give_address(client, **institution, recipient_name="Szkoła nr 1").status_code == 302

    assert CheckoutDraft.objects.get().recipient_name == "Szkoła nr 1"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("5260250274-00012", "5260250274-00012"), (" 5260250274 - 00012", "5260250274-00012"), ("", ""), ("123", None)],
)
def test_a_unit_may_have_its_identifier_in_ksef(client, typed, kept):
    put(client, ProductFactory())
    institution = {"buyer_kind": "INSTITUTION", "company_name": "Gmina Próbna", "nip": demo_nip(7)}

    give_address(client, **institution, recipient_name="Szkoła nr 1", recipient_id=typed)

    assert list(CheckoutDraft.objects.values_list("recipient_id", flat=True)) == ([] if kept is None else [kept])


def test_a_private_persons_order_holds_no_data_of_a_firm(client):
    put(client, ProductFactory())

    give_address(client, company_name="Firma", nip=demo_nip(3), recipient_name="Szkoła")

    draft = CheckoutDraft.objects.get()
    assert (draft.company_name, draft.nip, draft.recipient_name) == ("", "", "")


@pytest.mark.parametrize(
    ("point", "kept"), [("opo01m", "OPO01M"), ("OPO 01M", "OPO01M"), ("", None), ("123", None), ("<b>OPO01M", None)]
)
def test_a_parcel_locker_needs_its_code(client, point, kept):
    offer = ProductFactory()
    DeliveryWayFactory(partner=offer.partner, locker=True)
    put(client, offer)
    give_address(client)

    response = choose_delivery(client, offer.partner, code="PARCEL_LOCKER", **{f"point_{offer.partner.pk}": point})

    assert response.status_code == (302 if kept else 200)
    found = CheckoutDraft.objects.get().deliveries.get(str(offer.partner.pk), {}).get("point")
    assert found == kept


def test_a_pickup_shows_the_place_and_the_hours(client):
    offer = ProductFactory()
    DeliveryWayFactory(partner=offer.partner, pickup=True)
    put(client, offer)
    give_address(client)

    html = text(client.get(reverse("checkout:delivery"))).replace("\xa0", " ")

    assert "ul. Próbna 1" in html
    assert "9.00–15.00" in html


def test_a_way_of_another_seller_is_refused(client):
    offer = ProductFactory()
    put(client, offer)
    give_address(client)

    assert choose_delivery(client, offer.partner, code="PICKUP").status_code == 200
    assert choose_delivery(client, offer.partner, code="'; DROP").status_code == 200


def test_deferred_payment_is_for_firms_with_a_nip_only(client):
    seller = PartnerFactory(payment_methods=["TRANSFER", "TRANSFER_DEFERRED"])
    offer = ProductFactory(partner=seller)
    put(client, offer)
    give_address(client)
    choose_delivery(client, seller)

    assert choose_payment(client, seller, method="TRANSFER_DEFERRED").status_code == 200

    give_address(client, buyer_kind="INSTITUTION", company_name="Gmina", nip=demo_nip(9), recipient_name="Szkoła")
    assert choose_payment(client, seller, method="TRANSFER_DEFERRED").url == REVIEW


def test_a_method_chosen_as_a_firm_is_asked_again_of_a_person(client):
    seller = PartnerFactory(payment_methods=["TRANSFER", "TRANSFER_DEFERRED"])
    firm = {"buyer_kind": "BUSINESS", "company_name": "Firma", "nip": demo_nip(9)}
    to_review(client, ProductFactory(partner=seller), method="TRANSFER_DEFERRED", **firm)

    assert give_address(client).url == reverse("checkout:payment")
