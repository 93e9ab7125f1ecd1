"""Operators' notices: proven, kept once, applied once, harmless in any order; and money that has to go back."""

import itertools
import json
from datetime import timedelta

import pytest

from operations import outbox
from operations.clock import now
from operations.models import AuditEntry, OutboxEntry
from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import PaymentState, VendorOrder
from shop.payments import services, tasks
from shop.payments.exceptions import BadNoticeError, UnknownReferenceError
from shop.payments.gateways import sandbox
from shop.payments.models import Notice, Payment
from tests.shop.payments.conftest import say, session_of

pytestmark = pytest.mark.django_db


def kinds(vo: VendorOrder) -> list[str]:
    return list(vo.events.values_list("kind", flat=True))


def do_work() -> None:
    """Do what waits for the worker in this room."""
    OutboxEntry.objects.exclude(topic__startswith="payments.").delete()
    outbox.drain(raising=True)


# --- The inbox ---


def test_a_notice_is_kept_once_and_applied_once(vo, payment):
    first, second = say(payment, "PAID"), say(payment, "PAID")
    services.apply_notice(second)

    assert first == second
    assert first.state == Notice.State.APPLIED
    assert first.applied_at
    assert kinds(vo) == ["PLACED", "PAID"]
    assert OutboxEntry.objects.filter(topic="payments.notice").count() == 1
    assert OutboxEntry.objects.filter(topic="mail.share_paid").count() == 1


def test_the_worker_applies_what_the_request_could_not(vo, payment):
    body, headers = sandbox.notice(payment, "PAID")
    services.receive_notice("sandbox", body=body, headers=headers)

    do_work()

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID


@pytest.mark.parametrize("order", list(itertools.permutations(["PROCESSING", "PAID", "FAILED", "EXPIRED"])))
def test_in_any_order_money_pays_once(vo, payment, order):
    for outcome in order:
        say(payment, outcome)

    payment.refresh_from_db()
    vo.refresh_from_db()
    assert payment.state == Payment.State.PAID
    assert vo.payment_state == PaymentState.PAID
    assert kinds(vo) == ["PLACED", "PAID"]


def test_a_notice_that_changes_nothing_is_ignored(payment):
    say(payment, "PAID")

    assert say(payment, "FAILED").state == Notice.State.IGNORED


@pytest.mark.parametrize(
    "headers",
    [{}, {sandbox.SIGNATURE: ""}, {sandbox.SIGNATURE: "0" * 64}, {sandbox.SIGNATURE: "zażółć"}],
    ids=["none", "empty", "wrong", "letters"],
)
def test_a_notice_without_the_operator_s_signature_is_refused(vo, payment, headers):
    body, _headers = sandbox.notice(payment, "PAID")

    with pytest.raises(BadNoticeError):
        services.receive_notice("sandbox", body=body, headers=headers)

    assert not Notice.objects.exists()
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.UNPAID


def test_a_signature_of_another_body_is_refused(payment):
    body, headers = sandbox.notice(payment, "FAILED")

    with pytest.raises(BadNoticeError):
        services.receive_notice("sandbox", body=body.replace(b"FAILED", b"PAID"), headers=headers)

    assert not Notice.objects.exists()


def test_a_signature_made_with_another_secret_is_refused(payment, settings):
    body, headers = sandbox.notice(payment, "PAID")
    settings.SECRET_KEY = "another-secret"

    with pytest.raises(BadNoticeError):
        services.receive_notice("sandbox", body=body, headers=headers)


@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"[]", b"{}", b'{"id": 1, "outcome": "RICH", "reference": "x", "amount": 1}', b"1", b"[" * 9000],
)
def test_a_signed_notice_that_cannot_be_read_is_refused(body):
    with pytest.raises(BadNoticeError):
        services.receive_notice("sandbox", body=body, headers={sandbox.SIGNATURE: sandbox.sign(body)})

    assert not Notice.objects.exists()


