"""The fake is held to Stripe's own document: everything it answers or sends, and what it must refuse."""

import copy
import gzip
import itertools
import json
import threading
import time

import pytest
import stripe as sdk
from django.conf import settings

from tests.servers.stripe_fake import StripeFake, objects, schema
from tests.servers.stripe_fake.server import form_of

#: scripts/stripe_mock.py fetches it
WHOLE = settings.VAR_DIR / "stripe-mock" / "v0.203.0" / "spec3.json"
ITEM = {
    "price_data": {"currency": "pln", "unit_amount": 3590, "product_data": {"name": "Część 100001-1"}},
    "quantity": 1,
}


@pytest.fixture
def fake():
    with StripeFake() as stripe:
        yield stripe


@pytest.fixture
def client(fake) -> sdk.StripeClient:
    return sdk.StripeClient("sk_test_123", base_addresses={"api": fake.address}, max_network_retries=0)


def start(client: sdk.StripeClient, account: str, *, key: str = "k1", **changes) -> sdk.checkout.Session:
    params = {
        "mode": "payment",
        "line_items": [ITEM],
        "payment_method_types": ["card", "blik", "p24"],
        "metadata": {"payment": "vo:1:pay:1"},
        "payment_intent_data": {"metadata": {"payment": "vo:1:pay:1"}},
        "success_url": "https://opes.example/a/",
        "cancel_url": "https://opes.example/b/",
        "expires_at": int(time.time()) + 31 * 60,
    }
    options = {"stripe_account": account, "idempotency_key": key}
    return client.v1.checkout.sessions.create(params | changes, options)


def whole_story(fake: StripeFake, client: sdk.StripeClient) -> str:
    """Do everything that the fake can do, and return the account at which it was done."""
    made = client.v1.accounts.create({"type": "express", "country": "PL"})
    client.v1.account_links.create(
        {
            "account": made.id,
            "type": "account_onboarding",
            "return_url": "https://a.example/",
            "refresh_url": "https://b.example/",
        }
    )
    schema.check(client.v1.accounts.login_links.create(made.id).to_dict())
    fake.enable(made.id, payouts=False, due=("individual.id_number",))
    paid = start(client, made.id, key="a")
    fake.decline(paid.id)
    fake.pay(paid.id)
    later = start(client, made.id, key="b")
    fake.promise(later.id)
    fake.keep_promise(later.id)
    broken = start(client, made.id, key="c")
    fake.promise(broken.id)
    fake.break_promise(broken.id)
    client.v1.checkout.sessions.expire(start(client, made.id, key="d").id, {}, {"stripe_account": made.id})
    account, charge = fake.charge_of(paid.id)
    options = {"stripe_account": account, "idempotency_key": "r"}
    refund = client.v1.refunds.create({"charge": charge["id"], "amount": 1000}, options)
    fake.fail_refund(refund.id)
    for won in (True, False):
        dispute = fake.open_dispute((paid if won else later).id)
        fake.close_dispute(dispute["data"]["object"]["id"], won=won)
    fake.fail_payout(made.id, 100)
    fake.leave(made.id)
    return made.id


# --- Held to the document ---


def test_everything_it_holds_and_sends_is_as_stripe_s_document_says(fake, client):
    account = whole_story(fake, client)

    kinds = set()
    for thing in fake.book.things.values():
        schema.check(thing)
        kinds.add(thing["object"])
    assert kinds >= {"account", "checkout.session", "payment_intent", "charge", "refund", "dispute", "payout", "event"}
    assert len(fake.book.all_of(account, "evt")) > 12


