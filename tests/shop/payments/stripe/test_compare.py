"""Every night Stripe's own lines are held against our books: a difference is told once, and agreement says nothing."""

from datetime import datetime, timedelta

import pytest
import time_machine

from operations.clock import WARSAW
from shop.payments import reconciler, services
from shop.payments.models import Incident, Payment
from tests.shop.payments.stripe.conftest import do_work, share_at

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 10, 12, 0, tzinfo=WARSAW)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=True):
        yield


@pytest.fixture
def payment(stripe, vo, buyer) -> Payment:
    buyer.pay()
    stripe.pay(buyer.session())
    buyer.deliver()
    do_work()
    return Payment.objects.get()


def tonight() -> int:
    with time_machine.travel(NOON + timedelta(hours=14), tick=True):
        return reconciler.compare_with_operators()


def told() -> list[tuple[str, int]]:
    return list(Incident.objects.order_by("pk").values_list("kind", "amount"))


def test_what_agrees_is_not_spoken_of(stripe, payment):
    services.refund_payment(payment, amount=1000, key="part")

    assert tonight() == 0
    assert told() == []


def test_money_that_we_did_not_book_is_found_and_told_once(stripe, payment):
    Payment.objects.update(state="SESSION_OPEN", paid_at=None)

    assert [tonight(), tonight()] == [1, 0]
    assert told() == [("UNKNOWN_MONEY", 3590)]


def test_a_payment_without_any_row_of_ours_is_found(stripe, payment):
    Payment.objects.update(intent="", reference="cs_else", state="EXPIRED", paid_at=None)

    tonight()

    assert told() == [("UNKNOWN_MONEY", 3590)]
    assert Incident.objects.get().vendor_order is None


def test_booked_money_that_stripe_does_not_have_is_found(stripe, payment):
    for key in [key for key, thing in stripe.book.things.items() if thing["object"] == "balance_transaction"]:
        del stripe.book.things[key]

    assert [tonight(), tonight()] == [1, 0]
    assert told() == [("MISSING_MONEY", 3590)]


def test_another_fee_is_found(stripe, payment):
    line = stripe.book.all_of(payment.account, "txn")[0]
    line["fee"] += 7

    tonight()

    assert told() == [("OTHER_FEE", 7)]


def test_a_return_that_nobody_told_us_of_is_found(stripe, payment):
    account, charge = stripe.charge_of(payment.reference)
    stripe.give_back(account, charge, 900)
    stripe.post.lose_all()

    tonight()

    assert told() == [("UNKNOWN_MONEY", -900)]


def test_an_account_that_cannot_be_read_stops_no_other(stripe, payment, buyer):
    other = share_at(stripe)
    services.start_payment(other, return_url="/")
    stripe.pay(other.payments.get().reference)
    stripe.post.lose_all()
    Payment.objects.filter(vendor_order=other).update(intent="pi_x")
    stripe.fail("GET", "/v1/balance_transactions", "500")

    tonight()

    assert [row.account for row in Incident.objects.all()] == [other.partner.stripe_account.account_id]
