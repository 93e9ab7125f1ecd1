"""What a buyer sees of a seller's Stripe."""

import pytest

from shop.basket.models import Basket
from shop.basket.queries import parts_of
from shop.checkout.exceptions import NotReadyError
from shop.checkout.queries import payment_methods_for
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of, ready_basket
from tests.factories.payments import SellerAccountFactory


def test_a_buyer_orders_by_card_from_a_connected_seller(seller, stripe, account):
    vo = order_of(ProductFactory(partner=seller.partner), method="STRIPE").vendor_orders.get()

    assert vo.payment_method == "STRIPE"
    assert vo.hold_until is not None


@pytest.mark.parametrize("connected", [True, False])
def test_stripe_stays_hidden_until_charges_are_enabled(seller, stripe, connected):
    SellerAccountFactory(partner=seller.partner, charges_enabled=connected)
    _basket, draft = ready_basket(ProductFactory(partner=seller.partner))

    assert ("STRIPE" in payment_methods_for(seller.partner, draft)) is connected


def test_nobody_orders_by_an_account_that_was_taken_away_meanwhile(seller, stripe, account):
    account.charges_enabled = False
    account.save()

    with pytest.raises(NotReadyError):
        order_of(ProductFactory(partner=seller.partner), method="STRIPE")


def test_many_sellers_cost_as_many_queries_as_one(stripe, account, django_assert_num_queries):
    sellers = [SellerAccountFactory().partner for _ in range(30)]

    for some in (sellers[:1], sellers):
        basket, draft = ready_basket(*[ProductFactory(partner=partner) for partner in some])
        parts = parts_of(Basket.objects.get(pk=basket.pk))
        with django_assert_num_queries(0):
            assert all("STRIPE" in payment_methods_for(part.partner, draft) for part in parts)
        assert len(parts) == len(some)
