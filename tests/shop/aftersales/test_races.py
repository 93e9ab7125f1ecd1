"""At the same moment: one statement of one draft, no piece given back or called off twice, no money returned twice."""

import pytest
from django.db import IntegrityError

from operations.clock import today
from operations.models import OutboxEntry
from shop.aftersales import proposing, services
from shop.aftersales.cancelling import cancel_items
from shop.aftersales.exceptions import AlreadyWithdrawnError, NothingOwedError
from shop.aftersales.models import MoneyBack, Proposal, Withdrawal
from shop.aftersales.refunds import confirm_returned, return_money
from shop.checkout.invariants import broken_invariants
from shop.fulfilment import pieces
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.forms import new_form_key
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.fulfilment.services import mark_packed, mark_transfer_received
from shop.ledger.models import Entry
from shop.order.models import Line, Order
from shop.payments.exceptions import TooMuchBackError
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.aftersales.conftest import choose
from tests.shop.checkout.test_races import run_at_once
from tests.shop.payments.conftest import say, session_of

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
        assert order.vendor_orders.get().fulfilment_state == "CANCELLED"
        assert order.withdrawals.filter(state="CONFIRMED").count() == 1


# --- Pieces, returns, proposals ---


def paid_share(method: str = "TRANSFER") -> VendorOrder:
    vo = order_of(ProductFactory(), quantity=3, method=method).vendor_orders.get()
    mark_transfer_received(vo, by=None) if method == "TRANSFER" else say(session_of(vo), "PAID")
    return VendorOrder.objects.get(pk=vo.pk)


def own(vo: VendorOrder) -> VendorOrder:
    return VendorOrder.objects.get(pk=vo.pk)


def cancelling(vo: VendorOrder, number: int):
    share, line = own(vo), vo.order.lines.get().pk
    return lambda: cancel_items(share, {line: number}, by=None, who=CancelledBy.BUYER)


def returning(vo: VendorOrder, amount: int, key: str):
    share = own(vo)
    return lambda: return_money(share, amount, key=key, by=None)


def test_a_cancellation_and_packing_at_once_exclude_each_other_or_agree():
    for _ in range(4):
        vo = paid_share()
        share = own(vo)

        run_at_once([cancelling(vo, 3), lambda share=share: mark_packed(share, by=None)])

        vo.refresh_from_db()
        assert vo.fulfilment_state in {"PACKED", "CANCELLED"}
        assert broken_invariants() == []


def test_two_cancellations_at_once_never_cancel_a_piece_twice():
    for _ in range(4):
        vo = paid_share()

        results = run_at_once([cancelling(vo, 2), cancelling(vo, 2)])

        assert sum(isinstance(result, NotNowError) for result in results) == 1, results
        assert vo.order.lines.get().left == 1
        assert MoneyBack.objects.filter(vendor_order=vo).count() == 1
        assert broken_invariants() == []


def test_without_the_lock_two_cancellations_would_cancel_a_piece_twice(monkeypatch):
    """The positive control of the test above: what both saw before the lock is what they would act on."""
    vo = paid_share()
    stale = {line.pk: line for line in Line.objects.filter(order=vo.order).select_related("stockrecord")}
    monkeypatch.setattr(pieces, "_locked_lines", lambda *args: stale)
    cancelling(vo, 2)()

    with pytest.raises(IntegrityError):
        cancelling(vo, 2)()


def test_two_returns_at_once_for_one_reason_are_one():
    for _ in range(4):
        vo = paid_share("SANDBOX")

        results = run_at_once([returning(vo, 1000, "same"), returning(vo, 1000, "same")])

        assert results[0] == results[1]
        assert MoneyBack.objects.filter(vendor_order=vo).count() == 1
        assert broken_invariants() == []


def test_two_returns_at_once_never_exceed_what_was_paid():
    for _ in range(4):
        vo = paid_share()

        results = run_at_once([returning(vo, 5000, "a"), returning(vo, 5000, "b")])

        assert sum(isinstance(result, TooMuchBackError) for result in results) == 1, results
        assert sum(MoneyBack.objects.filter(vendor_order=vo).values_list("amount", flat=True)) == 5000


def test_a_return_confirmed_twice_at_once_is_booked_once():
    person = UserFactory()
    for _ in range(4):
        back = return_money(paid_share(), 1000, key="a", by=None)
        first, second = MoneyBack.objects.get(pk=back.pk), MoneyBack.objects.get(pk=back.pk)

        results = run_at_once(
            [
                lambda row=first: confirm_returned(row, on=today(), by=person),
                lambda row=second: confirm_returned(row, on=today(), by=person),
            ]
        )

        assert sum(isinstance(result, NothingOwedError) for result in results) == 1, results
        assert Entry.objects.filter(vendor_order=back.vendor_order, kind="REFUND").count() == 1


def test_an_answer_and_a_taking_back_at_once_are_one_of_them():
    person = UserFactory()
    for _ in range(4):
        vo = paid_share()
        asked = proposing.propose(
            vo, "LESS", by=person, form_key=new_form_key(), line=vo.order.lines.get(), pieces=1, text="x"
        )
        first, second = Proposal.objects.get(pk=asked.pk), Proposal.objects.get(pk=asked.pk)

        results = run_at_once(
            [
                lambda row=first: proposing.answer(row, yes=True, by=None),
                lambda row=second: proposing.take_back(row, by=person),
            ]
        )

        asked.refresh_from_db()
        assert sum(isinstance(result, NotNowError) for result in results) == 1, results
        assert vo.order.lines.get().left == (2 if asked.state == "ACCEPTED" else 3)
        assert broken_invariants() == []
