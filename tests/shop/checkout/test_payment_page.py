"""Paying for a whole order on its page: what is paid, what is next, what is on its way."""

from datetime import timedelta

import pytest
from django.urls import reverse

from operations.clock import now
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.fulfilment.services import cancel_share, mark_transfer_received
from shop.order.models import Order
from shop.order.tokens import order_token
from shop.payments import services
from shop.payments.models import Payment
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.payments.conftest import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def order() -> Order:
    """Three sellers: two by the test operator, the last by transfer."""
    placed = order_of(ProductFactory(), ProductFactory(), ProductFactory(), method="SANDBOX")
    VendorOrder.objects.filter(number=f"{placed.number}-3").update(payment_method="TRANSFER")
    return placed


def share(order: Order, place: int) -> VendorOrder:
    return VendorOrder.objects.get(number=f"{order.number}-{place}")


def attempt(order: Order, place: int) -> Payment:
    services.start_payment(share(order, place), return_url="/")
    return share(order, place).payments.latest("attempt")


def payments(client, order: Order, **query):
    response = client.get(reverse("checkout:status", args=[order_token(order)]), query)
    assert response.status_code == 200
    return response.context["payments"]


def states(client, order: Order, **query) -> list[str]:
    return [row.state for row in payments(client, order, **query).rows]


def html_of(client, order: Order, **query) -> str:
    return client.get(reverse("checkout:status", args=[order_token(order)]), query).content.decode()


def test_the_first_seller_is_next_and_each_has_a_button_or_the_transfer_s_data(client, order):
    part = payments(client, order)

    assert [row.state for row in part.rows] == ["to_pay", "to_pay", "transfer"]
    assert (part.paid, part.total, part.next.part.vo.number) == (0, 3, f"{order.number}-1")
    html = html_of(client, order)
    assert f'href="#czesc-{order.number}-3"' in html
    assert f'id="czesc-{order.number}-3"' in html
    assert html.count('aria-current="step"') >= 1


def test_after_one_is_paid_the_next_one_is_pointed_to(client, order):
    say(attempt(order, 1), "PAID")

    part = payments(client, order)

    assert (part.paid, part.total) == (1, 3)
    assert part.next.part.vo.number == f"{order.number}-2"


def test_a_payment_that_failed_touches_no_other_and_can_be_made_again(client, order):
    say(attempt(order, 1), "FAILED")

    part = payments(client, order)

    assert [row.state for row in part.rows] == ["failed", "to_pay", "transfer"]
    assert part.rows[0].may_pay
    assert part.next is part.rows[0]


def test_what_the_bank_still_processes_has_no_button(client, order):
    say(attempt(order, 1), "PROCESSING")

    part = payments(client, order)

    assert part.rows[0].state == "processing"
    assert not part.rows[0].may_pay
    assert part.next.part.vo.number == f"{order.number}-2"


def test_who_comes_back_reads_that_the_payment_is_checked(client, order):
    attempt(order, 1)
    number = f"{order.number}-1"

    assert states(client, order) == ["to_pay", "to_pay", "transfer"]
    assert states(client, order, zaplata=number) == ["checking", "to_pay", "transfer"]
    html = html_of(client, order, zaplata=number)
    assert "raz=1" in html
    assert "raz" not in html_of(client, order, zaplata=number, raz="8").split('id="zaplata"')[1].split(">")[0]


@pytest.mark.parametrize("odd", ["-1", "1e9", "²", "9" * 50, "<b>", "\x00"])
def test_odd_words_in_the_address_do_no_harm(client, order, odd):
    assert states(client, order, zaplata=odd, raz=odd) == ["to_pay", "to_pay", "transfer"]


def test_a_session_that_ran_out_can_be_begun_again(client, order):
    say(attempt(order, 1), "EXPIRED")

    assert states(client, order)[0] == "over"
    assert payments(client, order).rows[0].may_pay


def test_what_was_not_paid_in_time_is_not_offered_again(client, order):
    VendorOrder.objects.filter(number=f"{order.number}-1").update(hold_until=now() - timedelta(seconds=1))
    services.expire_unpaid()

    part = payments(client, order)

    assert part.rows[0].state == "expired"
    assert not part.rows[0].may_pay
    assert part.total == 2


def test_what_was_called_off_is_not_counted(client, order):
    cancel_share(share(order, 2), by=None, who=CancelledBy.BUYER, reason="")

    assert states(client, order) == ["to_pay", "cancelled", "transfer"]
    assert payments(client, order).total == 2


def test_at_the_end_everything_is_paid(client, order):
    for place in (1, 2):
        say(attempt(order, place), "PAID")
    assert payments(client, order).next is None
    mark_transfer_received(share(order, 3), by=None)

    part = payments(client, order)

    assert (part.paid, part.total, part.next) == (3, 3, None)
    assert 'class="pays-list"' not in html_of(client, order)


def test_money_that_went_back_is_not_called_paid(client, order):
    say(attempt(order, 1), "PAID")
    VendorOrder.objects.filter(pk=share(order, 1).pk).update(payment_state=PaymentState.REFUNDED)

    part = payments(client, order)

    assert [row.state for row in part.rows] == ["returned", "to_pay", "transfer"]
    assert (part.paid, part.total) == (0, 2)


def test_the_owner_sees_the_same_in_the_account(client):
    buyer = UserFactory()
    placed = order_of(ProductFactory(), ProductFactory(), by=buyer, method="SANDBOX")
    client.force_login(buyer)

    response = client.get(reverse("account:order", args=[placed.number]))

    assert [row.state for row in response.context["payments"].rows] == ["to_pay", "to_pay"]
    assert 'id="zaplata"' in response.content.decode()


def test_one_seller_needs_no_list(client):
    placed = order_of(ProductFactory(), method="SANDBOX")

    assert 'id="zaplata"' not in html_of(client, placed)
    say(attempt(placed, 1), "FAILED")
    assert 'id="zaplata"' in html_of(client, placed)


@pytest.mark.parametrize(("method", "opens"), [("STRIPE", True), ("SANDBOX", False), ("TRANSFER", False)])
def test_only_where_stripe_is_to_be_paid_may_the_form_lead_there(client, order, method, opens):
    VendorOrder.objects.update(payment_method=method)

    policy = client.get(reverse("checkout:status", args=[order_token(order)])).headers["Content-Security-Policy"]

    assert ("https://checkout.stripe.com" in policy) is opens
    assert "form-action 'self'" in policy


def test_the_page_asks_the_same_of_the_database_for_one_attempt_and_for_many(
    client, order, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    address = reverse("checkout:status", args=[order_token(order)])
    say(attempt(order, 1), "FAILED")
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for place in (1, 2):
        for _ in range(3):
            say(attempt(order, place), "FAILED")

    with django_assert_max_num_queries(len(few)):
        client.get(address)


def test_what_is_only_to_be_transferred_is_not_called_the_rest(client):
    order = order_of(ProductFactory(), ProductFactory())

    assert "Dane do przelewu dla każdego sprzedawcy są poniżej" in payments(client, order).lead.replace("\xa0", " ")

    VendorOrder.objects.filter(number=f"{order.number}-1").update(payment_state="PAID")
    assert "Został tylko przelew" in payments(client, order).lead.replace("\xa0", " ")
