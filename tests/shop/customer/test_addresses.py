"""A person's own addresses: kept, changed, removed, and there when the next order is placed."""

import json

import pytest
from django.urls import reverse

from pes_profiles.accounts.services import close_account, personal_data
from shop.address.models import UserAddress
from shop.address.services import MOST, addresses_of, keep_address, usual_address
from shop.order.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.shop.checkout.walk import ADDRESS, give_address, place, put, to_review

pytestmark = pytest.mark.django_db
HOME = {"first_name": "Ala", "last_name": "Próbna", "street": "ul. Lipowa 4", "postcode": "46-040", "town": "Ozimek"}
WORK = HOME | {"street": "ul. Cicha 7", "postcode": "45-001", "town": "Opole"}


@pytest.fixture
def anna(client):
    user = UserFactory()
    client.force_login(user)
    return user


def text(answer) -> str:
    return answer.text.replace("\xa0", " ")


def test_an_address_is_added_changed_made_usual_and_removed(client, anna):
    assert client.post(reverse("account:address-add"), HOME).status_code == 302
    client.post(reverse("account:address-add"), WORK | {"postcode": "45 001"})
    home, work = addresses_of(anna)
    assert (home.is_default_for_shipping, work.is_default_for_shipping, work.postcode) == (True, False, "45-001")

    client.post(reverse("account:address", args=[work.pk]), WORK | {"street": "ul. Cicha 8"})
    client.post(reverse("account:address-usual", args=[work.pk]))
    assert usual_address(anna).line1 == "ul. Cicha 8"
    assert "ul. Cicha 8" in text(client.get(reverse("account:addresses")))

    client.post(reverse("account:address-remove", args=[work.pk]))
    assert usual_address(anna) == home


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"street": ""}, "Podaj ulicę i numer"), ({"postcode": "4504"}, "Kod pocztowy")],
    ids=["no street", "bad postcode"],
)
def test_a_faulty_address_is_asked_for_again_at_its_field(client, anna, changes, words):
    answer = client.post(reverse("account:address-add"), HOME | changes)

    assert answer.status_code == 422
    assert words.lower() in text(answer).lower()
    assert "Próbna" in text(answer)
    assert not UserAddress.objects.exists()


def test_the_same_address_twice_and_one_too_many_are_refused_in_words(client, anna):
    keep_address(anna, **HOME)
    assert "Ten adres już masz" in text(client.post(reverse("account:address-add"), HOME))

    for number in range(MOST - 1):
        keep_address(anna, **HOME | {"street": f"ul. Nowa {number}"})
    assert f"najwyżej {MOST} adresów" in text(client.post(reverse("account:address-add"), WORK))
    assert addresses_of(anna).count() == MOST


def test_somebody_elses_address_is_not_there_and_does_not_change(client, anna):
    other = keep_address(UserFactory(), **HOME)

    assert client.get(reverse("account:address", args=[other.pk])).status_code == 404
    assert client.post(reverse("account:address", args=[other.pk]), WORK).status_code == 404
    assert client.post(reverse("account:address-remove", args=[other.pk])).status_code == 404
    assert client.post(reverse("account:address-usual", args=[other.pk])).status_code == 404
    put(client, ProductFactory())
    page = text(client.get(reverse("checkout:address"), {"adres": other.pk}))

    assert "ul. Lipowa 4" not in page
    assert UserAddress.objects.get().line1 == "ul. Lipowa 4"


def test_an_order_begins_with_the_usual_address_and_another_is_one_link_away(client, anna):
    keep_address(anna, **HOME)
    work = keep_address(anna, **WORK)
    put(client, ProductFactory())

    page = text(client.get(reverse("checkout:address")))
    assert 'value="ul. Lipowa 4"' in page
    assert f'href="?adres={work.pk}"' in page
    chosen = text(client.get(reverse("checkout:address"), {"adres": work.pk}))
    assert 'value="ul. Cicha 7"' in chosen
    assert 'value="45-001"' in chosen


def test_an_address_typed_at_the_checkout_is_kept_when_asked_for_and_only_once(client, anna):
    offer = ProductFactory(stock=10)
    put(client, offer)
    give_address(client)
    assert not UserAddress.objects.exists()

    give_address(client, keep_address="on")
    give_address(client, keep_address="on")
    assert usual_address(anna).line1 == ADDRESS["street"]
    assert addresses_of(anna).count() == 1

    place(client, to_review(client, offer))
    assert Order.objects.get().shipping_address.line1 == ADDRESS["street"]


def test_a_guest_is_offered_no_account_address(client):
    put(client, ProductFactory())
    give_address(client, keep_address="on")

    assert 'name="keep_address"' not in text(client.get(reverse("checkout:address")))
    assert not UserAddress.objects.exists()


def test_addresses_are_told_in_the_export_and_forgotten_with_the_account(anna):
    keep_address(anna, **HOME)
    assert "ul. Lipowa 4, 46-040 Ozimek" in json.dumps(personal_data(anna), ensure_ascii=False)

    close_account(anna, by=anna)

    assert not UserAddress.objects.exists()
