"""Sessions that end with a hold, and money that goes back."""

from datetime import timedelta

import pytest

from operations import outbox
from operations.clock import now
from operations.models import OutboxEntry
from shop.fulfilment import services as fulfilment
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.payments import services, tasks
from shop.payments.exceptions import ByHandError, GatewayError
from shop.payments.gateways import get_gateway
from shop.payments.gateways.sandbox import SandboxGateway
from shop.payments.models import Payment
from tests.shop.payments.conftest import say

pytestmark = pytest.mark.django_db


def kinds(vo: VendorOrder) -> list[str]:
    return list(vo.events.values_list("kind", flat=True))


def do_work() -> None:
    """Do what waits for the worker in this room."""
    OutboxEntry.objects.exclude(topic__startswith="payments.").delete()
    outbox.drain(raising=True)


# --- Sessions and holds ---


def test_a_cancelled_share_s_session_is_closed(vo, payment):
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.BUYER, reason="")

    do_work()

    payment.refresh_from_db()
    assert payment.state == Payment.State.EXPIRED


def test_an_unpaid_share_ends_after_its_session_is_closed(vo, payment):
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))

    tasks.expire_unpaid()

    payment.refresh_from_db()
    vo.refresh_from_db()
    assert payment.state == Payment.State.EXPIRED
    assert (vo.fulfilment_state, vo.payment_state) == ("CANCELLED", "EXPIRED")


def test_a_share_whose_money_is_being_processed_does_not_end(vo, payment):
    say(payment, "PROCESSING")
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))

    assert services.expire_unpaid() == 0

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.UNPAID
    say(payment, "PAID")
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID


def test_an_operator_that_cannot_be_asked_stops_only_its_own_share(vo, payment, by_transfer, monkeypatch):
    def fail(*args):
        raise GatewayError("down")

    monkeypatch.setattr(SandboxGateway, "close", fail)
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))

    assert services.expire_unpaid() == 1

    by_transfer.refresh_from_db()
    vo.refresh_from_db()
    assert by_transfer.payment_state == PaymentState.EXPIRED
    assert vo.payment_state == PaymentState.UNPAID


def test_a_session_that_would_not_close_keeps_its_share(vo, payment, monkeypatch):
    monkeypatch.setattr(SandboxGateway, "close", lambda *args: False)
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))

    assert services.expire_unpaid() == 0


def test_one_that_was_paid_at_the_last_moment_does_not_stop_the_others(vo, by_transfer, monkeypatch):
    VendorOrder.objects.update(hold_until=now() - timedelta(seconds=1))
    real = services.close_sessions

    def late(share):
        if share == vo:
            fulfilment.mark_paid(share, at=now())
        return real(share)

    monkeypatch.setattr(services, "close_sessions", late)

    assert services.expire_unpaid() == 1

    vo.refresh_from_db()
    assert (vo.payment_state, vo.fulfilment_state) == ("PAID", "NEW")


def test_nothing_expires_before_its_hour(vo, by_transfer):
    assert services.expire_unpaid() == 0


def test_each_waiting_transfer_is_asked_for_once(vo, by_transfer):
    VendorOrder.objects.update(placed_at=now() - timedelta(days=2, minutes=1))

    tasks.remind_of_transfers()
    tasks.remind_of_transfers()

    assert list(OutboxEntry.objects.filter(topic="mail.share_reminder").values_list("ref", flat=True)) == [
        str(by_transfer.pk)
    ]


def test_one_paid_meanwhile_is_not_asked_for(by_transfer, monkeypatch):
    VendorOrder.objects.update(placed_at=now() - timedelta(days=2, minutes=1))
    due = list(services.due_for_reminder())
    fulfilment.mark_transfer_received(by_transfer, by=None)
    monkeypatch.setattr(services, "due_for_reminder", lambda: due)

    assert services.remind_of_transfers() == 0


# --- Money back ---


def test_a_cancelled_share_s_money_goes_back_once(vo, payment):
    say(payment, "PAID")
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="Pękło")

    do_work()
    services.refund_share(VendorOrder.objects.get(pk=vo.pk))

    vo.refresh_from_db()
    payment.refresh_from_db()
    assert vo.payment_state == PaymentState.REFUNDED
    assert (payment.state, payment.refunded) == (Payment.State.REFUNDED, payment.amount)
    assert kinds(vo) == ["PLACED", "PAID", "CANCELLED", "REFUNDED"]


def test_a_refund_that_fails_is_tried_again(vo, payment, monkeypatch):
    say(payment, "PAID")
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")

    def fail(*args):
        raise GatewayError("down")

    with monkeypatch.context() as broken:
        broken.setattr(SandboxGateway, "refund", fail)
        with pytest.raises(GatewayError):
            do_work()
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID
    OutboxEntry.objects.filter(topic="payments.refund").update(available_at=now(), locked_until=None)
    do_work()

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.REFUNDED


def test_two_workers_return_the_money_once(vo, payment, monkeypatch):
    say(payment, "PAID")
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")
    monkeypatch.setattr(
        SandboxGateway, "refund", lambda *args: Payment.objects.update(state="REFUNDED", refunded=payment.amount)
    )

    services.refund_payment(payment)

    assert "REFUNDED" not in kinds(vo)


def test_a_returned_transfer_is_the_seller_s_task(by_transfer):
    fulfilment.mark_transfer_received(by_transfer, by=None)
    fulfilment.cancel_share(by_transfer, by=None, who=CancelledBy.SELLER, reason="")

    do_work()
    services.refund_share(by_transfer)

    by_transfer.refresh_from_db()
    assert by_transfer.payment_state == PaymentState.PAID
    assert kinds(by_transfer) == ["PLACED", "PAID", "CANCELLED", "REFUND_DUE"]


def test_what_only_a_person_can_return_becomes_the_seller_s_task(vo, payment, monkeypatch):
    say(payment, "PAID")
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")

    def by_hand(*args):
        raise ByHandError

    monkeypatch.setattr(SandboxGateway, "refund", by_hand)
    do_work()

    assert kinds(vo)[-1] == "REFUND_DUE"
    payment.refresh_from_db()
    assert payment.state == Payment.State.PAID


def test_the_transfer_gateway_only_points_the_way(by_transfer):
    gateway = get_gateway("transfer")
    fake = Payment(vendor_order=by_transfer, amount=1)

    assert gateway.start(fake, "/a/").redirect_url == "/a/"
    assert gateway.address(fake, "/a/") == "/a/"
    assert gateway.close(fake) is True
    with pytest.raises(ByHandError):
        gateway.refund(fake, 1, "key")
