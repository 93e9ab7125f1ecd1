"""The same statement confirmed and read in twice at the same moment."""

import threading
from functools import partial

import pytest

from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import PaymentState
from shop.ledger.queries import balances
from shop.statements import services
from shop.statements.models import Statement, StatementLine
from tests.shop.checkout.test_races import run_at_once
from tests.shop.seller.conftest import seller_of
from tests.shop.statements.conftest import mbank, share_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_line_confirmed_twice_at_once_pays_once():
    seller = seller_of()
    for _ in range(6):
        vo = share_of(seller)
        body = mbank((f"OPES {vo.number}", "75,90"))
        statement, _is_new = services.import_statement(seller.partner, body, by=seller.owner)
        line = statement.lines.get()

        click = partial(services.confirm_line, statement, line.pk, seen="SURE", by=seller.owner)
        results = run_at_once([click, click])

        assert sum(isinstance(result, NotNowError) for result in results) == 1, results
        vo.refresh_from_db()
        assert vo.payment_state == PaymentState.PAID
        assert balances(vo).received == 7590
        assert vo.events.filter(kind="PAID").count() == 1


def test_the_same_file_read_in_twice_at_once_is_one_statement():
    seller = seller_of()
    for _ in range(6):
        vo = share_of(seller)
        body = mbank((f"OPES {vo.number}", "75,90"))

        reading = partial(services.import_statement, seller.partner, body, by=seller.owner)
        results = run_at_once([reading, reading])

        assert sorted(is_new for _statement, is_new in results) == [False, True]
        assert StatementLine.objects.filter(vendor_order=vo).count() == 1
    assert Statement.objects.count() == 6


def test_without_the_claim_two_clicks_do_confirm_twice(monkeypatch):
    """The positive control: two clicks do meet, and it is the claim and the lock that decide."""
    seller = seller_of()
    vo = share_of(seller)
    statement, _is_new = services.import_statement(
        seller.partner, mbank((f"OPES {vo.number}", "75,90")), by=seller.owner
    )
    line = statement.lines.get()
    both = threading.Barrier(2, timeout=20)
    notes: list[str] = []

    def judge(seen_line: StatementLine) -> str:
        both.wait()
        return "SURE"

    monkeypatch.setattr(services, "verdict_of", judge)
    monkeypatch.setattr(services.ledger, "post_payment", lambda *args, **kwargs: notes.append("paid"))
    monkeypatch.setattr(services, "mark_transfer_received", lambda *args, **kwargs: None)

    class Unclaimed:
        """A line that everybody may have."""

        @staticmethod
        def filter(**kwargs):
            return StatementLine.objects.filter(pk=line.pk)

    class Lines:
        objects = Unclaimed

    monkeypatch.setattr(services, "StatementLine", Lines)
    run_at_once(
        [lambda: services.confirm_line.__wrapped__(statement, line.pk, seen="SURE", by=seller.owner) for _ in range(2)]
    )

    assert notes == ["paid", "paid"]
