"""What a seller has to do, and the one word that a person reads."""

import pytest
from django.utils import translation

from shop.fulfilment import queries, services
from shop.fulfilment.models import CancelledBy, FulfilmentState, PaymentState, VendorOrder
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.factories.order import order_of
from tests.shop.fulfilment.conftest import delivered_by, put_into

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("fulfilment", "payment", "code", "word"),
    [
        ("NEW", "UNPAID", "unpaid", "Do zapłaty"),
        ("NEW", "PAID", "paid", "Opłacone"),
        ("NEW", "TERM", "term_payment", "Płatne z terminem"),
        ("IN_MAKING", "PAID", "in_making", "W przygotowaniu"),
        ("PACKED", "TERM", "packed", "Spakowane"),
        ("SHIPPED", "PAID", "shipped", "W drodze"),
        ("READY_FOR_PICKUP", "PAID", "ready_for_pickup", "Do odbioru"),
        ("DELIVERED", "TERM", "delivered", "Dostarczone"),
        ("DELIVERED", "PART_REFUNDED", "delivered", "Dostarczone"),
    ],
)
def test_a_share_has_one_word(vo, fulfilment, payment, code, word):
    put_into(vo, fulfilment, payment)

    assert queries.state_word(vo) == (code, word)


@pytest.mark.parametrize(
    ("who", "code", "word"),
    [
        (CancelledBy.BUYER, "cancelled_buyer", "Anulowane przez kupującego"),
        (CancelledBy.SELLER, "cancelled_seller", "Odwołane przez sprzedawcę"),
        (CancelledBy.ROPS, "cancelled_rops", "Anulowane przez ROPS"),
        (CancelledBy.SYSTEM, "cancelled_unpaid", "Anulowane, brak wpłaty"),
    ],
)
def test_a_cancelled_share_says_by_whom(vo, who, code, word):
    VendorOrder.objects.update(fulfilment_state="CANCELLED", cancelled_by=who)
    vo.refresh_from_db()

    assert queries.state_word(vo) == (code, word)


def test_every_pair_of_states_has_a_word_in_both_languages(vo):
    for fulfilment in FulfilmentState.values:
        for payment in PaymentState.values:
            put_into(vo, fulfilment, payment)
            for language in ("pl", "en"):
                with translation.override(language):
                    assert all(queries.state_word(vo))


@pytest.mark.parametrize(
    ("first", "second", "code", "word"),
    [
        (("NEW", "UNPAID"), ("NEW", "PAID"), "waiting", "Czeka na zapłatę"),
        (("NEW", "PAID"), ("SHIPPED", "PAID"), "in_progress", "W realizacji"),
        (("DELIVERED", "PAID"), ("SHIPPED", "PAID"), "partly_done", "Zrealizowane częściowo"),
        (("DELIVERED", "PAID"), ("CANCELLED", "PAID"), "partly_done", "Zrealizowane częściowo"),
        (("DELIVERED", "PAID"), ("DELIVERED", "TERM"), "done", "Zrealizowane"),
        (("CANCELLED", "UNPAID"), ("CANCELLED", "PAID"), "cancelled", "Anulowane"),
        (("CANCELLED", "UNPAID"), ("NEW", "PAID"), "in_progress", "W realizacji"),
    ],
)
def test_an_order_has_one_word_derived_from_its_shares(first, second, code, word):
    order = order_of(ProductFactory(), ProductFactory())
    for share, states in zip(order.vendor_orders.order_by("pk"), (first, second), strict=True):
        put_into(share, *states)

    assert queries.order_word(order) == (code, word)


def test_the_order_s_row_keeps_the_word():
    order = order_of(ProductFactory(), ProductFactory())
    first, second = order.vendor_orders.order_by("pk")
    services.mark_transfer_received(first, by=None)
    order.refresh_from_db()
    assert order.status == "WAITING"

    services.mark_transfer_received(second, by=None)

    order.refresh_from_db()
    assert order.status == "IN_PROGRESS"


def test_lists_and_counts_of_a_seller_agree():
    offer = ProductFactory(stock=100)
    states = {
        "to_pay": [("NEW", "UNPAID")],
        "to_pack": [("NEW", "PAID"), ("IN_MAKING", "TERM"), ("PACKED", "PART_REFUNDED")],
        "sent": [("SHIPPED", "PAID"), ("READY_FOR_PICKUP", "PAID")],
        "done": [("DELIVERED", "PAID"), ("CANCELLED", "UNPAID"), ("CANCELLED", "PAID")],
    }
    expected = {
        name: {put_into(order_of(offer).vendor_orders.get(), *pair).pk for pair in pairs}
        for name, pairs in states.items()
    }
    order_of(ProductFactory())  # a stranger's
    shares = queries.shares_of(offer.partner)

    for name, keys in expected.items():
        assert {share.pk for share in getattr(queries, name)(shares)} == keys, name
    assert {share.payment_state for share in queries.to_refund(shares)} == {"PAID"}
    assert queries.counts(offer.partner) == {"to_pay": 1, "to_pack": 3, "sent": 2, "done": 3, "to_refund": 1}


def test_a_new_seller_has_nothing_to_do():
    assert set(queries.counts(PartnerFactory()).values()) == {0}


@pytest.mark.parametrize("number", [1, 6])
def test_a_list_of_shares_costs_the_same_at_any_length(number, django_assert_num_queries):
    offer = ProductFactory(stock=100)
    for _ in range(number):
        order_of(offer)

    with django_assert_num_queries(2):
        for share in queries.shares_of(offer.partner):
            assert share.lines
            assert share.order.shipping_address.line4
            queries.state_word(share)
            queries.next_acts(share)


def test_buttons_say_what_will_happen(vo):
    put_into(vo, "PACKED", "PAID")
    assert ("ship", "Nadaj paczkę") in queries.next_acts(vo)
    delivered_by(vo, "OWN_DELIVERY")
    assert ("ship", "Oznacz jako wysłane") in queries.next_acts(vo)
    put_into(vo, "SHIPPED", "PAID")
    assert queries.next_acts(vo) == [("mark_delivered", "Oznacz jako dostarczone")]
    put_into(delivered_by(vo, "PICKUP"), "READY_FOR_PICKUP", "PAID")
    assert ("mark_delivered", "Wydano kupującemu") in queries.next_acts(vo)
    put_into(delivered_by(vo, "ON_SITE"), "NEW", "PAID")
    assert ("mark_delivered", "Wykonano u kupującego") in queries.next_acts(vo)


@pytest.mark.parametrize("state", FulfilmentState.values)
def test_a_buyer_may_step_back_until_it_is_packed(vo, state):
    put_into(vo, state, "PAID")

    assert queries.buyer_may_cancel(vo) is (state in {"NEW", "IN_MAKING"})
