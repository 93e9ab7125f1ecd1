"""The door for Stripe's notices: only what Stripe signed comes in, quickly, once; everything else leaves nothing."""

import json
import time

import pytest
from django.test import Client

from operations.models import OutboxEntry
from shop.payments.models import Notice, Payment
from tests.servers.stripe_fake.postman import sign
from tests.shop.payments.stripe.conftest import WEBHOOK, sender

pytestmark = pytest.mark.django_db


@pytest.fixture
def event(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    return next(each for each in stripe.post.waiting if each["type"] == "checkout.session.completed")


def post(client, body: bytes, headers: dict[str, str]) -> int:
    return sender(client)(body, headers)


def nothing_is_kept() -> bool:
    return not Notice.objects.exists() and Payment.objects.get().state == "SESSION_OPEN"


def test_a_signed_notice_is_kept_once_however_often_it_comes(client, stripe, event):
    letter = stripe.post.letter(event)

    assert [post(client, *letter) for _ in range(5)] == [200] * 5

    assert Notice.objects.count() == 1
    assert OutboxEntry.objects.filter(topic="payments.notice").count() == 1


def test_it_holds_no_buyer_s_data(client, stripe, event):
    event["data"]["object"]["customer_details"] = {"email": "ktos@example.com", "name": "Jan Tajny"}

    post(client, *stripe.post.letter(event))

    assert "ktos@example.com" not in json.dumps(Notice.objects.get().body)
    assert "Tajny" not in json.dumps(Notice.objects.get().body)


@pytest.mark.parametrize("spoil", ["no signature", "empty", "nonsense", "other secret", "old", "future", "other body"])
def test_what_stripe_did_not_just_sign_is_refused(client, stripe, event, spoil):
    moment = {"old": int(time.time()) - 301}.get(spoil)
    body, headers = stripe.post.letter(event, at=moment, secret="whsec_x" if spoil == "other secret" else None)
    if spoil == "no signature":
        del headers["Stripe-Signature"]
    elif spoil in {"empty", "nonsense"}:
        headers["Stripe-Signature"] = {"empty": "", "nonsense": "t=zażółć,v1=\x00"}[spoil]
    elif spoil == "future":
        headers["Stripe-Signature"] = headers["Stripe-Signature"].replace("t=", "t=9")
    elif spoil == "other body":
        body = body.replace(b'"paid"', b'"PAID"')

    assert post(client, body, headers) == 400
    assert nothing_is_kept()


def test_the_old_secret_still_opens_while_a_new_one_replaces_it(client, stripe, event, settings):
    settings.OPES = settings.OPES | {"STRIPE_WEBHOOK_SECRETS": ["whsec_new", "whsec_old"]}

    for secret, answer in (("whsec_old", 200), ("whsec_new", 200), ("whsec_none", 400)):
        assert post(client, *stripe.post.letter(event, secret=secret)) == answer


def test_real_money_s_notice_is_refused_where_the_key_is_a_test_s(client, stripe, event):
    event["livemode"] = True

    assert post(client, *stripe.post.letter(event)) == 400
    assert nothing_is_kept()


@pytest.mark.parametrize("size", [64 * 1024 + 1, 5 * 1024 * 1024])
def test_what_is_too_long_is_refused_unread(client, stripe, event, size):
    event["padding"] = "x" * size
    body, headers = stripe.post.letter(event)
    started = time.perf_counter()

    assert post(client, body, headers) == 413

    assert time.perf_counter() - started < 2
    assert nothing_is_kept()


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff\xfe", b"[" * 20_000, b'{"id": 1, "type": {}}', b"null"])
def test_signed_nonsense_is_refused(client, stripe, event, body):
    _body, headers = stripe.post.letter(event)
    moment = int(time.time())
    headers["Stripe-Signature"] = f"t={moment},v1={sign(body, moment, 'whsec_test')}"

    assert post(client, body, headers) == 400
    assert nothing_is_kept()


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_a_post_comes_in(client, stripe, event, method):
    assert getattr(client, method)(WEBHOOK).status_code == 405


def test_an_operator_that_is_off_has_no_door(client, stripe, event, settings):
    settings.OPES = settings.OPES | {"PAYMENT_GATEWAYS": ["transfer"]}

    assert post(client, *stripe.post.letter(event)) == 404
    assert client.post("/platnosci/magia/webhook/", b"{}", content_type="application/json").status_code == 404
    assert nothing_is_kept()


def test_the_door_needs_no_form_token_and_makes_no_session(stripe, event):
    strict = Client(enforce_csrf_checks=True)

    assert post(strict, *stripe.post.letter(event)) == 200
    assert not strict.cookies


def test_a_notice_costs_few_queries(client, stripe, event, django_assert_max_num_queries):
    letter = stripe.post.letter(event)

    with django_assert_max_num_queries(8):
        assert post(client, *letter) == 200
