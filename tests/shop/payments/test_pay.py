"""A buyer's way to pay, from the button to the seller's list."""

from datetime import timedelta

import pytest
from django.urls import reverse

from operations.clock import now
from operations.models import OutboxEntry
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.fulfilment.services import cancel_share
from shop.order.tokens import order_token
from shop.payments import services
from shop.payments.exceptions import GatewayError
from shop.payments.gateways.sandbox import SandboxGateway
from shop.payments.models import Notice, Payment
from shop.payments.queries import last_attempt
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.payments.conftest import say, session_of

pytestmark = pytest.mark.django_db


def pay_address(vo: VendorOrder) -> str:
    return reverse("payments:pay", args=[vo.number])


def open_page(client, vo: VendorOrder) -> str:
    """Press "pay" as the guest and return the operator's page."""
    return client.post(pay_address(vo), {"token": order_token(vo.order)}).url


def decide(client, page: str, decision: str):
    signed = client.get(page).context["signed_back"]
    return client.post(page.split("?", maxsplit=1)[0], {"decision": decision, "powrot": signed}, follow=False)


def messages_of(client) -> str:
    """Return what the next page would tell."""
    response = client.get(reverse("payments:sandbox", args=[Payment.objects.latest("pk").reference]))
    return " ".join(str(message) for message in response.context["messages"])


# --- The way there and back ---


def test_a_guest_pays_a_share_and_comes_back_to_the_order(client, vo):
    page = open_page(client, vo)
    shown = client.get(page)

    response = decide(client, page, "pay")

    html = shown.content.decode()
    assert "Płatność próbna – nie pobieramy pieniędzy" in html
    assert "35,90\xa0zł" in html
    assert "no-store" in shown["Cache-Control"]
    assert response.url == reverse("checkout:status", args=[order_token(vo.order)])
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID
    assert Payment.objects.get().state == Payment.State.PAID
    assert OutboxEntry.objects.filter(topic="mail.share_paid").count() == 1
    assert "Zapłata przyjęta" in messages_of(client)


def test_a_member_pays_without_a_token_and_comes_back_to_the_account(client):
    buyer = UserFactory()
    vo = order_of(ProductFactory(), by=buyer, method="SANDBOX").vendor_orders.get()
    client.force_login(buyer)

    page = client.post(pay_address(vo)).url

    assert decide(client, page, "pay").url == reverse("account:order", args=[vo.order.number])
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID


def test_a_refused_payment_can_be_tried_again(client, vo):
    first = open_page(client, vo)
    decide(client, first, "refuse")
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.UNPAID
    assert "Płatność nie przeszła" in messages_of(client)

    second = open_page(client, vo)
    decide(client, second, "pay")

    assert first.split("?")[0] != second.split("?")[0]
    assert list(Payment.objects.order_by("attempt").values_list("attempt", "state")) == [(1, "FAILED"), (2, "PAID")]
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID


def test_a_session_that_is_over_takes_nothing(client, vo):
    page = open_page(client, vo)
    decide(client, page, "refuse")

    shown = client.get(page)
    decide(client, page, "pay")

    assert 'name="decision"' not in shown.content.decode()
    assert "zakończona" in shown.content.decode()
    assert Payment.objects.get().state == Payment.State.FAILED


def test_a_session_whose_time_is_up_takes_nothing(client, vo):
    page = open_page(client, vo)
    Payment.objects.update(expires_at=now() - timedelta(seconds=1))

    decide(client, page, "pay")

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.UNPAID
    assert not Notice.objects.exists()


def test_a_paid_session_says_so(client, vo):
    page = open_page(client, vo)
    decide(client, page, "pay")

    assert "już opłacona" in client.get(page).content.decode()


@pytest.mark.parametrize("decision", ["", "steal", "PAID"])
def test_an_unknown_decision_changes_nothing(client, vo, decision):
    page = open_page(client, vo)

    decide(client, page, decision)

    assert Payment.objects.get().state == Payment.State.SESSION_OPEN
    assert not Notice.objects.exists()


@pytest.mark.parametrize("forged", ["https://evil.example/", "//evil.example", "x:y:z", ""])
def test_nobody_is_sent_elsewhere(client, payment, forged):
    page = reverse("payments:sandbox", args=[payment.reference])

    response = client.post(page, {"decision": "refuse", "powrot": forged})

    assert response.url == "/"


def test_a_signed_way_to_another_house_is_not_taken(client, vo):
    page = services.start_payment(vo, return_url="https://evil.example/")

    assert client.get(page).context["back"] == "/"
    assert decide(client, page, "refuse").url == "/"


def test_an_unknown_session_is_not_there(client, payment):
    assert client.get(reverse("payments:sandbox", args=["0" * 40])).status_code == 404


def test_the_test_page_is_gone_where_it_is_not_offered(client, payment, settings):
    settings.OPES = settings.OPES | {"PAYMENT_GATEWAYS": ["transfer"]}

    assert client.get(reverse("payments:sandbox", args=[payment.reference])).status_code == 404


# --- Strangers ---


