"""The positive controls of races: with its guard off, the same run goes wrong. One after another, so that it always does."""

from datetime import timedelta

import pytest

from operations.clock import now
from shop.aftersales import services as aftersales
from shop.aftersales.models import Withdrawal
from shop.fulfilment import services as fulfilment
from shop.fulfilment.models import VendorOrder
from shop.payments import inbox, outcomes, refunds, services
from shop.payments.gateways import sandbox
from shop.payments.gateways.sandbox import SandboxGateway
from shop.payments.models import Notice, Payment, Refund
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.aftersales.conftest import choose
from tests.shop.payments.conftest import say

pytestmark = pytest.mark.django_db


def test_without_a_look_at_sessions_a_share_expires_under_an_open_one(vo, payment, monkeypatch):
    """Of `tests/shop/fulfilment/test_races.py::test_no_share_expires_under_a_session_that_was_just_opened`."""
    monkeypatch.setattr(fulfilment, "LIVE_PAYMENTS", ())
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))

    fulfilment.expire_share(vo)

    payment.refresh_from_db()
    assert (payment.state, VendorOrder.objects.get().payment_state) == ("SESSION_OPEN", "EXPIRED")


def test_without_the_claim_of_a_notice_the_second_hand_sends_the_money_back(vo, payment, monkeypatch):
    """Of `tests/shop/fulfilment/test_races.py::test_one_notice_in_six_hands_is_applied_once`."""

    def unguarded(payment, state, **changes):
        changes.pop("of", None)
        return bool(Payment.objects.filter(pk=payment.pk).update(state=state, **changes))

    monkeypatch.setattr(inbox, "_close", lambda notice, state: True)
    monkeypatch.setattr(outcomes, "end", unguarded)
    body, headers = sandbox.notice(payment, "PAID")
    kept = services.receive_notice("sandbox", body=body, headers=headers)
    hands = [Notice.objects.get(pk=kept.pk) for _ in range(2)]

    for each in hands:
        services.apply_notice(each)

    assert vo.events.filter(kind="LATE_MONEY").exists()


def test_without_the_reservation_two_returns_ask_for_more_than_was_paid(payment, monkeypatch):
    """Of `test_refund_races.py::test_two_returns_at_once_never_exceed_what_was_paid`."""
    say(payment, "PAID")
    asked = []
    monkeypatch.setattr(SandboxGateway, "refund", lambda self, payment, amount, key, tries: asked.append(amount))
    monkeypatch.setattr(
        refunds,
        "_claim",
        lambda payment, amount, key: Refund.objects.create(payment=payment, amount=amount, key=key),
    )

    for key in ("first", "second"):
        services.refund_payment(payment, amount=payment.amount - 1, key=key)

    assert sum(asked) > payment.amount


def test_without_the_same_key_a_double_click_returns_twice(payment, monkeypatch):
    """Of `test_refund_races.py::test_a_double_click_at_once_returns_the_money_once`."""
    say(payment, "PAID")

    for key in ("one", "two"):
        services.refund_payment(payment, amount=100, key=key)

    payment.refresh_from_db()
    assert payment.refunded == 200


def test_without_the_look_at_other_statements_a_piece_is_given_back_twice(monkeypatch):
    """Of `tests/shop/aftersales/test_races.py::test_two_drafts_confirmed_at_once_never_cover_a_piece_twice`."""
    order = order_of(ProductFactory(), quantity=3)
    monkeypatch.setattr(aftersales, "withdrawn", lambda order: dict.fromkeys(_lines(order), 0))
    monkeypatch.setattr(aftersales, "_call_off", lambda share, **by: None)
    drafts = [choose(order), choose(order)]

    for draft in drafts:
        aftersales.confirm_statement(Withdrawal.objects.get(pk=draft.pk), by=None)

    assert order.withdrawals.filter(state="CONFIRMED").count() == 2


def _lines(order) -> list[int]:
    return list(order.lines.values_list("pk", flat=True))
