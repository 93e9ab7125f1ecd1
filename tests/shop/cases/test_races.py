"""Acts that exclude each other, at the same moment; and the same runs without the guard, which go wrong."""

from decimal import Decimal

import pytest
from django.db.models import Q

from shop.aftersales.models import MoneyBack
from shop.cases import answers, services
from shop.cases.exceptions import AlreadyDecidedError
from shop.cases.models import Case, Complaint, Entry, Side
from shop.fulfilment.forms import new_form_key
from shop.fulfilment.models import VendorOrder
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import deliver, order_of
from tests.shop.cases.conftest import complain
from tests.shop.checkout.test_races import run_at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def share() -> VendorOrder:
    vo = order_of(ProductFactory(), quantity=3).vendor_orders.get()
    return VendorOrder.objects.select_related("order").get(pk=deliver(vo).pk)


def answering(complaint: Complaint, by, outcome: str = "REFUND"):
    own = Complaint.objects.select_related("case__vendor_order__order").get(pk=complaint.pk)
    amount = Decimal(10) if outcome == "REFUND" else None
    return lambda: answers.answer_complaint(own, outcome=outcome, text="Zwrot", amount=amount, by=by)


def withdrawing(complaint: Complaint):
    own = Complaint.objects.select_related("case").get(pk=complaint.pk)
    return lambda: services.withdraw_complaint(own, by=None)


def won(results) -> int:
    assert all(result is None or isinstance(result, AlreadyDecidedError) for result in results), results
    return sum(result is None for result in results)


def test_two_answers_at_once_are_one_answer_and_one_return_of_money():
    for _ in range(ROUNDS):
        by, complaint = UserFactory(), complain(share())

        results = run_at_once([answering(complaint, by), answering(complaint, by, "REPAIR")])

        assert won(results) == 1
        assert complaint.case.entries.filter(kind="ANSWERED").count() == 1
        paid = MoneyBack.objects.filter(key=f"complaint:{complaint.pk}").count()
        assert paid == (Complaint.objects.get(pk=complaint.pk).outcome == "REFUND")


def test_answer_and_withdrawal_at_once_are_one_of_them():
    for _ in range(ROUNDS):
        by, complaint = UserFactory(), complain(share())

        results = run_at_once([answering(complaint, by), withdrawing(complaint)])

        assert won(results) == 1
        state = Complaint.objects.get(pk=complaint.pk).state
        assert MoneyBack.objects.filter(key=f"complaint:{complaint.pk}").exists() is (state == "ANSWERED")
        assert complaint.case.entries.exclude(kind="OPENED").count() == 1


def test_without_the_guard_both_answers_would_stand(monkeypatch):
    """The positive control: the condition of the UPDATE is what keeps the second answer out."""
    monkeypatch.setattr(answers, "_answerable", lambda outcome, *, seen: Q())
    by, complaint = UserFactory(), complain(share())

    results = run_at_once([answering(complaint, by), answering(complaint, by, "REPAIR")])

    assert won(results) == 2
    assert complaint.case.entries.filter(kind="ANSWERED").count() == 2


def test_one_form_sent_twice_at_once_is_one_complaint():
    for _ in range(ROUNDS):
        vo, key = share(), new_form_key()
        jobs = [lambda vo=vo, key=key: complain(VendorOrder.objects.get(pk=vo.pk), form_key=key).pk] * 2

        results = run_at_once(jobs)

        assert len(set(results)) == 1, results
        assert Complaint.objects.filter(form_key=key).count() == 1


def test_first_messages_of_both_sides_at_once_are_one_thread():
    for _ in range(ROUNDS):
        vo = share()

        def writing(side: str, vo=vo):
            own = VendorOrder.objects.get(pk=vo.pk)
            return lambda: services.write_message(own, side=side, by=None, form_key=new_form_key(), text="Dzień dobry")

        results = run_at_once([writing(Side.BUYER), writing(Side.SELLER)])

        assert len(set(results)) == 1, results
        case = Case.objects.get(vendor_order=vo)
        assert Entry.objects.filter(case=case).count() == 2
        assert (case.buyer_unread, case.seller_unread) == (1, 1)