@pytest.mark.parametrize("token", ["", "0" * 64, "zażółć", "\x00", "' OR 1=1 --"])
def test_a_stranger_cannot_start_a_payment_nor_see_the_code(client, vo, token):
    client.force_login(UserFactory())

    assert client.post(pay_address(vo), {"token": token}).status_code == 404
    assert client.get(reverse("payments:qr", args=[vo.number]), {"token": token}).status_code == 404
    assert not Payment.objects.exists()


def test_another_order_s_key_opens_nothing(client, vo):
    other = order_of(ProductFactory(), method="SANDBOX")

    assert client.post(pay_address(vo), {"token": order_token(other)}).status_code == 404
    assert not Payment.objects.exists()


def test_signed_out_without_a_key_a_member_s_share_is_not_there(client):
    vo = order_of(ProductFactory(), by=UserFactory(), method="SANDBOX").vendor_orders.get()

    assert client.post(pay_address(vo)).status_code == 404
    assert not Payment.objects.exists()


def test_looking_starts_no_payment(client, vo):
    assert client.get(pay_address(vo)).status_code == 405
    assert not Payment.objects.exists()


@pytest.mark.parametrize("number", ["100001-9", "nie-ma", "a" * 300])
def test_an_unknown_number_is_not_there(client, vo, number):
    assert client.post(f"/platnosci/{number}/zaplac/", {"token": order_token(vo.order)}).status_code == 404


def test_twenty_tries_in_an_hour_are_enough(client, vo):
    answers = [client.post(pay_address(vo), {"token": order_token(vo.order)}).status_code for _ in range(21)]

    assert answers[:20] == [302] * 20
    assert answers[20] == 429


# --- What start_payment promises ---


def test_an_open_session_is_used_again(vo):
    first = services.start_payment(vo, return_url="/a/")
    second = services.start_payment(vo, return_url="/a/")

    assert first == second
    assert Payment.objects.get().amount == 3590


def test_a_session_ends_with_the_hold(vo):
    ends = now() + timedelta(minutes=5)
    VendorOrder.objects.update(hold_until=ends)

    session = session_of(vo.__class__.objects.get(pk=vo.pk))

    assert session.expires_at == ends


def test_after_a_session_that_ran_out_comes_a_new_one(vo, payment):
    Payment.objects.update(expires_at=now() - timedelta(seconds=1))

    services.start_payment(vo, return_url="/a/")

    assert list(Payment.objects.order_by("attempt").values_list("state", flat=True)) == ["EXPIRED", "SESSION_OPEN"]


def test_a_start_that_broke_off_is_continued(vo, payment):
    Payment.objects.update(state=Payment.State.CREATED, reference="", expires_at=None)

    services.start_payment(vo, return_url="/a/")

    again = Payment.objects.get()
    assert (again.state, again.reference) == (Payment.State.SESSION_OPEN, payment.reference)


def test_while_a_payment_is_processed_the_buyer_waits_at_the_order(vo, payment):
    say(payment, "PROCESSING")

    assert services.start_payment(vo, return_url="/a/") == "/a/"
    assert Payment.objects.count() == 1


def test_a_transfer_needs_no_session(by_transfer):
    assert services.start_payment(by_transfer, return_url="/a/") == "/a/"
    assert not Payment.objects.exists()


@pytest.mark.parametrize("end", ["paid", "cancelled", "too late"])
def test_what_is_not_to_be_paid_any_more_starts_nothing(client, vo, end):
    if end == "paid":
        VendorOrder.objects.update(payment_state="PAID")
    elif end == "cancelled":
        cancel_share(vo, by=None, who=CancelledBy.BUYER, reason="")
    else:
        VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))

    response = client.post(pay_address(vo), {"token": order_token(vo.order)})

    assert response.url == reverse("checkout:status", args=[order_token(vo.order)])
    assert not Payment.objects.exists()


def test_an_operator_that_fails_leaves_the_way_open(client, vo, monkeypatch):
    def fail(*args):
        raise GatewayError("down")

    with monkeypatch.context() as broken:
        broken.setattr(SandboxGateway, "start", fail)
        response = client.post(pay_address(vo), {"token": order_token(vo.order)})

    assert response.status_code == 302
    assert Payment.objects.get().state == Payment.State.FAILED
    assert "sandbox" in open_page(client, vo)


def test_a_session_that_ended_while_it_was_opened_is_not_used(vo, monkeypatch):
    real = SandboxGateway.start

    def slow(self, payment, return_url):
        Payment.objects.filter(pk=payment.pk).update(state=Payment.State.EXPIRED)
        return real(self, payment, return_url)

    monkeypatch.setattr(SandboxGateway, "start", slow)

    with pytest.raises(services.NotNowError):
        services.start_payment(vo, return_url="/a/")

    assert Payment.objects.get().state == Payment.State.EXPIRED


def test_a_way_of_paying_that_is_off_is_told(client, vo, settings):
    settings.OPES = settings.OPES | {"PAYMENT_GATEWAYS": ["transfer"]}

    response = client.post(pay_address(vo), {"token": order_token(vo.order)})

    assert response.status_code == 302
    assert not Payment.objects.exists()


def test_the_last_attempt_is_the_newest(vo, payment):
    say(payment, "FAILED")
    second = session_of(vo)

    assert last_attempt(vo) == second
