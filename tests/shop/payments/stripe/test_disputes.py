"""A buyer who goes to his bank, and a return that never arrives: both are booked, once, whichever way they are heard of."""

import itertools

import pytest

from operations.clock import today
from operations.models import OutboxEntry
from shop.aftersales.models import MoneyBack
from shop.aftersales.refunds import confirm_returned, return_money
from shop.checkout.invariants import broken_invariants
from shop.fulfilment import services as fulfilment
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.ledger.models import Account, Entry
from shop.ledger.queries import balances
from shop.payments import reconciler, services
from shop.payments.exceptions import ByHandError
from shop.payments.models import Incident, Payment, Refund
from shop.payments.queries import disputes_of, unbooked_money
from tests.factories.accounts import UserFactory
from tests.servers.stripe_fake import objects
from tests.shop.payments.stripe.conftest import do_work, kinds, later, later_work, paid, state

pytestmark = pytest.mark.django_db
nightly = pytest.mark.nightly
FEE = objects.fee_of(3590, "card")
#: each event is first, second, third and last in those of every run; the others come at night
ORDERS = [
    pytest.param(order, marks=() if order in {(0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)} else nightly)
    for order in itertools.permutations(range(4))
]


def disputed(stripe, buyer) -> str:
    return stripe.open_dispute(buyer.session())["data"]["object"]["id"]


def heard(buyer, **how) -> None:
    buyer.deliver(**how)
    do_work()


def told() -> list[str]:
    return list(Incident.objects.order_by("pk").values_list("kind", flat=True))


def letters() -> list[str]:
    """What the seller is written about, as the outbox has it: the worker of this room's tests sends no mail."""
    refs = OutboxEntry.objects.filter(topic="mail.money_incident").values_list("ref", flat=True)
    return list(Incident.objects.filter(pk__in=list(refs)).order_by("pk").values_list("kind", flat=True))


# --- Disputes ---


def test_an_open_dispute_is_known_and_moves_no_money(stripe, vo, buyer):
    paid(stripe, buyer)
    disputed(stripe, buyer)

    heard(buyer, times=2)

    assert told() == letters() == ["DISPUTE"]
    assert kinds(vo) == ["PLACED", "PAID", "DISPUTED"]
    assert state(vo) == (PaymentState.PAID, ["PAID"])
    assert disputes_of(vo.partner) == ([vo], [])
    assert broken_invariants() == []


def test_a_dispute_that_is_won_leaves_the_seller_the_money(stripe, vo, buyer):
    paid(stripe, buyer)
    number = disputed(stripe, buyer)
    stripe.close_dispute(number, won=True)

    heard(buyer)

    assert told() == ["DISPUTE", "DISPUTE_WON"]
    assert kinds(vo) == ["PLACED", "PAID", "DISPUTED", "DISPUTE_WON"]
    assert (balances(vo).received, balances(vo).sold) == (3590, 3590)
    assert not Refund.objects.exists()
    assert disputes_of(vo.partner) == ([], [])


