"""Any story of baskets, orders and money, in any order of steps: after each of them every sum agrees.

A few short stories in every run; long ones at night: `pytest -m nightly tests/shop/payments/test_machine.py`.
"""

from contextlib import suppress
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from operations import outbox
from operations.clock import now, today
from operations.models import OutboxEntry
from shop.aftersales.cancelling import cancel_items
from shop.aftersales.exceptions import AlreadyWithdrawnError, NothingChosenError, NothingOwedError
from shop.aftersales.models import MoneyBack
from shop.aftersales.refunds import ask_again, confirm_returned, return_money
from shop.aftersales.services import confirm_statement
from shop.basket.exceptions import BadQuantityError, CannotBuyError
from shop.basket.models import Basket
from shop.basket.services import add_to_basket, cap_to_stock, merge_basket
from shop.checkout.exceptions import NotReadyError, SoldOutMeanwhileError, SummaryChangedError
from shop.checkout.invariants import broken_invariants
from shop.checkout.models import CheckoutDraft
from shop.checkout.queries import summary_of
from shop.checkout.services import place_order
from shop.fulfilment import services as fulfilment
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.payments import services as payments
from shop.payments.exceptions import GatewayOffError, NoFundsError, TooMuchBackError
from shop.payments.gateways import Outcome, sandbox
from shop.payments.gateways.facts import Disputed, DisputeState, Fetched, Returned
from shop.payments.models import Payment, Refund
from shop.payments.outcomes import settle
from tests.factories.accounts import UserFactory
from tests.factories.basket import BasketFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import ready_basket
from tests.shop.aftersales.conftest import choose

#: what the portal may answer to a step that comes at the wrong moment
REFUSALS = (
    AlreadyWithdrawnError,
    BadQuantityError,
    CannotBuyError,
    GatewayOffError,
    NotNowError,
    NotReadyError,
    NothingChosenError,
    NothingOwedError,
    SoldOutMeanwhileError,
    SummaryChangedError,
    TooMuchBackError,
)
WHICH, GROSZE = st.integers(0, 50), st.integers(1, 12_000)


