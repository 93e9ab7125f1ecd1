"""What a statement holds: sums to the grosz, letters once, no piece twice."""

import pytest
from django.db import IntegrityError, transaction

from shop.aftersales import services
from shop.aftersales.exceptions import AlreadyWithdrawnError, NothingChosenError
from shop.aftersales.models import Withdrawal, WithdrawalItem
from shop.aftersales.people import forget_account_numbers, withdrawals_as_data
from shop.fulfilment.forms import new_form_key
from shop.fulfilment.services import mark_transfer_received
from shop.order.models import Order
from tests.clock import at
from tests.factories.catalogue import DeliveryWayFactory, ProductFactory
from tests.factories.order import order_of
from tests.shop.aftersales.conftest import choose, confirmed, letters


def test_part_of_the_things_returns_their_price_only(order):
    share = confirmed(order, Kubek=2).shares.get()

    assert not share.is_whole
    assert str(share.refund_gross) == "40.00"


def test_everything_returns_the_delivery_too(order):
    share = confirmed(order).shares.get()

    assert share.is_whole
    assert str(share.refund_gross) == "75.90"


def test_last_piece_completes_the_whole(order):
    confirmed(order, Kubek=2)
    share = confirmed(order, Kubek=1).shares.get()

    assert share.is_whole
    assert str(share.refund_gross) == "35.90"


def test_dearer_delivery_comes_back_as_the_cheapest_one(order, seller):
    DeliveryWayFactory(partner=seller.partner, locker=True)
    DeliveryWayFactory(partner=seller.partner, pickup=True)

    assert str(confirmed(order).shares.get().refund_gross) == "74.90"


def test_parts_of_an_uneven_price_add_up(order):
    order.lines.update(line_price_incl_tax="10.00")
    sums = [confirmed(order, Kubek=1).shares.get().goods_gross for _ in range(3)]

    assert str(sum(sums)) == "10.00"


def test_two_drafts_about_the_same_pieces_make_one_statement(order):
    first, second = choose(order), choose(order)

    services.confirm_statement(first, by=None)
    with pytest.raises(AlreadyWithdrawnError):
        services.confirm_statement(second, by=None)

    second.refresh_from_db()
    assert second.state == Withdrawal.State.DRAFT
    assert second.number is None
    assert len(letters("withdrawal_receipt")) == 1


def test_database_refuses_more_than_was_bought(order):
    item = choose(order).shares.get().items.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        WithdrawalItem.objects.filter(pk=item.pk).update(quantity=4)
    with pytest.raises(IntegrityError), transaction.atomic():
        WithdrawalItem.objects.filter(pk=item.pk).update(quantity=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.update(state="CONFIRMED")


def test_a_thing_of_another_order_is_refused(order, mugs):
    stranger = order_of(mugs).lines.get()

    with pytest.raises(NothingChosenError):
        services.draft_statement(
            order,
            by=None,
            way="LINK",
            form_key=new_form_key(),
            chosen={stranger.pk: 1},
            buyer_name="H",
            account="",
        )

    assert Withdrawal.objects.count() == 0


def test_each_seller_gets_only_its_own_part(mugs, db):
    order = order_of(mugs, ProductFactory(title="Torba"))

    confirmed(Order.objects.get(pk=order.pk))

    mine, other = sorted(letters("withdrawal_seller"), key=lambda letter: "Torba" in letter.text)
    assert "Torba" not in mine.text
    assert "Kubek" not in other.text
    assert mine.to != other.to
    (receipt,) = letters("withdrawal_receipt")
    assert "Torba" in receipt.text
    assert "Kubek" in receipt.text
    assert "Torba" in receipt.html


def test_receipt_tells_the_moment_exactly(order):
    with at(2026, 10, 25, 1, 30, 7):
        confirmed(order)

    (receipt,) = letters("withdrawal_receipt")
    assert "2026-10-25T01:30:07+02:00" in receipt.text
    assert "2026-10-25T01:30:07+02:00" in receipt.html
    assert "8\u00a0listopada\u00a02026" in receipt.text
    assert " ".join(receipt.subject.split()) == "Odstąpienie przyjęte 25 października 2026, 1.30"


def test_drafts_are_forgotten_statements_stay(order):
    with at(2026, 11, 20, 12, 0):
        kept = confirmed(order, Kubek=1)
        choose(order, Kubek=1)
    with at(2026, 11, 21, 12, 1):
        services.forget_drafts()

    assert Withdrawal.objects.get() == kept


def test_export_holds_the_statements(mugs, buyer):
    order = order_of(mugs, by=buyer)
    confirmed(order)

    (row,) = withdrawals_as_data(buyer)
    assert row["order"] == order.number
    assert row["things"] == [{"title": "Kubek", "quantity": 1}]


def test_closing_an_account_forgets_numbers_that_nobody_needs(mugs, buyer):
    paid, unpaid = order_of(mugs, by=buyer), order_of(mugs, by=buyer)
    mark_transfer_received(paid.vendor_orders.get(), by=None)
    for each in (paid, unpaid):
        confirmed(each)
        each.withdrawals.update(account="61109010140000071219812874")

    forget_account_numbers(buyer)

    assert paid.withdrawals.get().account
    assert unpaid.withdrawals.get().account == ""
