"""A buyer's own pages, and what happens to orders when people come and go."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from pes_profiles.accounts.services import (
    AccountInUseError,
    close_account,
    email_verified,
    personal_data,
    reasons_to_keep,
)
from shop.basket.models import Basket
from shop.customer.services import join_guest_orders
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder
from shop.order.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.basket import BasketFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.factories.pes_profiles import MembershipFactory

pytestmark = pytest.mark.django_db
PAGES = ["account:home", "account:orders"]


@pytest.fixture
def buyer(client):
    user = UserFactory()
    client.force_login(user)
    return user


def words(response):
    return response.content.decode().replace("\xa0", " ")


@pytest.mark.parametrize("name", PAGES)
def test_nobody_signed_out_sees_an_account(client, name):
    response = client.get(reverse(name))

    assert response.status_code == 302
    assert "/konto/zaloguj/" in response.url


@pytest.mark.parametrize("name", PAGES)
def test_a_person_without_orders_has_pages_too(client, buyer, name):
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert 'class="empty"' in words(response)
    assert "no-store" in response.headers["Cache-Control"]


def test_the_first_page_says_what_to_do_next(client, buyer):
    order = order_of(ProductFactory(), ProductFactory(), by=buyer)
    ready = order.vendor_orders.order_by("pk").last()
    VendorOrder.objects.filter(pk=ready.pk).update(
        payment_state=PaymentState.PAID, fulfilment_state=FulfilmentState.READY_FOR_PICKUP
    )

    html = words(client.get(reverse("account:home")))

    assert html.count("note-warn") == 1
    assert html.count("note-ok") == 1
    assert reverse("account:order", args=[order.number]) in html


def test_the_doors_to_work_are_for_those_who_work(client, buyer):
    membership = MembershipFactory(user=buyer)
    panel = reverse("seller:home", args=[membership.profile.slug])

    html = words(client.get(reverse("account:home")))

    assert panel in html
    assert "/cms-admin/" not in html


def test_staff_have_the_door_to_the_back_office(client):
    client.force_login(UserFactory(rops=True))

    assert "/cms-admin/" in words(client.get(reverse("account:home")))


def test_the_list_has_own_orders_only(client, buyer):
    mine, other = order_of(ProductFactory(), by=buyer), order_of(ProductFactory(), by=UserFactory())

    html = words(client.get(reverse("account:orders")))

    assert mine.number in html
    assert other.number not in html


def test_the_list_is_in_pages_and_costs_the_same_for_many(client, buyer, django_assert_max_num_queries):
    order_of(ProductFactory(), by=buyer)
    with django_assert_max_num_queries(40) as one:
        client.get(reverse("account:orders"))
    for _ in range(21):
        order_of(ProductFactory(stock=100), by=buyer)

    with django_assert_max_num_queries(40) as many:
        html = words(client.get(reverse("account:orders")))

    assert len(many) == len(one)
    assert html.count('class="amount num"') == 20
    assert "strona=2" in html
    assert client.get(reverse("account:orders"), {"strona": "x"}).status_code == 200


def test_a_strangers_order_is_not_found_and_unchanged(client, buyer):
    other = order_of(ProductFactory(), by=UserFactory())
    guests = order_of(ProductFactory())

    for order in (other, guests):
        number = f"{order.number}-1"
        assert client.get(reverse("account:order", args=[order.number])).status_code == 404
        assert client.post(reverse("account:cancel", args=[order.number, number])).status_code == 404
        assert order.vendor_orders.get().fulfilment_state == FulfilmentState.NEW


def test_an_own_part_is_cancelled_but_not_anothers_through_it(client, buyer):
    mine, other = order_of(ProductFactory(), by=buyer), order_of(ProductFactory(), by=UserFactory())

    assert client.post(reverse("account:cancel", args=[mine.number, f"{other.number}-1"])).status_code == 404
    assert client.post(reverse("account:cancel", args=[mine.number, f"{mine.number}-1"])).status_code == 302

    assert other.vendor_orders.get().fulfilment_state == FulfilmentState.NEW
    share = mine.vendor_orders.get()
    assert share.fulfilment_state == FulfilmentState.CANCELLED
    assert share.cancelled_by == "BUYER"


def test_guest_orders_join_at_the_persons_wish_once_the_address_is_proven(client):
    joined, foreign = order_of(ProductFactory()), order_of(ProductFactory())
    Order.objects.filter(pk=joined.pk).update(guest_email="Halina@Example.com")
    user = UserFactory(email="halina@example.com")
    email_verified(user)
    client.force_login(user)

    joined.refresh_from_db()
    assert joined.user is None
    assert f'action="{reverse("account:join")}"' in words(client.get(reverse("account:home")))
    for _ in range(2):
        assert client.post(reverse("account:join")).status_code == 302

    joined.refresh_from_db()
    foreign.refresh_from_db()
    assert joined.user == user
    assert foreign.user is None
    assert reverse("account:join") not in words(client.get(reverse("account:home")))


def test_an_address_that_is_not_proven_is_offered_and_joins_nothing(client):
    order = order_of(ProductFactory())
    user = UserFactory(email="gosc@example.com", verified=False)
    EmailAddress.objects.create(user=user, email="gosc@example.com", verified=False)
    client.force_login(user)

    assert reverse("account:join") not in words(client.get(reverse("account:home")))
    client.post(reverse("account:join"))

    order.refresh_from_db()
    assert order.user is None


def test_an_order_of_somebody_else_never_moves():
    owner = UserFactory(email="gosc@example.com")
    order = order_of(ProductFactory(), by=owner)
    other = UserFactory(email="inna@example.com")
    Order.objects.filter(pk=order.pk).update(guest_email="inna@example.com")

    assert join_guest_orders(other) == 0

    order.refresh_from_db()
    assert order.user == owner


def test_the_export_holds_the_orders(buyer):
    order = order_of(ProductFactory(title="Kubek z kogutem"), by=buyer)
    order_of(ProductFactory(), by=UserFactory())

    (data,) = personal_data(buyer)["orders"]

    assert data["number"] == order.number
    assert data["things"][0]["title"] == "Kubek z kogutem"


def test_an_account_with_an_open_order_is_kept(buyer):
    order = order_of(ProductFactory(), by=buyer)

    assert any(order.number in reason for reason in reasons_to_keep(buyer))
    with pytest.raises(AccountInUseError):
        close_account(buyer, by=buyer)

    buyer.refresh_from_db()
    assert buyer.is_active


def test_closing_an_account_forgets_what_no_law_keeps(buyer):
    order = order_of(ProductFactory(), by=buyer)
    BasketFactory(owner=buyer)
    VendorOrder.objects.update(
        payment_state=PaymentState.PAID, fulfilment_state=FulfilmentState.DELIVERED, buyer_note="Proszę dzwonić"
    )

    close_account(buyer, by=buyer)

    order.refresh_from_db()
    assert order.buyer_phone == ""
    assert order.vendor_orders.get().buyer_note == ""
    assert order.buyer_name
    assert not Basket.objects.filter(owner=buyer, status=Basket.OPEN).exists()
