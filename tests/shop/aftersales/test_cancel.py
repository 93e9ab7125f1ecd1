"""Calling off pieces: stock, sums, money, books and both letters agree; who may, until when, and once."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.outbox import drain
from shop.aftersales.cancelling import cancel_items
from shop.aftersales.models import MoneyBack
from shop.checkout.invariants import broken_invariants
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, CancelledItem, VendorOrder
from shop.fulfilment.services import mark_packed, mark_transfer_received, ship
from shop.ledger.models import Account
from shop.ledger.queries import balances
from shop.order.models import Order
from shop.order.tokens import order_token
from shop.payments.models import Payment
from shop.payments.services import start_payment
from shop.payments.transfer import qr_payload
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of, seller_of
from tests.shop.aftersales.conftest import letters
from tests.shop.payments.conftest import say, session_of

pytestmark = pytest.mark.django_db
BUYER, SELLER = CancelledBy.BUYER, CancelledBy.SELLER


@pytest.fixture
def placed(mugs, buyer) -> VendorOrder:
    """Three mugs at 20 zł with a courier at 15,90 zł, waiting for a transfer."""
    return order_of(mugs, quantity=3, by=buyer).vendor_orders.get()


@pytest.fixture
def paid(placed) -> VendorOrder:
    mark_transfer_received(placed, by=None)
    return placed


def only(vo: VendorOrder):
    return vo.order.lines.get(partner=vo.partner)


def less(vo: VendorOrder, pieces: int, *, who=BUYER, **words):
    cancel_items(vo, {only(vo).pk: pieces}, by=None, who=who, **words)


def test_an_unpaid_piece_is_no_longer_owed(placed, mugs):
    held = mugs.stockrecords.get().num_allocated
    before = qr_payload(placed)

    less(placed, 1)

    placed.refresh_from_db()
    line = only(placed)
    assert (line.left, line.left_gross) == (2, Decimal("40.00"))
    assert (placed.payable_gross, placed.total_gross) == (Decimal("55.90"), Decimal("75.90"))
    assert mugs.stockrecords.get().num_allocated == held - 1
    assert balances(placed)[Account.BUYER] == 5590
    assert "|005590|" in qr_payload(placed) != before
    assert not MoneyBack.objects.exists()
    assert broken_invariants() == []


def test_the_smaller_sum_is_what_is_paid(placed):
    less(placed, 1)

    mark_transfer_received(placed, by=None)

    assert balances(placed).received == 5590
    assert balances(placed)[Account.REFUND] == 0
    assert broken_invariants() == []


def test_a_paid_piece_s_money_is_to_be_returned(paid, seller):
    less(paid, 2)

    back = MoneyBack.objects.get()
    assert (back.amount, back.state, back.note) == (4000, "DUE", "2 × Kubek")
    assert broken_invariants() == []


def test_a_piece_paid_online_goes_back_through_the_operator(mugs):
    vo = order_of(mugs, quantity=3, method="SANDBOX").vendor_orders.get()
    payment = session_of(vo)
    say(payment, "PAID")

    less(vo, 1)
    while drain().done:
        pass

    payment.refresh_from_db()
    vo.refresh_from_db()
    assert (payment.refunded, vo.payment_state) == (2000, "PART_REFUNDED")
    assert broken_invariants() == []


def test_an_open_session_is_closed_before_the_sum_changes(mugs):
    vo = order_of(mugs, quantity=3, method="SANDBOX").vendor_orders.get()
    old = session_of(vo)

    less(vo, 1)

    old.refresh_from_db()
    assert old.state == Payment.State.EXPIRED
    start_payment(vo, return_url="/")
    assert vo.payments.latest("attempt").amount == 5590


def test_while_the_operator_takes_the_money_nothing_is_called_off(mugs):
    vo = order_of(mugs, quantity=3, method="SANDBOX").vendor_orders.get()
    say(session_of(vo), "PROCESSING")

    with pytest.raises(NotNowError):
        less(vo, 1)

    vo.refresh_from_db()
    assert vo.cancelled_gross == 0
    assert not CancelledItem.objects.exists()


def test_the_last_piece_calls_the_whole_share_off_with_its_delivery(paid, seller):
    less(paid, 1)
    less(paid, 2)
    while drain().done:
        pass

    paid.refresh_from_db()
    assert paid.fulfilment_state == "CANCELLED"
    assert sum(MoneyBack.objects.values_list("amount", flat=True)) == 7590
    assert Order.objects.get(pk=paid.order_id).status == "CANCELLED"
    assert broken_invariants() == []


def test_a_line_called_off_leaves_the_other(mugs, seller):
    other = ProductFactory(partner=seller.partner, title="Dzbanek")
    vo = order_of(mugs, other).vendor_orders.get()
    mark_transfer_received(vo, by=None)
    line = vo.order.lines.get(title="Dzbanek")

    cancel_items(vo, {line.pk: 1}, by=None, who=BUYER)

    vo.refresh_from_db()
    assert (vo.fulfilment_state, vo.payable_gross) == ("NEW", Decimal("35.90"))
    assert broken_invariants() == []


@pytest.mark.parametrize("pieces", [0, -1, 4])
def test_only_pieces_that_are_there_can_be_called_off(placed, pieces):
    with pytest.raises(NotNowError):
        less(placed, pieces)


def test_a_line_of_another_share_cannot_be_called_off(placed):
    stranger = order_of(ProductFactory()).lines.get()

    with pytest.raises(NotNowError):
        cancel_items(placed, {stranger.pk: 1}, by=None, who=BUYER)

    stranger.refresh_from_db()
    assert stranger.cancelled == 0


def test_the_buyer_may_until_packed_the_seller_until_sent(paid):
    mark_packed(paid, by=None)
    with pytest.raises(NotNowError):
        less(paid, 1)

    less(paid, 1, who=SELLER, reason="Pękł")
    ship(paid, by=None)
    with pytest.raises(NotNowError):
        less(paid, 1, who=SELLER, reason="Pękł")

    assert only(paid).left == 2
    assert broken_invariants() == []


def test_a_second_click_of_the_same_form_changes_nothing(placed):
    line = only(placed)
    cancel_items(placed, {line.pk: 1}, by=None, who=BUYER, seen={line.pk: 3})

    with pytest.raises(NotNowError):
        cancel_items(placed, {line.pk: 1}, by=None, who=BUYER, seen={line.pk: 3})

    assert only(placed).left == 2


def test_sums_of_pieces_add_up_to_the_grosz(mugs):
    mugs.stockrecords.update(price=Decimal("3.33"))
    vo = order_of(mugs, quantity=7).vendor_orders.get()

    for pieces in (1, 2, 3):
        less(vo, pieces)

    line = only(vo)
    assert line.cancelled_gross == sum(item.worth for item in CancelledItem.objects.all())
    assert line.left_gross + line.cancelled_gross == line.line_price_incl_tax
    assert broken_invariants() == []


def test_both_letters_say_the_same_as_the_share(paid):
    less(paid, 1)

    (to_buyer,) = letters("share_reduced")
    (to_seller,) = letters("share_reduced_seller")
    for letter in (to_buyer, to_seller):
        for body in (letter.text, letter.html.replace("\xa0", " ")):
            assert "1 × Kubek" in body
            assert "20,00" in body
            assert "2 × Kubek" in body
            assert "55,90" in body


def test_the_seller_writes_why_and_only_the_buyer_gets_a_letter(paid):
    less(paid, 1, who=SELLER, reason="Pękł w piecu")

    (letter,) = letters("share_reduced")
    assert "Pękł w piecu" in letter.text
    assert letters("share_reduced_seller") == []


# --- Pages ---


def post_of(vo: VendorOrder, pieces, **words) -> dict:
    line = only(vo)
    return {f"ile-{line.pk}": pieces, f"bylo-{line.pk}": line.left, "reason": ""} | words


def test_the_buyer_calls_a_piece_off_from_the_account(client, placed, buyer):
    client.force_login(buyer)
    address = reverse("aftersales:cancel", args=[placed.number])
    assert address in client.get(reverse("account:order", args=[placed.order.number])).content.decode()
    assert client.get(address).status_code == 200

    page = client.post(address, post_of(placed, 1), follow=True).content.decode()

    assert "55,90" in page
    assert "Anulowano: 1 × Kubek" in page


def test_a_guest_calls_a_piece_off_by_the_link(client, mugs):
    vo = order_of(mugs, quantity=3).vendor_orders.get()
    token = order_token(vo.order)
    address = reverse("aftersales:cancel-link", args=[token, vo.number])
    assert address in client.get(reverse("checkout:status", args=[token])).content.decode()

    response = client.post(address, post_of(vo, 1))

    assert response.status_code == 302
    assert response["Referrer-Policy"] == "same-origin"
    assert only(vo).left == 2


@pytest.mark.parametrize("pieces", ["", "0", "4", "1.5", "-1", "dwa", "10" * 20])
def test_an_impossible_number_is_refused(client, placed, buyer, pieces):
    client.force_login(buyer)

    response = client.post(reverse("aftersales:cancel", args=[placed.number]), post_of(placed, pieces))

    assert response.status_code == 422
    assert only(placed).left == 3


def test_the_seller_has_to_say_why(client, paid, seller):
    client.force_login(seller.owner)
    address = reverse("aftersales_panel:cancel", args=[seller.slug, paid.number])

    assert client.post(address, post_of(paid, 1)).status_code == 422
    assert only(paid).left == 3
    client.post(address, post_of(paid, 1, reason="Pękł"))

    assert only(paid).left == 2
    packing = client.get(reverse("seller:packing-list", args=[seller.slug])).content.decode()
    assert '<span class="n">2</span>' in packing


def test_strangers_find_nothing_and_change_nothing(client, placed, seller, buyer):
    other, stranger = seller_of(), order_of(ProductFactory())
    own = reverse("aftersales:cancel", args=[placed.number])
    panel = reverse("aftersales_panel:cancel", args=[seller.slug, placed.number])
    foreign = reverse("aftersales_panel:cancel", args=[other.slug, placed.number])
    by_link = reverse("aftersales:cancel-link", args=[order_token(stranger), placed.number])
    bad_link = reverse("aftersales:cancel-link", args=["0" * 64, placed.number])

    assert client.post(by_link, post_of(placed, 1)).status_code == 404
    assert client.post(bad_link, post_of(placed, 1)).status_code == 404
    assert client.get(own).status_code == 302
    client.force_login(other.owner)
    for address in (own, panel, foreign):
        assert client.get(address).status_code == 404
        assert client.post(address, post_of(placed, 1, reason="x")).status_code == 404

    assert only(placed).left == 3


def test_a_packed_share_says_that_it_is_too_late(client, paid, buyer):
    mark_packed(paid, by=None)
    client.force_login(buyer)

    response = client.post(reverse("aftersales:cancel", args=[paid.number]), post_of(paid, 1), follow=True)

    assert "już anulować" in response.content.decode()
    assert only(paid).left == 3


def test_the_orders_of_a_seller_ask_as_often_with_cancelled_pieces_as_without(client, mugs, seller):
    mugs.stockrecords.update(num_in_stock=200)
    client.force_login(seller.owner)
    address = reverse("seller:orders", args=[seller.slug]) + "?stan=do-zaplaty"
    counts = []
    for number in (1, 12):
        for _ in range(number):
            less(order_of(mugs, quantity=2).vendor_orders.get(), 1)
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            client.get(address)
        counts.append(len(seen))

    assert counts[0] == counts[1]
