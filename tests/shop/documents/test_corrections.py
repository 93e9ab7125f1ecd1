"""Corrections: after money went back, and files that follow a first one. The first stays."""

import pytest

from shop.documents import services
from shop.documents.exceptions import NothingToCorrectError
from shop.documents.models import Document
from shop.fulfilment.models import CancelledBy
from shop.fulfilment.services import cancel_share
from shop.ledger import services as ledger
from tests.shop.documents.conftest import printing_seller, share_of, small_pdf, text_of

pytestmark = pytest.mark.django_db


def give_back(vo, grosze: int, key: str = "part", **parts) -> None:
    ledger.post_refund(vo, grosze, key=f"{vo.pk}:{key}", **parts)


def test_a_partial_refund_is_corrected_to_what_the_books_say(seller, vo):
    first = services.issue_invoice(vo, by=seller.owner)
    give_back(vo, 2000, lines={"23": 2000})

    made = services.issue_correction(vo, reason="Odstąpienie od umowy", by=seller.owner)

    assert (made.kind, made.version, made.corrects) == ("CORRECTION", 2, first)
    assert made.total == -2000
    assert made.content["before"]["total"]["gross"] + made.total == made.content["after"]["total"]["gross"] == 5590
    (rate,) = made.content["rates"]
    assert (rate["gross"], rate["vat"], rate["net"]) == (-2000, -374, -1626)
    said = text_of(bytes(made.file.body))
    assert "Faktura korygująca nr K1/" in said
    assert f"nr {first.number} z dnia" in said
    assert "Odstąpienie od umowy" in said
    assert "Zwrot należności za rzeczy" in said
    assert "Do zwrotu: 20,00 zł" in said
    assert first == Document.objects.get(version=1)


def test_corrections_follow_one_another_and_end_where_the_books_end(seller, vo):
    first = services.issue_invoice(vo, by=seller.owner)
    give_back(vo, 2000, "one", lines={"23": 2000})
    services.issue_correction(vo, reason="Zwrot", by=seller.owner)
    give_back(vo, 1590, "two", lines={}, delivery=1590)

    third = services.issue_correction(vo, reason="Zwrot dostawy", by=seller.owner)

    assert (third.version, third.corrects, third.total) == (3, first, -1590)
    assert third.content["rows"][0]["title"] == "Zwrot należności za dostawę"
    assert sum(document.total for document in Document.objects.all()) == 7590 - 2000 - 1590


def test_a_share_called_off_is_corrected_to_nothing(seller, vo):
    services.issue_invoice(vo, by=seller.owner)
    cancel_share(vo, by=seller.owner, who=CancelledBy.SELLER, reason="Brak gliny")

    made = services.issue_correction(vo, reason="Zamówienie odwołane", by=seller.owner)

    assert made.content["after"]["total"] == {"net": 0, "vat": 0, "gross": 0}


def test_a_bill_is_corrected_without_vat(db):
    seller = printing_seller(vat_payer=False)
    vo = share_of(seller)
    services.issue_invoice(vo, by=seller.owner)
    give_back(vo, 2000)

    made = services.issue_correction(vo, reason="Zwrot", by=seller.owner)

    said = text_of(bytes(made.file.body))
    assert "Korekta rachunku nr K1/" in said
    assert "Stawka VAT" not in said


def test_without_a_change_in_the_books_there_is_nothing_to_correct(seller, vo):
    with pytest.raises(NothingToCorrectError):
        services.issue_correction(vo, reason="Zwrot", by=seller.owner)
    services.issue_invoice(vo, by=seller.owner)
    with pytest.raises(NothingToCorrectError):
        services.issue_correction(vo, reason="Zwrot", by=seller.owner)
    give_back(vo, 2000)
    services.issue_correction(vo, reason="Zwrot", by=seller.owner)
    with pytest.raises(NothingToCorrectError):
        services.issue_correction(vo, reason="Zwrot", by=seller.owner)

    assert Document.objects.count() == 2


def test_a_second_file_is_a_correction_and_the_first_is_kept(seller, vo):
    day = vo.placed_at.date()
    bodies = [small_pdf(extra=b"/A 1"), small_pdf(extra=b"/A 2")]
    first, _new = services.add_paper(vo, bodies[0], number="FV 7", issued_on=day, by=seller.owner)
    second, _new = services.add_paper(vo, bodies[1], number="KOR 1", issued_on=day, by=seller.owner)

    again, is_new = services.add_paper(vo, bodies[1], number="KOR 1", issued_on=day, by=seller.owner)

    assert (second.kind, second.version, second.corrects) == ("CORRECTION", 2, first)
    assert (again, is_new) == (second, False)
    assert [bytes(document.file.body) for document in Document.objects.order_by("version")] == bodies
    with pytest.raises(NothingToCorrectError):
        services.issue_correction(vo, reason="Zwrot", by=seller.owner)