class Stories(RuleBasedStateMachine):
    """Two sellers with eight pieces each, and everybody's hands in the till."""

    def __init__(self) -> None:
        super().__init__()
        self.story = transaction.atomic()
        self.story._from_testcase = True  # an order is placed in a transaction of its own, as in any test
        self.story.__enter__()
        self.number = 0
        self.is_poor = False
        self.operator = patch.object(sandbox.SandboxGateway, "refund", self.answer_of_operator)
        self.operator.start()

    def teardown(self) -> None:
        self.operator.stop()
        transaction.set_rollback(True)
        self.story.__exit__(None, None, None)

    @initialize(method=st.sampled_from(["SANDBOX", "TRANSFER"]))
    def open_shop(self, method: str) -> None:
        """It begins with an order of both sellers' things, the first share paid."""
        self.person = UserFactory()
        self.offers = [
            ProductFactory(stock=8, price="33.33", partner__vat_payer=True),
            ProductFactory(stock=8, price="9.99"),
        ]
        self.basket = BasketFactory()
        for which in (0, 1):
            self.add(which, 3)
        self.order(method)
        self.pay(0)
        if method == "SANDBOX":
            self.tell(0, "PAID")

    @invariant()
    def every_sum_agrees(self) -> None:
        assert broken_invariants() == []

    # --- Baskets and orders ---

    @rule(which=st.integers(0, 1), quantity=st.integers(1, 5))
    def add(self, which: int, quantity: int) -> None:
        with suppress(*REFUSALS):
            add_to_basket(self.basket, self.offers[which], quantity=quantity)

    @rule(which=st.integers(0, 1), quantity=st.integers(1, 9))
    def sign_in(self, which: int, quantity: int) -> None:
        """The things of a guest join those of the person."""
        own = BasketFactory()
        with suppress(*REFUSALS):
            add_to_basket(own, self.offers[which], quantity=quantity)
        merge_basket(own, self.basket)
        cap_to_stock(own)
        self.basket = own

    @rule(method=st.sampled_from(["SANDBOX", "SANDBOX", "TRANSFER"]))
    def order(self, method: str) -> None:
        empty, draft = ready_basket(*self.offers, method=method)
        CheckoutDraft.objects.filter(pk=draft.pk).update(basket=self.basket)
        draft.refresh_from_db()
        empty.delete()
        with suppress(*REFUSALS):
            stamp = summary_of(Basket.objects.get(pk=self.basket.pk), draft).stamp
            place_order(Basket.objects.get(pk=self.basket.pk), draft, stamp=stamp)
        self.basket = BasketFactory()

    # --- Money ---

    @rule(which=WHICH)
    def pay(self, which: int) -> None:
        for vo in self._share(which):
            with suppress(*REFUSALS):
                if vo.payment_method == "TRANSFER":
                    fulfilment.mark_transfer_received(vo, by=self.person)
                else:
                    payments.start_payment(vo, return_url="/")

    @rule(which=WHICH, outcome=st.sampled_from(["PAID", "PAID", "FAILED", "EXPIRED"]))
    def tell(self, which: int, outcome: str) -> None:
        """The operator speaks of any session, also of one that is over."""
        for payment in self._one(Payment.objects.exclude(reference=""), which):
            body, headers = sandbox.notice(payment, Outcome(outcome))
            payments.apply_notice(payments.receive_notice("sandbox", body=body, headers=headers))

    @rule(which=WHICH, amount=GROSZE, key=st.sampled_from(["", "same"]))
    def return_a_part(self, which: int, amount: int, key: str) -> None:
        self.number += 1
        for vo in self._share(which):
            with suppress(*REFUSALS):
                return_money(vo, amount, key=key or f"reason:{self.number}", by=self.person)

    @rule(poor=st.booleans())
    def empty_or_fill_the_seller_s_account(self, poor: bool) -> None:
        """From now on the operator refuses refunds, or makes them."""
        self.is_poor = poor

    @rule(which=WHICH)
    def have_the_operator_asked_again(self, which: int) -> None:
        for back in self._one(MoneyBack.objects.exclude(refund=None), which):
            with suppress(*REFUSALS):
                ask_again(back, by=self.person)

    @rule(which=WHICH)
    def send_a_transfer_back(self, which: int) -> None:
        for back in self._one(MoneyBack.objects.filter(state="DUE"), which):
            with suppress(*REFUSALS):
                confirm_returned(back, on=today(), by=self.person)

    @rule(which=WHICH)
    def bounce(self, which: int) -> None:
        """A return that was made does not arrive."""
        for row in self._one(Refund.objects.filter(state="DONE").exclude(key__startswith="dispute:"), which):
            gone = Returned(id=f"re_{row.pk}", amount=row.amount, key=row.idempotency_key)
            settle(row.payment, Fetched(outcome=None, bounced=(gone,)))

    @rule(
        which=WHICH,
        amount=GROSZE,
        state=st.sampled_from([*DisputeState, DisputeState.WON]),
        moves=st.integers(1, 4),
        fee=st.sampled_from([0, 6000, 12000]),
    )
    def dispute(self, which: int, amount: int, state: DisputeState, moves: int, fee: int) -> None:
        """A bank takes, gives back and takes again; looks at it come late and in any order."""
        for payment in self._one(Payment.objects.filter(state__in=["PAID", "REFUNDED"]), which):
            heard = Disputed(f"dp_{payment.pk}", state, min(amount, payment.amount), fee=fee, moves=moves)
            settle(payment, Fetched(outcome=None, disputes=(heard,)))

    # --- Work, and the end before the end ---

    @rule(which=WHICH, act=st.sampled_from(["mark_packed", "ship", "mark_delivered"]))
    def work(self, which: int, act: str) -> None:
        for vo in self._share(which):
            with suppress(*REFUSALS):
                getattr(fulfilment, act)(vo, by=self.person)

    @rule(which=WHICH, pieces=st.integers(1, 3))
    def call_pieces_off(self, which: int, pieces: int) -> None:
        for vo in self._share(which):
            with suppress(*REFUSALS):
                cancel_items(vo, {vo.lines[0].pk: pieces}, by=None, who=CancelledBy.BUYER)

    @rule(which=WHICH, who=st.sampled_from([CancelledBy.BUYER, CancelledBy.SELLER]))
    def call_off(self, which: int, who: CancelledBy) -> None:
        for vo in self._share(which):
            with suppress(*REFUSALS):
                fulfilment.cancel_share(vo, by=None, who=who, reason="")

    @rule(which=WHICH, pieces=st.integers(1, 3))
    def withdraw(self, which: int, pieces: int) -> None:
        for vo in self._share(which):
            with suppress(*REFUSALS):
                confirm_statement(choose(vo.order, **{vo.lines[0].title: pieces}), by=None)

    @rule()
    def time_is_up(self) -> None:
        VendorOrder.objects.filter(hold_until__isnull=False).update(hold_until=now() - timedelta(seconds=1))
        payments.expire_unpaid()

    @rule()
    def let_the_worker_work(self) -> None:
        done = ("payments.", "aftersales.")
        for entry in OutboxEntry.objects.filter(state="PENDING"):
            if not entry.topic.startswith(done):
                entry.delete()
        outbox.drain(raising=True)

    # --- How it is done ---

    def answer_of_operator(self, *asked: object) -> None:
        if self.is_poor:
            raise NoFundsError

    def _share(self, which: int) -> list[VendorOrder]:
        return self._one(VendorOrder.objects.order_by("pk"), which)

    def _one(self, rows, which: int) -> list:
        found = list(rows.order_by("pk"))
        return [found[which % len(found)]] if found else []


def tell_stories(*, number: int, steps: int, **how) -> None:
    run_state_machine_as_test(
        Stories,
        settings=settings(
            max_examples=number,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            **how,
        ),
    )


@pytest.mark.django_db
def test_after_every_step_of_short_stories_every_sum_agrees():
    tell_stories(number=4, steps=12, derandomize=True)


@pytest.mark.nightly
@pytest.mark.django_db
def test_after_every_step_of_500_long_stories_every_sum_agrees():
    tell_stories(number=500, steps=50)
