"""Paying through Stripe, from the button to the books, over real HTTP against the fake."""

import itertools

import pytest
from django.urls import reverse

from operations.clock import now
from operations.models import OutboxEntry
from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import PaymentState
from shop.ledger.models import Account
from shop.ledger.queries import balances
from shop.order.tokens import order_token
from shop.payments import reconciler, services
from shop.payments.exceptions import GatewayError, UnreachableError
from shop.payments.models import Notice, Payment
from tests.servers.stripe_fake import objects
from tests.shop.payments.stripe.conftest import do_work, kinds, later, later_work, press_pay, share_at, state

pytestmark = pytest.mark.django_db


# --- The straight way ---


def test_a_buyer_pays_at_stripe_and_the_books_know_the_fee(client, stripe, vo, buyer):
    page = buyer.pay()
    assert page.startswith(f"{stripe.address}/c/pay/cs_test_")
    stripe.pay(buyer.session(), method="blik")

    assert set(buyer.deliver()) == {200}
    assert state(vo) == (PaymentState.UNPAID, ["SESSION_OPEN"])  # nothing is believed in the request
    do_work()

    vo.refresh_from_db()
    payment = Payment.objects.get()
    fee = objects.fee_of(3590, "blik")
    assert (vo.payment_state, vo.instrument) == (PaymentState.PAID, "blik")
    assert payment.intent.startswith("pi_")
    assert (balances(vo)[Account.OPERATOR], balances(vo)[Account.FEE]) == (3590 - fee, fee)
    assert kinds(vo) == ["PLACED", "PAID"]
    assert broken_invariants() == []


def test_stripe_learns_nothing_of_the_buyer(client, stripe, vo, buyer):
    buyer.pay()

    (form,) = stripe.made("POST", "/v1/checkout/sessions")
    for secret in (vo.order.email, vo.order.buyer_name, order_token(vo.order)):
        assert secret not in str(form)
    assert form["success_url"].endswith(f"/platnosci/{vo.number}/powrot/")


def test_the_way_back_leads_to_the_page_of_the_order(client, stripe, vo, buyer):
    buyer.pay()

    response = client.get(reverse("payments:back", args=[vo.number]))

    status = reverse("checkout:status", args=[order_token(vo.order)])
    assert response.url == f"{status}?zaplata={vo.number}#zaplata"
    assert OutboxEntry.objects.filter(topic="payments.ask").count() == 1


