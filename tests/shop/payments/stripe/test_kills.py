"""A worker killed (-9) while it applies a notice: at each statement and each commit in turn nothing is half done."""

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

import pytest
from django.db import connection, connections

from operations import outbox
from operations.clock import now
from operations.models import OutboxEntry
from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import VendorOrder
from shop.ledger.models import Entry
from shop.payments import inbox, outcomes, services
from shop.payments.gateways import get_gateway
from shop.payments.models import Payment, Refund
from tests.database import end_other_sessions, open_sessions
from tests.shop.payments.stripe.conftest import share_at

pytestmark = pytest.mark.django_db(transaction=True)
POINTS = 40
FAILED = 3


def killed_at(point: int, act: Callable[[], object]) -> bool:
    """Do something in a process of its own that dies at its so-manieth statement; say whether it got so far."""
    known = open_sessions()
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            _forget_inherited_connections()
            with each_step(_deadly(point)):
                act()
        except BaseException:
            traceback.print_exc()
            os._exit(FAILED)
        os._exit(0)
    _pid, status = os.waitpid(child, 0)
    end_other_sessions(known)  # what the dead worker held: a busy server notices its end only later
    assert os.waitstatus_to_exitcode(status) in {0, -signal.SIGKILL}, "the work itself failed"
    return os.WIFSIGNALED(status)


def _forget_inherited_connections() -> None:
    """Open connections anew in this process.

    A browser's event loop gives the main thread a second set of connections, and a forked child, which has no loop,
    sees the first set again, still open in the parent.
    """
    for inherited in connections.all(initialized_only=True):
        inherited.connection = None


def _deadly(point: int) -> Callable[[], None]:
    left = point

    def step() -> None:
        nonlocal left
        left -= 1
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    return step


@contextmanager
def each_step(step: Callable[[], None]) -> Iterator[None]:
    """Do something before every statement, and before and after every commit."""

    def statement(execute, sql, params, many, context):
        step()
        return execute(sql, params, many, context)

    commit = connection._commit

    def around_commit():
        step()
        commit()
        step()

    with connection.execute_wrapper(statement), patch.object(connection, "_commit", around_commit):
        yield


def work() -> None:
    outbox.drain()


def after_the_lease() -> None:
    OutboxEntry.objects.exclude(topic__startswith="payments.").delete()
    OutboxEntry.objects.filter(state="PENDING").update(available_at=now(), locked_until=None)


def told(stripe, vo: VendorOrder) -> Payment:
    """A share whose buyer has paid, and whose notice waits for the worker."""
    services.start_payment(vo, return_url="/")
    payment = vo.payments.get()
    stripe.pay(payment.reference)
    hear(stripe)
    after_the_lease()
    return payment


def hear(stripe) -> None:
    def send(body: bytes, headers: dict[str, str]) -> int:
        inbox.receive_notice("stripe", body=body, headers=headers)
        return 200

    stripe.post.deliver(send, only={"checkout.session.completed", "charge.refunded"})


def test_a_worker_killed_at_any_statement_books_the_money_once(stripe):
    died = 0
    for point in range(1, POINTS + 1):
        vo = share_at(stripe)
        payment = told(stripe, vo)

        died += killed_at(point, work)
        assert broken_invariants() == [], f"after the kill at {point}"

        after_the_lease()
        outbox.drain()
        vo.refresh_from_db()
        payment.refresh_from_db()
        assert (vo.payment_state, payment.state) == ("PAID", "PAID"), f"after the kill at {point}"
        assert Entry.objects.filter(vendor_order=vo, kind="PAYMENT").count() == 1
        assert vo.events.filter(kind="PAID").count() == 1
        assert broken_invariants() == []
    assert died >= 30  # the last points lie behind the end of the work


def test_a_worker_killed_while_it_returns_money_returns_it_once(stripe):
    died = 0
    for point in range(1, POINTS + 1, 2):
        vo = share_at(stripe)
        payment = told(stripe, vo)
        outbox.drain()
        payment.refresh_from_db()

        died += killed_at(point, lambda payment=payment: services.refund_payment(payment, amount=700, key="part"))
        assert broken_invariants() == [], f"after the kill at {point}"

        services.refund_payment(payment, amount=700, key="part")
        hear(stripe)
        after_the_lease()
        outbox.drain()
        payment.refresh_from_db()
        assert (payment.refunded, Refund.objects.filter(payment=payment).count()) == (700, 1), f"kill at {point}"
        assert len(stripe.book.all_of(payment.account, "re")) == 1
        assert broken_invariants() == []
    assert died >= 10


def test_control_without_the_transaction_a_kill_leaves_money_unbooked(stripe):
    faults: list[str] = []
    for point in range(1, POINTS + 1, 2):
        payment = told(stripe, share_at(stripe))

        def unguarded(payment=payment):
            outcomes.settle(payment, get_gateway("stripe").fetch(payment))

        killed_at(point, unguarded)
        faults += broken_invariants()
        if faults:
            return
    pytest.fail("every kill left everything whole, so the tests above prove nothing")
