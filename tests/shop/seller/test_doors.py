"""Whose things are behind the doors: owners, packers, strangers. Every door: `tests/shop/test_stranger_doors.py`."""

import pytest
from django.urls import reverse

from shop.catalogue.models import Product
from shop.fulfilment.models import PaymentState
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.offers import make_draft
from tests.factories.order import order_of
from tests.factories.pes_profiles import MembershipFactory

EVERYBODY = ["home", "more", "orders", "packing-list"]
OWNERS = ["offers", "offer-add", "prices", "questions", "delivery", "page"]
OF_ORDER = ["order", "order-act"]
OF_OFFER = ["offer-edit", "offer-preview", "offer-state"]
POSTS = {
    "order-act": {"act": "received"},
    "offer-state": {"act": "archive"},
    "offer-edit": {"act": "save", "title": "X"},
}


@pytest.fixture
def things(seller):
    offer = ProductFactory(partner=seller.partner)
    return {
        "offer": offer,
        "draft": make_draft(partner=seller.partner, by=seller.owner),
        "share": order_of(offer).vendor_orders.get(),
    }


def address(where, name, things):
    if name in OF_ORDER:
        return where.url(name, things["share"].number)
    return where.url(name, things["draft"].product_id) if name in OF_OFFER else where.url(name)


def unchanged(things):
    things["share"].refresh_from_db()
    things["draft"].refresh_from_db()
    assert things["share"].payment_state == PaymentState.UNPAID
    assert things["draft"].title == "Kubek z kogutem"
    assert things["draft"].version == 1
    assert not Product.objects.filter(sale_state="ARCHIVED").exists()
    assert Product.objects.count() == 2


@pytest.mark.parametrize("name", OWNERS + OF_OFFER)
def test_packer_finds_no_page_of_owners(client, seller, things, name):
    client.force_login(seller.packer)

    assert client.get(address(seller, name, things)).status_code == 404
    assert client.post(address(seller, name, things), POSTS.get(name, {})).status_code == 404
    unchanged(things)


def test_packing_list_of_a_strangers_order_is_not_found(client, other, things):
    client.force_login(other.owner)

    assert client.get(other.url("packing-list") + f"?zamowienie={things['share'].number}").status_code == 404


def test_a_strangers_picture_stays(client, other, things):
    own = make_draft(partner=other.partner, by=other.owner)
    picture = things["draft"].pictures.get()
    client.force_login(other.owner)

    client.post(
        other.url("offer-edit", own.product_id),
        {"version": own.version, "title": own.title, "remove": picture.pk, f"alt_{picture.pk}": "Cudze"},
    )

    picture.refresh_from_db()
    assert picture.alt == "Kremowy kubek z kogutem"


@pytest.mark.parametrize("name", EVERYBODY)
def test_signed_out_is_led_to_the_login_door(client, seller, name):
    answer = client.get(seller.url(name))

    assert answer.status_code == 302
    assert "/konto/zaloguj/" in answer["Location"]


def test_packers_menu_has_no_owners_pages(client, seller):
    client.force_login(seller.packer)

    page = client.get(seller.url("home")).content.decode()

    assert seller.url("orders") in page
    assert seller.url("offers") not in page
    assert seller.url("delivery") not in page


@pytest.mark.parametrize("number", ["99999999999999999999", "0"])
def test_unlikely_numbers_are_not_found(owner, seller, number):
    base = seller.url("offers")

    for ending in ("", "podglad/"):
        assert owner.get(f"{base}{number}/{ending}").status_code == 404


def test_person_of_one_pes_goes_straight_there(owner, seller):
    assert owner.get(reverse("seller:choose"))["Location"] == seller.url("home")


def test_person_of_several_pes_chooses(owner, seller, other):
    MembershipFactory(profile=other.profile, user=seller.owner)

    page = owner.get(reverse("seller:choose")).content.decode()

    assert seller.url("home") in page
    assert other.url("home") in page


def test_person_without_a_pes_is_told_how_to_join(client, db):
    client.force_login(UserFactory())

    answer = client.get(reverse("seller:choose"))

    assert answer.status_code == 200
    assert reverse("pes:join") in answer.content.decode()