def test_the_way_back_itself_has_the_operator_asked(client, stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    stripe.post.lose_all()

    client.get(reverse("payments:back", args=[vo.number]))
    do_work()

    assert state(vo) == (PaymentState.PAID, ["PAID"])


def test_in_another_browser_the_way_back_shows_nothing_of_the_order(client, stripe, vo, buyer):
    buyer.pay()
    client.cookies.clear()

    html = client.get(reverse("payments:back", args=[vo.number])).content.decode()

    assert order_token(vo.order) not in html
    assert vo.seller["short_name"] not in html
    assert not OutboxEntry.objects.filter(topic="payments.ask").exists()


def test_a_declined_card_leaves_the_session_open_and_the_next_one_pays(stripe, vo, buyer):
    first = buyer.pay()
    stripe.decline(buyer.session())
    buyer.deliver()
    do_work(raising=False)
    assert state(vo) == (PaymentState.UNPAID, ["SESSION_OPEN"])

    assert buyer.pay() == first
    stripe.pay(buyer.session())
    buyer.deliver()
    do_work(raising=False)

    assert state(vo) == (PaymentState.PAID, ["PAID"])
    assert not Notice.objects.filter(state="DEAD").exists()


def test_przelewy24_says_yes_later(stripe, vo, buyer):
    buyer.pay()
    stripe.promise(buyer.session())
    buyer.deliver()
    do_work()
    assert state(vo) == (PaymentState.UNPAID, ["PROCESSING"])

    stripe.keep_promise(buyer.session())
    buyer.deliver()
    do_work()

    assert state(vo) == (PaymentState.PAID, ["PAID"])


def test_przelewy24_says_no_later_and_the_buyer_pays_otherwise(stripe, vo, buyer):
    buyer.pay()
    stripe.promise(buyer.session())
    stripe.break_promise(buyer.session())
    buyer.deliver()
    do_work()
    assert state(vo) == (PaymentState.UNPAID, ["FAILED"])

    buyer.pay()
    stripe.pay(buyer.session())
    buyer.deliver()
    do_work()

    assert state(vo) == (PaymentState.PAID, ["FAILED", "PAID"])


def test_two_tabs_are_one_session(client, stripe, vo, buyer):
    assert buyer.pay() == buyer.pay()

    assert len(stripe.book.all_of(Payment.objects.get().account, "cs_test")) == 1


def test_one_declined_payment_touches_no_other_seller(client, stripe, vo, buyer):
    other = share_at(stripe)
    buyer.pay()
    press_pay(client, other)
    stripe.pay(buyer.session())
    stripe.decline(other.payments.get().reference)
    buyer.deliver()
    do_work(raising=False)

    assert state(vo) == (PaymentState.PAID, ["PAID"])
    assert state(other) == (PaymentState.UNPAID, ["SESSION_OPEN"])


# --- Notices that come wrongly ---


#: each event is first, second, third and last in those of every run; the others come at night
ORDERS = [
    pytest.param(
        order,
        marks=() if order in {(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)} else pytest.mark.nightly,
    )
    for order in itertools.permutations(range(4))
]


@pytest.mark.parametrize("order", ORDERS)
def test_in_every_order_and_five_times_each_the_end_is_the_same(stripe, vo, buyer, order):
    buyer.pay()
    stripe.pay(buyer.session())
    account, charge = stripe.charge_of(buyer.session())
    stripe.give_back(account, charge, 1000)
    stripe.enable(account)
    wanted = ("checkout.session.completed", "payment_intent.succeeded", "charge.refunded", "account.updated")

    def shuffle(events):
        named = {event["type"]: event for event in events}
        return [named[wanted[place]] for place in order]

    answers = buyer.deliver(order=shuffle, times=5)
    do_work()

    vo.refresh_from_db()
    payment = Payment.objects.get()
    assert set(answers) == {200}
    assert (vo.payment_state, payment.state, payment.refunded) == (PaymentState.PAID, "PAID", 1000)
    assert kinds(vo).count("PAID") == 1
    assert kinds(vo).count("REFUNDED") == 1
    assert OutboxEntry.objects.filter(topic="payments.close").count() == 1
    assert OutboxEntry.objects.filter(topic="mail.share_paid").count() == 1
    assert broken_invariants() == []


def test_when_every_notice_is_lost_the_reconciler_reaches_the_same_state(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    stripe.post.lose_all()
    reconciler.reconcile()
    assert state(vo) == (PaymentState.UNPAID, ["SESSION_OPEN"])  # not before five minutes

    with later(minutes=6):
        assert reconciler.reconcile() >= 1
        do_work()
        reconciler.reconcile()
        do_work()

    assert state(vo) == (PaymentState.PAID, ["PAID"])
    assert kinds(vo) == ["PLACED", "PAID"]
    assert broken_invariants() == []


def test_undelivered_events_are_fetched_once(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    stripe.post.lose_all()

    reconciler.reconcile()
    do_work()
    kept = Notice.objects.count()
    reconciler.reconcile()

    assert state(vo) == (PaymentState.PAID, ["PAID"])
    assert Notice.objects.filter(kind="checkout.session.completed").count() == 1
    assert Notice.objects.count() == kept


def test_a_notice_of_another_seller_s_account_is_not_believed(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    for event in stripe.post.waiting:
        event["account"] = "acct_other"

    buyer.deliver()
    do_work(raising=False)

    assert state(vo) == (PaymentState.UNPAID, ["SESSION_OPEN"])


def test_a_notice_about_nothing_of_ours_is_tried_and_then_dead(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    Payment.objects.update(reference="cs_gone", intent="")
    buyer.deliver(only={"checkout.session.completed"})
    Notice.objects.update(body={})
    for _ in range(12):
        OutboxEntry.objects.filter(state="PENDING").update(available_at=now(), locked_until=None)
        do_work(raising=False)

    notice = Notice.objects.get()
    assert notice.state == Notice.State.DEAD
    assert "UnknownReference" in notice.error


# --- Crashes and faults ---


def test_a_crash_between_stripe_s_answer_and_our_row_finds_the_same_session(stripe, vo, buyer):
    page = buyer.pay()
    Payment.objects.update(state="CREATED", reference="", redirect_url="", expires_at=None)

    assert buyer.pay() == page

    assert len(stripe.book.all_of(Payment.objects.get().account, "cs_test")) == 1


def test_after_a_crash_the_reconciler_finds_the_session_and_its_money(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    stripe.post.lose_all()
    Payment.objects.update(state="CREATED", reference="", redirect_url="", expires_at=None)

    with later(minutes=6):
        reconciler.reconcile()
        reconciler.reconcile()

    assert state(vo) == (PaymentState.PAID, ["PAID"])


@pytest.mark.parametrize("kind", ["lost", "500"])
def test_an_answer_that_does_not_come_charges_nobody_twice(client, stripe, vo, buyer, kind):
    stripe.fail("POST", "/v1/checkout/sessions", kind)

    assert "/c/pay/" not in buyer.pay()
    assert "/c/pay/" in buyer.pay()

    assert len(stripe.book.all_of(Payment.objects.get().account, "cs_test")) == 1


def test_while_stripe_is_down_a_notice_waits(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    buyer.deliver(only={"checkout.session.completed"})
    stripe.fail("GET", "/v1/checkout/sessions", "500")
    with pytest.raises(GatewayError):
        do_work()
    assert Notice.objects.get().state == Notice.State.RECEIVED

    later_work()

    assert state(vo) == (PaymentState.PAID, ["PAID"])


def test_an_operator_that_is_down_is_asked_three_times_in_a_turn(stripe, vo, buyer, monkeypatch):
    shares = [vo, *(share_at(stripe) for _ in range(4))]
    for share in shares:
        services.start_payment(share, return_url="/")
    asked = []

    def down(payment):
        asked.append(payment)
        raise UnreachableError

    monkeypatch.setattr(reconciler, "ask", down)
    with later(minutes=6):
        reconciler.reconcile()

    assert len(asked) == 3


def test_a_notice_that_comes_before_our_row_is_ready_waits_for_it(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    Payment.objects.update(state="CREATED", reference="", redirect_url="", expires_at=None)
    buyer.deliver(only={"checkout.session.completed"})
    do_work(raising=False)
    assert Notice.objects.get().state == Notice.State.RECEIVED

    buyer.pay()
    later_work()

    assert state(vo) == (PaymentState.PAID, ["PAID"])
