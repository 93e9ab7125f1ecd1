"""What a bank decides anew after a dispute was lost, and what Stripe keeps for one: booked once, as its lines say."""

import itertools

import pytest

from operations.clock import today
from shop.aftersales.models import MoneyBack
from shop.aftersales.refunds import confirm_returned, return_money
from shop.checkout.invariants import broken_invariants
from shop.fulfilment import services as fulfilment
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.ledger.models import Account, Entry
from shop.ledger.queries import balances, share_rows
from shop.payments import reconciler
from shop.payments.exceptions import TooMuchBackError
from shop.payments.models import Incident, Payment, Refund
from shop.payments.queries import disputes_of
from tests.factories.accounts import UserFactory
from tests.servers.stripe_fake import objects
from tests.shop.payments.stripe.conftest import do_work, kinds, later, later_work, paid, state
from tests.shop.payments.stripe.test_disputes import disputed, heard, letters, told

pytestmark = pytest.mark.django_db
FEE = objects.fee_of(3590, "card")
DISPUTE_FEE = 6000


@pytest.fixture
def payment(stripe, vo, buyer) -> Payment:
    return paid(stripe, buyer)


@pytest.fixture
def lost(stripe, payment, buyer) -> str:
    """The number of a dispute that the seller lost, and the portal heard of."""
    number = disputed(stripe, buyer)
    stripe.close_dispute(number, won=False)
    heard(buyer)
    return number


def fee_of(vo: VendorOrder) -> int:
    return balances(vo)[Account.FEE] - FEE


# --- Decided anew ---


@pytest.mark.parametrize("status", ["won", "lost"])
def test_money_that_the_bank_gives_back_is_booked_back_and_told_once(stripe, vo, buyer, payment, lost, status):
    stripe.reinstate(lost, status=status)

    heard(buyer, times=3)

    payment.refresh_from_db()
    there = balances(vo)
    assert state(vo) == (PaymentState.PAID, ["PAID"])
    assert (payment.refunded, there.received, there.sold, there[Account.REFUND]) == (0, 3590, 3590, 0)
    assert told() == ["DISPUTE", "DISPUTE_LOST", "DISPUTE_UNDONE"]
    assert letters() == ["DISPUTE_UNDONE"]  # that of the loss was sent before
    assert kinds(vo)[-1] == "DISPUTE_WON"
    assert disputes_of(vo.partner) == ([], [])
    fulfilment.mark_packed(VendorOrder.objects.get(pk=vo.pk), by=None)
    assert broken_invariants() == []


def test_what_was_given_back_can_be_returned_again_and_no_more(stripe, vo, buyer, payment, lost):
    stripe.reinstate(lost)
    heard(buyer)

    with pytest.raises(TooMuchBackError):
        return_money(vo, 3591, key="a", by=None)
    return_money(VendorOrder.objects.get(pk=vo.pk), 3590, key="b", by=None)

    assert Refund.objects.get(key="b").amount == 3590
    assert broken_invariants() == []


def test_of_a_share_called_off_since_the_money_is_the_seller_s_to_return(stripe, vo, buyer, payment, lost):
    fulfilment.cancel_share(VendorOrder.objects.get(pk=vo.pk), by=None, who=CancelledBy.SELLER, reason="")
    do_work()
    stripe.reinstate(lost)

    heard(buyer, times=2)

    task = MoneyBack.objects.get()
    assert (task.state, task.amount) == ("DUE", 3590)
    assert balances(vo).sold == 0
    assert broken_invariants() == []
    confirm_returned(task, on=today(), by=UserFactory())
    assert state(vo)[0] == PaymentState.REFUNDED
    assert broken_invariants() == []


def test_a_return_that_the_bank_had_made_needless_is_owed_again(stripe, vo, buyer, payment):
    return_money(vo, 1000, key="complaint:1", by=None)
    number = disputed(stripe, buyer)
    stripe.close_dispute(number, won=False)
    heard(buyer)
    assert MoneyBack.objects.get().state == "RETURNED"

    stripe.reinstate(number)
    heard(buyer)

    assert MoneyBack.objects.get(state="DUE").amount == 1000
    assert (balances(vo).received, balances(vo).sold) == (3590, 2590)
    assert broken_invariants() == []


def test_the_bank_takes_gives_back_and_takes_again(stripe, vo, buyer, payment, lost):
    stripe.reinstate(lost)
    heard(buyer)
    own = stripe.book.get(payment.account, lost)
    own["balance_transactions"].append(
        stripe.book.move(payment.account, kind="adjustment", source=own, amount=-own["amount"])
    )
    stripe.close_dispute(lost, won=False)

    heard(buyer, times=2)

    assert state(vo) == (PaymentState.REFUNDED, ["REFUNDED"])
    assert sorted(Refund.objects.values_list("state", flat=True)) == ["DONE", "UNDONE"]
    assert letters() == ["DISPUTE_LOST"]  # the second one; those of the first two steps were sent before
    assert told() == ["DISPUTE", "DISPUTE_LOST", "DISPUTE_UNDONE", "DISPUTE_LOST"]
    assert broken_invariants() == []


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_in_every_order_of_events_the_end_is_the_same(stripe, vo, buyer, payment, order):
    number = disputed(stripe, buyer)
    stripe.close_dispute(number, won=False)
    stripe.reinstate(number)

    buyer.deliver(order=lambda events: [events[place] for place in order], times=2)
    do_work(raising=False)
    later_work()

    assert state(vo) == (PaymentState.PAID, ["PAID"])
    assert balances(vo).received == 3590
    assert fee_of(vo) == DISPUTE_FEE
    assert broken_invariants() == []


def test_a_reversal_that_nobody_told_us_of_is_found_at_night(stripe, vo, buyer, payment, lost):
    stripe.reinstate(lost)
    stripe.post.lose_all()

    with later(hours=20):
        reconciler.compare_with_operators()

    assert state(vo)[0] == PaymentState.PAID
    assert broken_invariants() == []


# --- What Stripe keeps ---


@pytest.mark.parametrize(("line", "kept"), [(0, DISPUTE_FEE), (-DISPUTE_FEE, 0), (1500, 7500)])
def test_the_fee_of_a_won_dispute_is_what_stripe_s_lines_add_up_to(stripe, vo, buyer, payment, line, kept):
    stripe.close_dispute(disputed(stripe, buyer), won=True, fee=line)

    heard(buyer, times=2)

    assert fee_of(vo) == kept
    assert balances(vo).received == 3590
    [row] = share_rows([vo], today().replace(day=1))
    assert (row.fee, row.refunded) == (FEE + kept, 0)
    with later(hours=20):
        assert reconciler.compare_with_operators() == 0
    assert not Incident.objects.filter(kind__in=["OTHER_FEE", "UNKNOWN_MONEY"]).exists()
    assert broken_invariants() == []


def test_a_fee_given_back_with_the_money_is_booked_back(stripe, vo, buyer, payment, lost):
    assert fee_of(vo) == DISPUTE_FEE

    stripe.reinstate(lost, fee=-DISPUTE_FEE)
    heard(buyer, times=2)

    assert fee_of(vo) == 0
    assert Entry.objects.filter(kind="DISPUTE_FEE").count() == 2
    assert broken_invariants() == []
