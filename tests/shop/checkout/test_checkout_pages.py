"""The pages from the basket to an order."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cms.pages.texts import COOKIES
from operations.clock import now
from shop.checkout.models import CheckoutDraft
from shop.order.models import Order
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.factories.order import order_of
from tests.shop.checkout.walk import REVIEW, choose_delivery, choose_payment, give_address, place, put, text, to_review

pytestmark = pytest.mark.django_db


def test_a_guest_walks_from_the_basket_to_the_page_of_the_order(client):
    first, second = ProductFactory(price="20.00"), ProductFactory(price="30.00")
    form = to_review(client, first, second)

    response = place(client, form)

    order = Order.objects.get()
    assert response.url == reverse("checkout:status", args=[order_token(order)])
    page = client.get(response.url)
    assert page.status_code == 200
    assert order.number in text(page)
    assert order.user is None
    assert order.guest_email == "gosc@example.com"
    assert order.total_incl_tax == Decimal("81.80")


def test_start_leads_to_the_first_unanswered_page(client):
    offer = ProductFactory()
    start = reverse("checkout:start")
    assert client.get(start).url == reverse("basket:view")

    put(client, offer)
    assert client.get(start).url == reverse("checkout:address")

    assert give_address(client).url == reverse("checkout:delivery")
    assert client.get(start).url == reverse("checkout:delivery")

    assert choose_delivery(client, offer.partner).url == reverse("checkout:payment")
    assert client.get(start).url == reverse("checkout:payment")

    assert choose_payment(client, offer.partner).url == reverse("checkout:review")
    assert client.get(start).url == reverse("checkout:review")


@pytest.mark.parametrize("step", ["delivery", "payment", "review"])
def test_no_page_can_be_skipped(client, step):
    put(client, ProductFactory())

    assert client.get(reverse(f"checkout:{step}")).url == reverse("checkout:address")


def test_leaving_and_coming_back_loses_nothing(client):
    offer = ProductFactory()
    put(client, offer)
    give_address(client, town="Ozimek Dolny")
    choose_delivery(client, offer.partner, **{f"note_{offer.partner.pk}": "Proszę dzwonić"})

    assert "Ozimek Dolny" in text(client.get(reverse("checkout:address")))
    delivery = text(client.get(reverse("checkout:delivery")))
    assert "Proszę dzwonić" in delivery
    assert "checked" in delivery


def test_a_signed_in_person_gets_address_and_last_answers(client):
    user = UserFactory(first_name="Anna", last_name="Próbna")
    order_of(ProductFactory(), by=user)
    client.force_login(user)
    put(client, ProductFactory())

    html = text(client.get(reverse("checkout:address")))

    for value in (user.email, "Anna", "ul. Lipowa 4", "46-040", "Ozimek"):
        assert value in html


def test_a_signed_in_persons_order_is_theirs(client):
    user = UserFactory()
    client.force_login(user)
    form = to_review(client, ProductFactory(), email=user.email)

    response = place(client, form)

    order = Order.objects.get()
    assert order.user == user
    assert order.guest_email == ""
    assert response.url == reverse("account:order", args=[order.number])


def test_a_guest_with_a_known_address_is_neither_stopped_nor_told(client):
    user = UserFactory()
    offer = ProductFactory(stock=50)
    answers, work = [], []
    for email in (user.email, "nikt@example.com"):
        visitor = type(client)()
        put(visitor, offer)
        give_address(visitor, email="inny@example.com")
        with CaptureQueriesContext(connection) as seen:
            answer = give_address(visitor, email=email)
        answers.append((answer.status_code, answer.url))
        work.append([query["sql"].split(" WHERE ")[0].split("'")[0] for query in seen.captured_queries])

    assert answers[0] == answers[1]
    assert len(work[0]) == len(work[1])  # no look-up that takes its time for one of them only
    assert not any("accounts_user" in sql or "emailaddress" in sql for sql in work[0])


def test_answers_given_as_a_guest_follow_the_person_who_signs_in(client):
    user = UserFactory()
    offer = ProductFactory()
    own = type(client)()
    own.force_login(user)
    put(own, ProductFactory())
    put(client, offer)
    give_address(client, town="Ozimek Dolny")

    client.force_login(user)

    assert "Ozimek Dolny" in text(client.get(reverse("checkout:address")))


def test_another_visitor_sees_no_answers(client):
    put(client, ProductFactory())
    give_address(client, town="Ozimek Dolny")
    other = type(client)()
    put(other, ProductFactory())

    assert "Ozimek Dolny" not in text(other.get(reverse("checkout:address")))


def test_answers_of_the_checkout_go_when_the_order_is_there(client):
    place(client, to_review(client, ProductFactory()))

    assert not CheckoutDraft.objects.exists()


def test_a_variant_is_named_with_its_offer(client):
    parent = ProductFactory(with_variants=True)
    child = parent.children.order_by("pk").first()
    form = to_review(client, child)

    assert f"{parent.title}, {child.title}" in text(client.get(REVIEW))

    place(client, form)
    line = Order.objects.get().lines.get()
    assert (line.title, line.variant) == (parent.title, child.title)


def test_too_many_orders_are_slowed_down(client, monkeypatch):
    moment = now()
    monkeypatch.setattr("operations.limits.now", lambda: moment)
    monkeypatch.setattr("shop.checkout.views.PLACES", 2)
    offer = ProductFactory(stock=100)
    for _ in range(2):
        place(client, to_review(client, offer))
    form = to_review(client, offer)

    assert place(client, form).status_code == 429
    assert Order.objects.count() == 2


def test_the_steps_cost_as_many_queries_for_30_lines_as_for_one(client, django_assert_max_num_queries):
    counts = []
    for lines in (1, 30):
        visitor = type(client)()
        seller = PartnerFactory()
        to_review(visitor, *[ProductFactory(partner=seller) for _ in range(lines)])
        with django_assert_max_num_queries(80) as seen:
            visitor.get(REVIEW)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_every_page_is_kept_out_of_stores(client):
    to_review(client, ProductFactory())

    for step in ("address", "delivery", "payment", "review"):
        assert "no-store" in client.get(reverse(f"checkout:{step}")).headers["Cache-Control"]


def test_net_totals_are_counted_from_the_gross(client):
    seller = PartnerFactory(vat_payer=True)
    place(client, to_review(client, ProductFactory(partner=seller, price="123.00")))

    order = Order.objects.get()
    assert order.total_incl_tax == Decimal("138.90")
    assert order.total_excl_tax == Decimal("112.93")
    assert order.shipping_excl_tax == Decimal("12.93")


def test_every_cookie_of_a_purchase_and_a_login_is_named_on_the_page_about_cookies(client):
    place(client, to_review(client, ProductFactory()))
    user = UserFactory(password="przyklad-opes-2026")
    client.post(reverse("account_login"), {"login": user.email, "password": "przyklad-opes-2026"})

    assert client.cookies.keys() >= {"sessionid", "messages", "oscar_open_basket"}
    assert {name for name in client.cookies if f"<b>{name}</b>" not in COOKIES} == set()