def test_every_answer_is_as_stripe_s_document_says(fake, client):
    account = whole_story(fake, client)
    session = next(row for row in fake.book.all_of(account, "cs_test") if row["payment_status"] == "paid")
    options = {"Authorization": "Bearer sk_test_1", "Stripe-Account": account}
    asked = [
        (f"/v1/checkout/sessions/{session['id']}", {"expand": ["payment_intent.latest_charge.balance_transaction"]}),
        ("/v1/charges", {"expand": ["data.balance_transaction"]}),
        ("/v1/balance_transactions", {"limit": "3"}),
        ("/v1/events", {"delivery_success": "false"}),
        ("/v1/refunds", {}),
        ("/v1/disputes", {}),
        ("/v1/checkout/sessions/cs_nobody", {}),
    ]

    for path, given in asked:
        _status, body = fake.serve("GET", path, given, options)
        schema.check(body)

    _status, body = fake.serve(*("GET", *asked[0]), options)
    assert body["payment_intent"]["latest_charge"]["balance_transaction"]["fee"] == objects.fee_of(3590, "p24")


def misspell(thing):
    thing["livemod"] = thing.pop("livemode")


@pytest.mark.parametrize(
    "spoil",
    [
        lambda thing: thing.pop("id"),
        lambda thing: thing.update(payment_status="rich"),
        lambda thing: thing.update(amount_total="3590"),
        lambda thing: thing.update(kolor="zielony"),
        lambda thing: thing.update(metadata=None, created=None),
        misspell,
    ],
    ids=["without id", "unknown state", "amount as text", "unknown field", "null", "slip"],
)
def test_control_a_broken_object_is_found(fake, client, spoil):
    session = fake.book.get(*(account := fake.seller(), start(client, account).id))
    schema.check(session)
    broken = copy.deepcopy(session)
    spoil(broken)

    with pytest.raises(schema.DriftError):
        schema.check(broken)


@pytest.mark.skipif(not WHOLE.exists(), reason="Stripe's mock, which brings the document, is not fetched")
def test_the_part_beside_the_fake_is_the_whole_document_s():
    whole = json.loads(WHOLE.read_bytes())

    assert schema.part_of(whole) == json.loads(gzip.decompress(schema.DOCUMENT.read_bytes()))


def test_the_sdk_and_the_document_speak_the_same_version():
    assert schema.version() == objects.API_VERSION == sdk._api_version._ApiVersion.CURRENT


# --- Accounts are apart ---


def test_another_seller_s_session_is_not_there(fake, client):
    session = start(client, fake.seller())

    with pytest.raises(sdk.InvalidRequestError, match="No such object"):
        client.v1.checkout.sessions.retrieve(session.id, {}, {"stripe_account": fake.seller()})


@pytest.mark.parametrize("account", ["", "acct_nobody"])
def test_money_goes_nowhere_without_a_connected_account(fake, client, account):
    with pytest.raises(sdk.StripeError):
        start(client, account)

    assert not [thing for thing in fake.book.things.values() if thing["object"] == "checkout.session"]


def test_a_seller_who_may_not_charge_yet_opens_no_session(fake, client):
    with pytest.raises(sdk.InvalidRequestError):
        start(client, fake.seller(charges=False))


def test_a_request_without_a_key_is_refused(fake):
    assert fake.serve("GET", "/v1/events", {}, {})[0] == 401


# --- Idempotency ---


def test_the_same_key_is_the_same_session(fake, client):
    account, ends = fake.seller(), int(time.time()) + 1900

    first, second = (start(client, account, expires_at=ends) for _ in range(2))

    assert first.id == second.id
    with pytest.raises(sdk.IdempotencyError):
        start(client, account, expires_at=ends + 1)


def test_a_lost_answer_is_found_by_the_same_key(fake, client):
    account, ends = fake.seller(), int(time.time()) + 1900
    fake.fail("POST", "/v1/checkout/sessions", "lost")

    with pytest.raises(sdk.APIConnectionError):
        start(client, account, expires_at=ends)
    again = start(client, account, expires_at=ends)

    assert len(fake.book.all_of(account, "cs_test")) == 1
    assert again.status == "open"


