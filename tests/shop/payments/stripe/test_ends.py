"""How payments through Stripe end: holds that run out, late money, money back; over HTTP against the fake."""

from datetime import timedelta

import pytest

from operations.clock import now
from shop.checkout.invariants import broken_invariants
from shop.fulfilment import services as fulfilment
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.payments import reconciler, services
from shop.payments.exceptions import GatewayError
from shop.payments.models import Incident, Payment, Refund
from tests.shop.payments.stripe.conftest import do_work, later, paid, state

pytestmark = pytest.mark.django_db


# --- The end of a hold ---


def test_an_expired_session_frees_the_goods_only_when_it_is_surely_dead(stripe, vo, buyer):
    buyer.pay()
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))
    stripe.fail("POST", "/v1/checkout/sessions", "500", times=2)
    assert services.expire_unpaid() == 0
    assert vo.order.lines.get().stockrecord.num_allocated == 1

    stripe.faults.clear()
    assert services.expire_unpaid() == 1

    assert state(vo) == (PaymentState.EXPIRED, ["EXPIRED"])
    assert stripe.book.get(Payment.objects.get().account, buyer.session())["status"] == "expired"
    assert not vo.order.lines.get().stockrecord.num_allocated


def test_money_of_the_last_second_pays_and_nothing_expires(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    stripe.post.lose_all()
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))

    services.expire_unpaid()

    assert state(vo) == (PaymentState.PAID, ["PAID"])


def test_after_a_session_that_ran_out_the_buyer_gets_a_new_one(stripe, vo, buyer):
    first = buyer.pay()
    stripe.run_out(buyer.session())
    buyer.deliver()
    do_work()

    second = buyer.pay()

    assert second != first
    assert state(vo) == (PaymentState.UNPAID, ["EXPIRED", "SESSION_OPEN"])


def test_late_money_goes_back_whole_and_rops_and_the_seller_know(stripe, vo, buyer):
    buyer.pay()
    stripe.promise(buyer.session())
    buyer.deliver()
    do_work()
    Payment.objects.update(state="FAILED")  # as if the bank had said no before
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))
    assert services.expire_unpaid() == 1
    stripe.keep_promise(buyer.session())

    buyer.deliver()
    do_work()

    payment = Payment.objects.get()
    assert (payment.state, payment.refunded) == ("REFUNDED", payment.amount)
    assert Incident.objects.get().kind == Incident.Kind.LATE_MONEY
    assert stripe.charge_of(payment.reference)[1]["refunded"]
    assert broken_invariants() == []


# --- Money back ---


def test_a_cancelled_share_s_money_goes_back_once_though_asked_twice(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")
    do_work()
    services.refund_share(VendorOrder.objects.get(pk=vo.pk))
    buyer.deliver()
    do_work()

    payment.refresh_from_db()
    assert (payment.state, payment.refunded) == ("REFUNDED", payment.amount)
    assert len(stripe.book.all_of(payment.account, "re")) == 1
    assert not Incident.objects.exists()
    assert broken_invariants() == []


def test_a_return_whose_answer_was_lost_is_made_once(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    stripe.fail("POST", "/v1/refunds", "lost")
    with pytest.raises(GatewayError):
        services.refund_payment(payment, amount=1000, key="part")
    assert Refund.objects.get().state == Refund.State.ASKED

    with later(minutes=6):
        reconciler.reconcile()
    buyer.deliver()
    do_work()

    payment.refresh_from_db()
    assert (Refund.objects.get().state, payment.refunded) == (Refund.State.DONE, 1000)
    assert len(stripe.book.all_of(payment.account, "re")) == 1
    assert broken_invariants() == []


def test_a_notice_of_our_own_return_settles_it(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    stripe.fail("POST", "/v1/refunds", "lost")
    with pytest.raises(GatewayError):
        services.refund_payment(payment, amount=1000, key="part")

    buyer.deliver()
    do_work()

    payment.refresh_from_db()
    assert (Refund.objects.get().state, payment.refunded) == (Refund.State.DONE, 1000)
    assert not Incident.objects.exists()


def test_a_return_made_in_stripe_s_dashboard_is_booked_once(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    account, charge = stripe.charge_of(payment.reference)
    stripe.give_back(account, charge, 500)
    buyer.deliver(times=3)
    do_work()
    stripe.give_back(account, charge, 700)
    buyer.deliver()
    do_work()

    payment.refresh_from_db()
    assert payment.refunded == 1200
    assert list(Incident.objects.order_by("pk").values_list("kind", "amount")) == [
        ("RETURNED_OUTSIDE", 500),
        ("RETURNED_OUTSIDE", 700),
    ]
    assert broken_invariants() == []


def test_a_payout_that_failed_is_told(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    stripe.fail_payout(payment.account, 3000)
    buyer.deliver()
    do_work()

    incident = Incident.objects.get()
    assert (incident.kind, incident.account, incident.amount) == ("PAYOUT_FAILED", payment.account, 3000)


def test_an_account_that_changed_is_asked_about(stripe, vo, buyer):
    account = vo.partner.stripe_account
    stripe.enable(account.account_id, charges=False, payouts=False)
    buyer.deliver()
    do_work()

    account.refresh_from_db()
    assert not account.charges_enabled
