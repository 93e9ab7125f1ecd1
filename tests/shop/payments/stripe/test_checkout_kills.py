"""A process killed (-9) between the last button and the operator's page: the buyer presses again and has one order."""

import random

import pytest

from shop.basket.models import Basket
from shop.checkout import services as checkout
from shop.checkout.invariants import broken_invariants
from shop.checkout.queries import summary_of
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order
from shop.partner.models import StockRecord
from shop.payments import services
from shop.payments.models import Payment, SellerAccount
from tests.factories.catalogue import ProductFactory
from tests.factories.order import ready_basket
from tests.factories.payments import SellerAccountFactory
from tests.shop.payments.stripe.test_kills import after_the_lease, each_step, hear, killed_at, work

pytestmark = pytest.mark.django_db(transaction=True)


class Buyer:
    """Somebody with two mugs in the basket and every question of the checkout answered."""

    def __init__(self, stripe) -> None:
        self.account: SellerAccount = SellerAccountFactory(account_id=stripe.seller())
        self.offer = ProductFactory(partner=self.account.partner, stock=5)
        self.basket, self.draft = ready_basket(self.offer, quantity=2, method="STRIPE")
        self.stamp = summary_of(Basket.objects.get(pk=self.basket.pk), self.draft).stamp

    def press(self) -> None:
        """Place the order and open the operator's page, as one press of the last button and its way on do."""
        order = checkout.place_order(Basket.objects.get(pk=self.basket.pk), self.draft, stamp=self.stamp)
        services.start_payment(order.vendor_orders.get(), return_url="/")


def length_of_a_press(stripe) -> int:
    """Return at how many points a press can be killed, once everything that is asked for once has been asked for."""
    Buyer(stripe).press()
    steps: list[None] = []
    buyer = Buyer(stripe)
    with each_step(lambda: steps.append(None)):
        buyer.press()
    return len(steps)


def dies_and_tries_again(stripe, point: int) -> bool:
    """Kill a press at its so-manieth statement, press again and pay; say whether it died."""
    buyer, where = Buyer(stripe), f"after the kill at {point}"
    died = killed_at(point, buyer.press)
    assert broken_invariants() == [], where

    buyer.press()

    order = Order.objects.get(basket_id=buyer.basket.pk)
    vo = VendorOrder.objects.get(order=order)
    payment = Payment.objects.get(vendor_order=vo)
    assert Basket.objects.get(pk=buyer.basket.pk).status == Basket.SUBMITTED, where
    assert StockRecord.objects.get(product=buyer.offer).num_allocated == 2, where
    assert len(stripe.book.all_of(buyer.account.account_id, "cs_test")) == 1, where
    assert payment.state == Payment.State.SESSION_OPEN, where
    assert broken_invariants() == [], where

    stripe.pay(payment.reference)
    hear(stripe)
    after_the_lease()
    work()
    vo.refresh_from_db()
    assert vo.payment_state == "PAID", where
    assert broken_invariants() == [], where
    return died


def test_a_checkout_killed_here_and_there_ends_as_one_order_and_one_session(stripe):
    length = length_of_a_press(stripe)

    died = [dies_and_tries_again(stripe, length * part // 6) for part in (1, 3, 5)]

    assert all(died)


@pytest.mark.nightly
def test_a_checkout_killed_40_times_at_each_statement_and_at_random_ends_as_one_order_and_one_session(stripe):
    length = length_of_a_press(stripe)
    each = list(range(1, length + 1))
    points = each + random.choices(each, k=max(0, 40 - length))

    died = [dies_and_tries_again(stripe, point) for point in points]

    assert all(died), points


def test_control_without_the_transaction_a_killed_checkout_leaves_half_an_order(stripe, monkeypatch):
    length = length_of_a_press(stripe)
    monkeypatch.setattr(checkout, "_place", checkout._place.__wrapped__)

    for point in range(length // 2, 0, -3):
        killed_at(point, Buyer(stripe).press)
        if broken_invariants():
            return
    pytest.fail("every kill left everything whole, so the tests above prove nothing")