@pytest.mark.parametrize(
    ("kind", "error"), [("500", sdk.APIError), ("429", sdk.RateLimitError), ("402", sdk.CardError)]
)
def test_a_fault_before_the_work_leaves_nothing(fake, client, kind, error):
    account = fake.seller()
    fake.fail("POST", "/v1/checkout/sessions", kind)

    with pytest.raises(error):
        start(client, account)

    assert fake.book.all_of(account, "cs_test") == []
    assert start(client, account).status == "open"


# --- Money ---


def test_no_more_goes_back_than_came(fake, client):
    account = fake.seller()
    session = start(client, account)
    fake.pay(session.id)
    _account, charge = fake.charge_of(session.id)
    options = {"stripe_account": account}
    client.v1.refunds.create({"charge": charge["id"], "amount": 3000}, options)

    with pytest.raises(sdk.InvalidRequestError, match="greater than"):
        client.v1.refunds.create({"charge": charge["id"], "amount": 591}, options)
    client.v1.refunds.create({"charge": charge["id"]}, options)
    with pytest.raises(sdk.InvalidRequestError, match="already been refunded"):
        client.v1.refunds.create({"charge": charge["id"]}, options)

    moved = sum(each["amount"] for each in fake.book.all_of(account, "txn"))
    assert moved == 0


def test_a_session_is_paid_once(fake, client):
    session = start(client, fake.seller())
    fake.decline(session.id)
    fake.pay(session.id)

    with pytest.raises(Exception, match="complete"):
        fake.pay(session.id)
    with pytest.raises(Exception, match="complete"):
        fake.run_out(session.id)


# --- Events ---


def test_events_come_late_twice_in_another_order_or_not_at_all(fake, client):
    session = start(client, fake.seller())
    fake.pay(session.id)
    got: list[bytes] = []

    def send(body: bytes, headers: dict[str, str]) -> int:
        got.append(body)
        sdk.Webhook.construct_event(body, headers["Stripe-Signature"], "whsec_test")
        return 200

    answers = fake.post.deliver(send, order=reversed, times=2, lose={"charge.succeeded"})

    kinds = [json.loads(body)["type"] for body in got]
    assert kinds == ["checkout.session.completed"] * 2 + ["payment_intent.succeeded"] * 2
    assert answers == [200] * 4
    undelivered = client.v1.events.list({"delivery_success": False}, {"stripe_account": fake.book.owner_of(session.id)})
    assert {event.type for event in undelivered.data} == {"account.updated", "charge.succeeded"}


def test_the_sdk_refuses_a_letter_with_another_secret_or_from_yesterday(fake, client):
    fake.pay(start(client, fake.seller()).id)
    event = fake.post.waiting[0]

    for body, headers in (
        fake.post.letter(event, secret="whsec_other"),
        fake.post.letter(event, at=int(time.time()) - 301),
    ):
        with pytest.raises(sdk.SignatureVerificationError):
            sdk.Webhook.construct_event(body, headers["Stripe-Signature"], "whsec_test")


def test_lists_have_pages(fake, client):
    account = fake.seller()
    for key in "abcde":
        start(client, account, key=key)

    first = client.v1.checkout.sessions.list({"limit": 2}, {"stripe_account": account})
    every = list(itertools.islice(first.auto_paging_iter(), 10))

    assert len({row.id for row in every}) == 5


def test_forms_are_read_as_stripe_reads_them():
    assert form_of("a[0][b]=1&a[1][b]=2&c[d]=x&e=") == {"a": [{"b": "1"}, {"b": "2"}], "c": {"d": "x"}, "e": ""}


def test_a_hanging_answer_holds_nobody_else_up(fake, client):
    account = fake.seller()
    fake.fail("GET", "/v1/events", "hang", seconds=1.5)

    def hang() -> None:
        with pytest.raises(sdk.StripeError):
            client.v1.events.list()

    hanging = threading.Thread(target=hang)
    hanging.start()

    assert start(client, account).status == "open"

    hanging.join()
