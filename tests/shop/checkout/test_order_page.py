"""The page of an order: a guest's by the key, the owner's in the account."""

import pytest
from django.urls import reverse

from operations.clock import now
from shop.fulfilment.models import FulfilmentState, PaymentState, Shipment, VendorOrder
from shop.fulfilment.services import mark_packed, mark_transfer_received, ship
from shop.order.tokens import order_token
from shop.partner.models import StockRecord
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of

pytestmark = pytest.mark.django_db


def status_of(order):
    return reverse("checkout:status", args=[order_token(order)])


def words(response):
    return response.content.decode().replace("\xa0", " ")


def test_the_key_opens_the_order_without_signing_in(client):
    offer = ProductFactory(price="20.00")
    order = order_of(offer)

    response = client.get(status_of(order))

    html = words(response)
    nrb = offer.partner.profile.legal_entity.nrb
    assert response.status_code == 200
    for said in (order.number, offer.title, "35,90 zł", f"OPES {order.number}-1", f"{nrb[:2]} {nrb[2:6]}"):
        assert said in html
    assert reverse("payments:qr", args=[f"{order.number}-1"]) in html


def test_the_page_stays_out_of_stores_search_engines_and_other_sites(client):
    response = client.get(status_of(order_of(ProductFactory())))

    assert "no-store" in response.headers["Cache-Control"]
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in words(response)
    assert "canonical" not in words(response)


@pytest.mark.parametrize("token", ["a" * 64, "x", "100001", "0" * 63, "%00", "ą" * 64, "' OR 1=1", "a" * 5000])
def test_an_unknown_key_is_not_found(client, token):
    order_of(ProductFactory())

    assert client.get(f"/zamowienie/status/{token}/").status_code == 404


def test_the_stored_hash_is_no_key(client):
    order = order_of(ProductFactory())

    assert client.get(f"/zamowienie/status/{order.token_hash}/").status_code == 404


def test_what_is_to_be_paid_comes_first(client):
    first, second = ProductFactory(), ProductFactory()
    order = order_of(first, second)
    mark_transfer_received(order.vendor_orders.order_by("pk").first(), by=None)

    html = words(client.get(status_of(order)))

    assert html.index(f"Część {order.number}-2") < html.index(f"Część {order.number}-1")
    assert html.count('class="pay"') == 1


def test_an_online_payment_is_a_button_that_posts(client):
    order = order_of(ProductFactory(), method="SANDBOX")

    html = words(client.get(status_of(order)))

    assert f'action="{reverse("payments:pay", args=[f"{order.number}-1"])}"' in html
    assert f'name="token" value="{order_token(order)}"' in html

    response = client.post(reverse("payments:pay", args=[f"{order.number}-1"]), {"token": order_token(order)})
    assert response.status_code == 302
    assert "/platnosci/sandbox/" in response.url


def test_a_sent_parcel_shows_its_number(client):
    order = order_of(ProductFactory())
    share = order.vendor_orders.get()
    for act in (mark_transfer_received, mark_packed):
        share.refresh_from_db()
        act(share, by=None)
    share.refresh_from_db()
    ship(share, by=None, carrier="InPost", tracking_no="620000000000000412")

    html = words(client.get(status_of(order)))

    assert "620000000000000412" in html
    assert Shipment.objects.get().tracking_url.replace("&", "&amp;") in html


def test_a_part_is_cancelled_by_its_key_while_it_may_be(client):
    offer = ProductFactory(stock=5)
    order = order_of(offer)
    address = reverse("checkout:cancel", args=[order_token(order), f"{order.number}-1"])

    response = client.post(address, {"reason": "Rozmyśliłam się"})

    share = order.vendor_orders.get()
    assert response.url == status_of(order)
    assert share.fulfilment_state == FulfilmentState.CANCELLED
    assert share.cancel_reason == "Rozmyśliłam się"
    assert StockRecord.objects.get(product=offer).num_allocated == 0
    assert "Rozmyśliłam się" in words(client.get(status_of(order)))
    assert address not in words(client.get(status_of(order)))


def test_a_packed_part_is_not_cancelled_any_more(client):
    order = order_of(ProductFactory())
    VendorOrder.objects.update(payment_state=PaymentState.PAID, fulfilment_state=FulfilmentState.PACKED)
    address = reverse("checkout:cancel", args=[order_token(order), f"{order.number}-1"])

    client.post(address)

    assert order.vendor_orders.get().fulfilment_state == FulfilmentState.PACKED
    assert address not in words(client.get(status_of(order)))


def test_a_strangers_key_cancels_nothing(client):
    mine, other = order_of(ProductFactory()), order_of(ProductFactory())

    for token, number in (("f" * 64, f"{other.number}-1"), (order_token(mine), f"{other.number}-1")):
        assert client.post(reverse("checkout:cancel", args=[token, number])).status_code == 404

    assert other.vendor_orders.get().fulfilment_state == FulfilmentState.NEW


def test_cancelling_is_a_post(client):
    order = order_of(ProductFactory())

    response = client.get(reverse("checkout:cancel", args=[order_token(order), f"{order.number}-1"]))

    assert response.status_code == 405
    assert order.vendor_orders.get().fulfilment_state == FulfilmentState.NEW


def test_the_page_costs_as_many_queries_for_ten_sellers_as_for_one(client, django_assert_max_num_queries):
    counts = []
    for sellers in (1, 10):
        order = order_of(*[ProductFactory() for _ in range(sellers)])
        with django_assert_max_num_queries(40) as seen:
            client.get(status_of(order))
        counts.append(len(seen))

    assert counts[0] == counts[1]


@pytest.mark.parametrize("fulfilment", FulfilmentState.values)
@pytest.mark.parametrize("payment", PaymentState.values)
def test_every_state_of_a_share_has_a_page(client, payment, fulfilment):
    order = order_of(ProductFactory())
    VendorOrder.objects.update(
        payment_state=payment,
        fulfilment_state=fulfilment,
        cancelled_by="SELLER" if fulfilment == "CANCELLED" else "",
        delivered_at=now() if fulfilment == "DELIVERED" else None,
    )

    assert client.get(status_of(order)).status_code == 200


def test_the_owners_page_is_the_same_without_a_key(client):
    user = UserFactory()
    order = order_of(ProductFactory(), by=user)
    client.force_login(user)

    html = words(client.get(reverse("account:order", args=[order.number])))

    assert f"OPES {order.number}-1" in html
    assert order_token(order) not in html
