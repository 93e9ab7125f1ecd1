"""Numbers given out at the same moment: none skips, none repeats; a share gets one invoice."""

import threading

import pytest

from operations.models import Counter
from shop.documents import services
from shop.documents.exceptions import AlreadyIssuedError
from shop.documents.models import Document
from shop.fulfilment.models import VendorOrder
from tests.shop.checkout.test_races import run_at_once
from tests.shop.documents.conftest import printing_seller, share_of, small_pdf

pytestmark = pytest.mark.django_db(transaction=True)


def issuing(vo: VendorOrder, by):
    own = VendorOrder.objects.get(pk=vo.pk)
    return lambda: services.issue_invoice(own, by=by)


def test_eight_invoices_at_once_bear_eight_numbers_in_a_row():
    seller = printing_seller()
    shares = [share_of(seller) for _ in range(8)]

    results = run_at_once([issuing(vo, seller.owner) for vo in shares])

    assert all(isinstance(result, Document) for result in results), results
    assert sorted(Document.objects.values_list("series_number", flat=True)) == list(range(1, 9))
    assert len(set(Document.objects.values_list("number", flat=True))) == 8


def test_two_clicks_issue_one_invoice_and_skip_no_number():
    seller = printing_seller()
    for round_no in range(1, 5):
        vo = share_of(seller)

        results = run_at_once([issuing(vo, seller.owner), issuing(vo, seller.owner)])

        assert sum(isinstance(result, AlreadyIssuedError) for result in results) == 1, results
        assert Document.objects.get(vendor_order=vo).series_number == round_no


def test_two_files_at_once_are_the_first_and_its_correction():
    seller = printing_seller()
    vo = share_of(seller)

    def adding(number: str):
        body = small_pdf(extra=f"/Info ({number})".encode())
        day = vo.placed_at.date()
        return lambda: services.add_paper(vo, body, number=number, issued_on=day, by=seller.owner)

    run_at_once([adding("A/1"), adding("A/2")])

    first, second = Document.objects.order_by("version")
    assert (first.kind, second.kind, second.corrects) == ("INVOICE", "CORRECTION", first)


def test_without_the_counters_row_two_invoices_get_one_number(monkeypatch):
    """The positive control: the race is real, and it is the counter that decides it."""
    both = threading.Barrier(2, timeout=30)

    def careless(name: str, *, first: int = 1) -> int:
        found = Counter.objects.filter(name=name).first()
        both.wait()
        Counter.objects.update_or_create(name=name, defaults={"value": found.value + 1 if found else first})
        return found.value + 1 if found else first

    seller = printing_seller()
    first, second = share_of(seller), share_of(seller)
    Counter.objects.create(name=services.series_name(seller.partner.pk, "INVOICE", first.placed_at.year), value=4)
    given: list[int] = []
    monkeypatch.setattr(services, "next_value", careless)
    monkeypatch.setattr(services, "_locked", lambda vo: VendorOrder.objects.get(pk=vo.pk))

    def keep(vo, body, **said):
        given.append(said["place"])

    monkeypatch.setattr(services, "_keep", keep)

    def unguarded(vo: VendorOrder):
        # Outside of a transaction nothing holds the other one back.
        return lambda: services.issue_invoice.__wrapped__(vo, by=seller.owner)

    results = run_at_once([unguarded(first), unguarded(second)])

    assert given == [5, 5], results
