"""Every buyer presses twice, in three tabs, at the same moment: one order, one session at Stripe."""

import pytest

from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order
from shop.payments import services
from shop.payments.models import Payment
from tests.factories.catalogue import ProductFactory
from tests.factories.order import ready_basket
from tests.factories.payments import SellerAccountFactory
from tests.shop.checkout.test_races import job_for, run_at_once
from tests.shop.payments.stripe.conftest import share_at

pytestmark = pytest.mark.django_db(transaction=True)


def paying(vo: VendorOrder):
    own = VendorOrder.objects.get(pk=vo.pk)
    return lambda: services.start_payment(own, return_url="/")


def test_six_clicks_of_three_tabs_are_one_order_and_one_session(stripe):
    account = SellerAccountFactory(account_id=stripe.seller())
    basket, draft = ready_basket(ProductFactory(partner=account.partner), method="STRIPE")

    orders = run_at_once([job_for(basket, draft)] * 6)
    vo = VendorOrder.objects.get()
    pages = run_at_once([paying(vo) for _ in range(6)])

    assert {order.pk for order in orders} == {Order.objects.get().pk}
    assert len(set(pages)) == 1, pages
    assert len(stripe.book.all_of(account.account_id, "cs_test")) == 1
    assert Payment.objects.get().state == Payment.State.SESSION_OPEN
    assert broken_invariants() == []


def test_without_a_key_of_our_own_row_there_would_be_two(stripe, monkeypatch):
    """The control: what keeps two requests for one attempt together is the key alone."""
    keys = iter(["one", "two"])
    vo = share_at(stripe)
    payment = services._claim_attempt(vo, "stripe")
    copies = [Payment.objects.get(pk=payment.pk) for _ in range(2)]
    monkeypatch.setattr(Payment, "idempotency_key", property(lambda payment: next(keys)))
    monkeypatch.setattr("shop.payments.gateways.stripe.session_params", _without_keys)

    for each in copies:
        services.open_session(each)

    assert len(stripe.book.all_of(vo.partner.stripe_account.account_id, "cs_test")) == 2


def _without_keys(payment, account, return_url):
    item = {"price_data": {"currency": "pln", "unit_amount": 3590, "product_data": {"name": "x"}}, "quantity": 1}
    return {"mode": "payment", "line_items": [item], "success_url": "https://opes.example/"}