def test_a_dispute_that_is_lost_takes_the_money_from_the_seller_s_share(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    stripe.close_dispute(disputed(stripe, buyer), won=False)

    heard(buyer, times=3)

    payment.refresh_from_db()
    there = balances(vo)
    assert (payment.state, payment.refunded) == ("REFUNDED", 3590)
    assert state(vo)[0] == PaymentState.REFUNDED
    assert (there.received, there.sold, there[Account.FEE]) == (0, 0, FEE + 6000)
    assert list(Entry.objects.filter(vendor_order=vo).values_list("kind", flat=True)) == [
        "CHARGE",
        "PAYMENT",
        "CHARGEBACK",
        "DISPUTE_FEE",
    ]
    assert kinds(vo)[-1] == "DISPUTE_LOST"
    assert Incident.objects.filter(kind="DISPUTE_LOST", vendor_order=vo, amount=3590).count() == 1
    assert letters() == ["DISPUTE_LOST"]  # that it was open is no news any more
    assert broken_invariants() == []


def test_what_the_bank_took_is_neither_packed_nor_returned_again(stripe, vo, buyer):
    paid(stripe, buyer)
    stripe.close_dispute(disputed(stripe, buyer), won=False)
    heard(buyer)
    vo.refresh_from_db()
    assert disputes_of(vo.partner) == ([], [vo])

    with pytest.raises(NotNowError):
        fulfilment.mark_packed(vo, by=None)
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")
    do_work()

    assert disputes_of(vo.partner) == ([], [])
    assert len(stripe.book.all_of(Payment.objects.get().account, "re")) == 0
    assert not vo.order.lines.get().stockrecord.num_allocated
    assert broken_invariants() == []


@pytest.mark.parametrize("order", ORDERS)
def test_in_every_order_and_twice_each_a_lost_dispute_ends_the_same(stripe, vo, buyer, order):
    buyer.pay()
    stripe.pay(buyer.session())
    account, charge = stripe.charge_of(buyer.session())
    stripe.give_back(account, charge, 1000)
    number = disputed(stripe, buyer)
    stripe.book.get(account, number)["amount"] = 2590
    stripe.close_dispute(number, won=False)
    wanted = ("checkout.session.completed", "charge.refunded", "charge.dispute.created", "charge.dispute.closed")

    def shuffle(events):
        named = {event["type"]: event for event in events}
        return [named[wanted[place]] for place in order]

    assert set(buyer.deliver(order=shuffle, times=2)) == {200}
    do_work(raising=False)
    later_work()  # a dispute that is heard of before its payment waits for it

    payment = Payment.objects.get()
    assert (payment.state, payment.refunded, state(vo)[0]) == ("REFUNDED", 3590, PaymentState.REFUNDED)
    assert sorted(kinds(vo)) == ["DISPUTED", "DISPUTE_LOST", "PAID", "PLACED", "REFUNDED"]
    assert sorted(told()) == ["DISPUTE", "DISPUTE_LOST", "RETURNED_OUTSIDE"]
    assert broken_invariants() == []


def test_a_dispute_over_a_part_leaves_the_rest(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    number = disputed(stripe, buyer)
    stripe.book.get(payment.account, number)["amount"] = 1000
    stripe.close_dispute(number, won=False)

    heard(buyer)

    assert state(vo) == (PaymentState.PART_REFUNDED, ["PAID"])
    assert (balances(vo).received, balances(vo).sold) == (2590, 2590)
    assert broken_invariants() == []


def test_a_return_on_its_way_is_given_up_when_the_bank_takes_the_money_first(stripe, vo, buyer):
    paid(stripe, buyer)
    back = return_money(vo, 1000, key="complaint:1", by=None)
    OutboxEntry.objects.filter(topic="aftersales.return").delete()  # the worker is not so quick
    stripe.close_dispute(disputed(stripe, buyer), won=False)

    heard(buyer)

    back.refresh_from_db()
    assert back.state == MoneyBack.State.RETURNED
    assert not Refund.objects.exclude(state="DONE").exists()
    assert balances(vo).received == 0
    assert broken_invariants() == []


def test_a_lost_dispute_that_nobody_told_us_of_is_found_at_night(stripe, vo, buyer):
    paid(stripe, buyer)
    stripe.close_dispute(disputed(stripe, buyer), won=False)
    stripe.post.lose_all()

    with later(hours=20):
        reconciler.compare_with_operators()

    assert state(vo)[0] == PaymentState.REFUNDED
    assert broken_invariants() == []


def test_of_a_seller_who_left_a_dispute_is_told_and_not_booked(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    stripe.close_dispute(disputed(stripe, buyer), won=False)
    stripe.book.things.pop(("", payment.account))

    heard(buyer)

    assert told() == ["DISPUTE", "DISPUTE_LOST"]
    assert balances(vo).received == 3590


# --- Returns that never arrive ---


def cancelled(vo: VendorOrder) -> None:
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")
    do_work()


def the_return(stripe, payment: Payment) -> str:
    return stripe.book.all_of(payment.account, "re")[0]["id"]


def test_a_return_that_did_not_arrive_is_owed_again_by_the_seller_s_hand(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    cancelled(vo)
    heard(buyer)
    assert state(vo) == (PaymentState.REFUNDED, ["REFUNDED"])

    stripe.fail_refund(the_return(stripe, payment))
    heard(buyer, times=3)

    payment.refresh_from_db()
    task = MoneyBack.objects.get()
    assert Refund.objects.get().state == Refund.State.FAILED
    assert (payment.state, payment.refunded) == ("PAID", 0)
    assert state(vo)[0] == PaymentState.PAID
    assert (balances(vo).received, balances(vo)[Account.REFUND]) == (3590, -3590)
    assert (task.amount, task.state, task.payment) == (3590, MoneyBack.State.DUE, None)
    assert kinds(vo)[-1] == "REFUND_FAILED"
    assert told() == letters() == ["REFUND_FAILED"]
    assert broken_invariants() == []


def test_after_the_seller_s_transfer_the_share_is_refunded_and_stripe_is_not_asked_again(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    cancelled(vo)
    stripe.fail_refund(the_return(stripe, payment))
    heard(buyer)
    services.refund_share(VendorOrder.objects.get(pk=vo.pk))

    confirm_returned(MoneyBack.objects.get(), on=today(), by=UserFactory())

    assert state(vo)[0] == PaymentState.REFUNDED
    assert len(stripe.book.all_of(payment.account, "re")) == 1
    assert (balances(vo).received, balances(vo)[Account.BANK]) == (0, -3590)
    assert broken_invariants() == []


def test_one_of_two_returns_that_did_not_arrive_leaves_the_other(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    for key, amount in (("a", 500), ("b", 700)):
        return_money(vo, amount, key=key, by=None)
    for back in MoneyBack.objects.all():
        services.refund_payment(payment, amount=back.amount, key=back.key)
    assert state(vo)[0] == PaymentState.PART_REFUNDED

    stripe.fail_refund(the_return(stripe, payment))
    heard(buyer)

    payment.refresh_from_db()
    assert payment.refunded == 500
    assert balances(vo).received == 3090
    assert unbooked_money() == []


def test_a_return_that_fails_before_it_was_booked_is_the_seller_s_task(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    stripe.fail("POST", "/v1/refunds", "lost")
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")
    do_work(raising=False)
    stripe.fail_refund(the_return(stripe, payment))
    heard(buyer)

    with pytest.raises(ByHandError):
        services.refund_payment(payment)
    services.refund_share(VendorOrder.objects.get(pk=vo.pk))

    assert MoneyBack.objects.get().state == MoneyBack.State.DUE
    assert state(vo) == (PaymentState.PAID, ["PAID"])
    assert broken_invariants() == []


def test_a_failed_return_that_the_seller_made_at_stripe_is_booked_back_too(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    account, charge = stripe.charge_of(payment.reference)
    made = stripe.give_back(account, charge, 900)
    heard(buyer)
    stripe.fail_refund(made["id"])

    heard(buyer)

    assert balances(vo).received == 3590
    assert MoneyBack.objects.get().amount == 900
    assert broken_invariants() == []


def test_control_the_checker_finds_a_return_that_is_booked_in_one_place_only(stripe, vo, buyer):
    payment = paid(stripe, buyer)
    services.refund_payment(payment, amount=500, key="a")
    assert unbooked_money() == []

    Refund.objects.update(state=Refund.State.FAILED)

    assert len(unbooked_money()) == 2