def test_a_notice_of_a_hundred_kilobytes_is_refused_unread(payment):
    body = json.dumps({"id": "x" * 100_000}).encode()

    with pytest.raises(BadNoticeError):
        services.receive_notice("sandbox", body=body, headers={sandbox.SIGNATURE: sandbox.sign(body)})


def test_banks_send_no_notices():
    with pytest.raises(BadNoticeError):
        services.receive_notice("transfer", body=b"{}", headers={})


def test_a_notice_about_another_amount_pays_nothing(vo, payment):
    Payment.objects.filter(pk=payment.pk).update(amount=1)
    body, headers = sandbox.notice(Payment.objects.get(), "PAID")
    Payment.objects.update(amount=payment.amount)

    notice = services.receive_notice("sandbox", body=body, headers=headers)
    services.apply_notice(notice)

    notice.refresh_from_db()
    vo.refresh_from_db()
    assert notice.state == Notice.State.DEAD
    assert "1 instead of 3590" in notice.error
    assert vo.payment_state == PaymentState.UNPAID
    assert AuditEntry.objects.filter(action="shop.payments.wrong_amount").count() == 1


def test_a_notice_that_comes_before_our_own_row_waits_for_it(vo, payment):
    reference = payment.reference
    Payment.objects.update(reference="", state=Payment.State.CREATED)
    body, headers = sandbox.notice(payment, "PAID")
    notice = services.receive_notice("sandbox", body=body, headers=headers)

    with pytest.raises(UnknownReferenceError):
        services.apply_notice(notice)
    assert Notice.objects.get().state == Notice.State.RECEIVED
    Payment.objects.update(reference=reference)
    services.apply_notice(notice)

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID


def test_a_notice_about_nothing_of_ours_is_given_up(payment):
    Payment.objects.update(reference="")
    body, headers = sandbox.notice(payment, "PAID")
    services.receive_notice("sandbox", body=body, headers=headers)

    tasks._bury(OutboxEntry.objects.get(topic="payments.notice"))

    assert Notice.objects.get().state == Notice.State.DEAD


# --- Money that comes when nobody waits for it ---


def test_late_money_after_an_expiry_is_recorded_and_goes_back(vo, payment):
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))
    assert services.expire_unpaid() == 1
    say(payment, "PAID")
    payment.refresh_from_db()
    assert payment.state == Payment.State.PAID

    do_work()

    payment.refresh_from_db()
    vo.refresh_from_db()
    assert (payment.state, payment.refunded) == (Payment.State.REFUNDED, payment.amount)
    assert (vo.fulfilment_state, vo.payment_state) == ("CANCELLED", PaymentState.EXPIRED)
    assert kinds(vo) == ["PLACED", "EXPIRED", "LATE_MONEY", "REFUNDED"]
    assert AuditEntry.objects.filter(action="shop.payments.late_money").count() == 1
    assert not OutboxEntry.objects.filter(topic="mail.share_paid").exists()
    assert broken_invariants() == []


def test_money_for_a_session_that_ended_still_pays_a_share_that_waits(vo, payment):
    say(payment, "EXPIRED")

    say(payment, "PAID")

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID


def test_a_share_paid_twice_keeps_one_payment_and_returns_the_other(vo, payment):
    say(payment, "FAILED")
    second = session_of(vo)
    say(second, "PAID")

    say(payment, "PAID")
    do_work()

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID
    assert list(Payment.objects.order_by("attempt").values_list("state", flat=True)) == ["REFUNDED", "PAID"]
    assert kinds(vo) == ["PLACED", "PAID", "LATE_MONEY", "REFUNDED"]


def test_a_paid_share_closes_the_session_that_is_still_open(vo, payment):
    say(payment, "FAILED")
    second = session_of(vo)

    say(payment, "PAID")
    do_work()

    second.refresh_from_db()
    assert second.state == Payment.State.EXPIRED
