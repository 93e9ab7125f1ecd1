"""The seller's side: settings, issuing, adding files, the register, the yearly figures."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.clock import today
from shop.documents import services
from shop.documents.models import Document, PaperSettings
from shop.ledger import services as ledger
from tests.shop.documents.conftest import printing_seller, share_of, small_pdf

pytestmark = pytest.mark.django_db
KSEF_NUMBER = "7540000002-20261127-0123456789AB-F6"
SETTINGS = {
    "mode": "PRINT",
    "pattern": "FV/{nr}/{rok}",
    "correction_pattern": "KOR/{nr}/{rok}",
    "first_number": "12",
    "footer": "Dziękujemy",
}


def url(name: str, where, *args) -> str:
    return reverse(f"documents_panel:{name}", args=[where.slug, *args])


def file(body: bytes | None = None, **fields: str) -> dict:
    return {
        "file": SimpleUploadedFile("faktura.pdf", small_pdf() if body is None else body),
        "number": "FV 7/2026",
        "issued_on": f"{today():%Y-%m-%d}",
        "ksef_number": "",
    } | fields


def test_settings_are_kept_and_hold_for_the_next_paper(owner, seller, vo):
    answer = owner.post(url("papers", seller), SETTINGS)
    owner.post(url("issue", seller, vo.number))

    assert answer.status_code == 302
    made = Document.objects.get()
    assert made.number == f"FV/12/{today().year}"
    assert made.content["footer"] == "Dziękujemy"
    page = owner.get(url("papers", seller)).content.decode()
    assert "Następny numer to 13" in page
    assert made.number in page


def test_a_running_series_keeps_its_numbers_whatever_is_sent(owner, seller, vo):
    services.issue_invoice(vo, by=seller.owner)

    assert owner.post(url("papers", seller), SETTINGS | {"first_number": "1"}).status_code == 302

    assert services.issue_invoice(share_of(seller), by=seller.owner).series_number == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("pattern", "{nr}"),
        ("pattern", "{rok}"),
        ("pattern", "{nr}{rok}"),
        ("pattern", "1{nr}/{rok}"),
        ("pattern", "<b>{nr}/{rok}"),
        ("pattern", ""),
        ("correction_pattern", "FV/{nr}/{rok}"),
        ("first_number", "0"),
        ("first_number", "1000000"),
        ("mode", "SELL"),
        ("footer", "x" * 301),
    ],
)
def test_settings_that_make_no_series_are_refused_at_the_field(owner, seller, field, value):
    answer = owner.post(url("papers", seller), SETTINGS | {field: value})

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert PaperSettings.objects.get().pattern == "{nr}/{rok}"


def test_only_an_exempt_seller_chooses_between_invoice_and_bill(client):
    for is_payer in (True, False):
        seller = printing_seller(vat_payer=is_payer)
        client.force_login(seller.owner)
        assert ("id_exempt_paper" in client.get(url("papers", seller)).content.decode()) is not is_payer


def test_the_order_offers_what_can_be_done_next(owner, seller, vo):
    def page() -> str:
        return owner.get(seller.url("order", vo.number)).content.decode()

    issue, correct, add = (url(name, seller, vo.number) for name in ("issue", "correct", "add"))
    assert issue in page()
    assert correct not in page()
    owner.post(issue)
    assert issue not in page()
    assert correct not in page()
    ledger.post_refund(vo, 2000, key="part")
    assert correct in page()
    owner.post(correct, {"reason": "Odstąpienie od umowy"})
    assert correct not in page()
    assert add in page()
    assert list(Document.objects.order_by("version").values_list("kind", flat=True)) == ["INVOICE", "CORRECTION"]


def test_a_correction_without_a_reason_is_not_issued(owner, seller, vo):
    services.issue_invoice(vo, by=seller.owner)
    ledger.post_refund(vo, 2000, key="part")

    page = owner.post(url("correct", seller, vo.number), {"reason": " "}, follow=True).content.decode()

    assert "Napisz przyczynę" in page
    assert Document.objects.count() == 1


def test_a_file_from_elsewhere_with_its_ksef_number(owner, seller, vo):
    answer = owner.post(url("add", seller, vo.number), file(ksef_number=KSEF_NUMBER.lower()))

    assert answer.status_code == 302
    made = Document.objects.get()
    assert (made.kind, made.source, made.number) == ("INVOICE", "UPLOADED", "FV 7/2026")
    assert made.ksef_number == KSEF_NUMBER
    assert owner.get(url("file", seller, made.pk)).content == small_pdf()
    assert owner.get(url("ksef-file", seller, made.pk)).status_code == 404


@pytest.mark.parametrize(
    ("field", "data"),
    [
        ("file", {"file": b"<html>"}),
        ("file", {"file": small_pdf(extra=b"/S /JavaScript")}),
        ("file", {"file": b""}),
        ("number", {"number": ""}),
        ("issued_on", {"issued_on": "2999-01-01"}),
        ("issued_on", {"issued_on": ""}),
        ("ksef_number", {"ksef_number": KSEF_NUMBER[:-1] + "0"}),
    ],
)
def test_a_file_that_will_not_do_is_refused_at_the_field(owner, seller, vo, field, data):
    if "file" in data:
        data = {"file": SimpleUploadedFile("faktura.pdf", data["file"])}

    answer = owner.post(url("add", seller, vo.number), file() | data)

    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Document.objects.exists()


def test_one_ksef_number_is_of_one_paper(owner, seller, vo):
    owner.post(url("add", seller, vo.number), file(ksef_number=KSEF_NUMBER))

    answer = owner.post(url("add", seller, share_of(seller).number), file(ksef_number=KSEF_NUMBER))

    assert answer.status_code == 422
    assert Document.objects.count() == 1


def test_the_number_of_ksef_is_noted_once(owner, seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)
    other = services.issue_invoice(share_of(seller), by=seller.owner)

    owner.post(url("ksef-number", seller, made.pk), {"ksef_number": "123"})
    assert Document.objects.get(pk=made.pk).ksef_number == ""
    for document in (made, made, other):
        owner.post(url("ksef-number", seller, document.pk), {"ksef_number": KSEF_NUMBER})

    assert Document.objects.get(pk=made.pk).ksef_number == KSEF_NUMBER
    assert Document.objects.get(pk=other.pk).ksef_number == ""


def test_the_ksef_file_is_handed_out_or_the_page_says_why_not(owner, seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)
    answer = owner.get(url("ksef-file", seller, made.pk))
    assert answer["Content-Type"] == "application/xml"
    assert answer.content.startswith(b"<?xml")

    invented = share_of(seller, buyer_kind="BUSINESS", company_name="Firma", nip="0000000017")
    broken = services.issue_invoice(invented, by=seller.owner)
    page = owner.get(url("ksef-file", seller, broken.pk), follow=True).content.decode()
    assert "nie da się zrobić pliku dla KSeF" in page


def test_a_full_register_asks_as_often_as_one_row(owner, seller, vo):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert owner.get(url("papers", seller)).status_code == 200
        return len(captured)

    day = today()
    services.add_paper(vo, small_pdf(extra=b"/A 0"), number="0", issued_on=day, by=seller.owner)
    asked()
    one = asked()
    for number in range(1, 30):
        services.add_paper(vo, small_pdf(extra=b"/A %d" % number), number=str(number), issued_on=day, by=seller.owner)

    assert asked() <= one + 1


def test_a_seller_sees_and_takes_its_own_year_only(owner, seller, vo):
    other = printing_seller()
    share_of(other, quantity=9)

    page = owner.get(url("year", seller)).content.decode()
    answer = owner.get(url("year", seller), {"plik": "csv"})

    assert "75,90" in page
    assert other.profile.legal_entity.name not in page
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[-1][1:] == ["1", "75,90", "0,00"]


@pytest.mark.parametrize("year", ["", "1999", "2999", "x", "٢٠٢٦", "2" * 5000])
def test_any_year_in_the_address_has_a_page(owner, seller, year):
    assert owner.get(url("year", seller), {"rok": year, "plik": "csv"}).status_code == 200
