"""Confirming at the same moment: one statement of one draft, no piece given back twice."""

import pytest

from operations.models import OutboxEntry
from shop.aftersales import services
from shop.aftersales.exceptions import AlreadyWithdrawnError
from shop.aftersales.models import Withdrawal
from shop.aftersales.queries import withdrawn
from shop.order.models import Order
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.aftersales.conftest import choose
from tests.shop.checkout.test_races import run_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def confirming(statement: Withdrawal):
    own = Withdrawal.objects.get(pk=statement.pk)
    return lambda: services.confirm_statement(own, by=None)


def fresh_order() -> Order:
    return Order.objects.get(pk=order_of(ProductFactory(), quantity=3).pk)


def test_one_draft_confirmed_twice_at_once_is_one_statement():
    for _ in range(6):
        order = fresh_order()
        draft = choose(order)

        results = run_at_once([confirming(draft), confirming(draft)])

        assert sorted(results, key=str) == [False, True], results
        assert order.vendor_orders.get().events.filter(kind="WITHDRAWN").count() == 1
        assert OutboxEntry.objects.filter(topic="mail.withdrawal", ref=str(draft.pk)).count() == 1


def test_two_drafts_confirmed_at_once_never_cover_a_piece_twice():
    for _ in range(6):
        order = fresh_order()
        drafts = [choose(order), choose(order)]

        results = run_at_once([confirming(draft) for draft in drafts])

        assert sum(result is True for result in results) == 1, results
        assert sum(isinstance(result, AlreadyWithdrawnError) for result in results) == 1, results
        assert withdrawn(order)[order.lines.get().pk] == 3
        assert order.withdrawals.filter(state="CONFIRMED").count() == 1
