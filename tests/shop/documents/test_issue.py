"""Invoices and bills printed by the portal: what stands on them, and that nothing changes them."""

from decimal import Decimal

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.db.models import F

from operations.models import Counter
from operations.triggers import install_triggers, remove_triggers
from shop.catalogue.models import Product
from shop.documents import services
from shop.documents.content import sale_content
from shop.documents.exceptions import (
    AlreadyIssuedError,
    MissingBasisError,
    NothingSoldError,
    NotPrintingError,
    NumberTakenError,
    SeriesRunningError,
    SumsDifferError,
)
from shop.documents.ksef import invoice_xml
from shop.documents.models import Document, DocumentFile, KsefNumber, PaperSettings
from shop.documents.receivers import TABLES
from shop.fulfilment.models import CancelledBy, VendorOrder, VendorOrderTax
from shop.fulfilment.services import cancel_share
from shop.ledger.exceptions import AppendOnlyError
from shop.order.models import LineTax
from shop.partner.models import StockRecord
from tests.shop.documents.conftest import PUBLIC, printing_seller, share_of, text_of

pytestmark = pytest.mark.django_db


def body_of(document: Document) -> bytes:
    return bytes(document.file.body)


@time_machine.travel("2026-11-27 10:00+01:00")
def test_an_invoice_says_who_what_when_and_how_much(seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)

    said = text_of(body_of(made))
    assert (made.kind, made.number, made.version) == ("INVOICE", "1/2026", 1)
    assert "Faktura nr 1/2026" in said
    assert "27 listopada 2026" in said
    assert vo.seller["legal_name"] in said
    assert f"NIP {vo.seller['nip']}" in said
    assert "Halina Próbna ul. Lipowa 4, 46-040 Ozimek" in said
    assert "Razem: 75,90 zł" in said
    assert "Zapłacono 27 listopada 2026" in said
    assert "Do zapłaty" not in said


def test_net_and_vat_of_each_rate_are_those_of_the_share(seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)

    tax = vo.taxes.get()
    (rate,) = made.content["rates"]
    assert rate["gross"] == int((tax.goods_gross + tax.delivery_gross) * 100)
    assert rate["vat"] == int(tax.vat * 100)
    assert rate["net"] + rate["vat"] == rate["gross"]
    assert sum(row["gross"] for row in made.content["rows"]) == made.content["total"]["gross"] == made.total


def test_todays_prices_names_and_rates_change_no_paper(seller, vo):
    before = sale_content(vo)
    StockRecord.objects.update(price=Decimal("999.00"))
    Product.objects.update(title="Inna rzecz", vat_code="5")
    seller.profile.legal_entity.name = "Inna nazwa"
    seller.profile.legal_entity.save()

    made = services.issue_invoice(vo, by=seller.owner)

    assert {key: made.content[key] for key in before} == before


@pytest.mark.parametrize("paper", ["INVOICE", "BILL"])
def test_an_exempt_seller_names_the_law_and_no_vat(db, paper):
    seller = printing_seller(vat_payer=False, exempt_paper=paper)
    made = services.issue_invoice(share_of(seller), by=seller.owner)

    said = text_of(body_of(made))
    assert made.kind == paper
    assert ("Faktura nr" in said, "Rachunek nr" in said) == (paper == "INVOICE", paper == "BILL")
    assert "Podstawa prawna: art. 113 ust. 1 ustawy o VAT" in said
    assert "Stawka VAT" not in said


def test_exempt_by_article_43_needs_the_point(db):
    seller = printing_seller(vat_payer=False, exempt_paper="INVOICE")
    vo = share_of(seller)
    VendorOrder.objects.filter(pk=vo.pk).update(seller=vo.seller | {"vat_status": "EXEMPT_43"})

    with pytest.raises(MissingBasisError):
        services.issue_invoice(vo, by=seller.owner)
    PaperSettings.objects.update(exempt_basis="art. 43 ust. 1 pkt 24 lit. a ustawy o VAT")
    made = services.issue_invoice(vo, by=seller.owner)

    assert "art. 43 ust. 1 pkt 24 lit. a ustawy o VAT" in text_of(body_of(made))


def test_a_payer_of_vat_names_the_law_for_exempt_things(seller, vo):
    VendorOrderTax.objects.update(rate="ZW", vat=0)
    LineTax.objects.update(rate="ZW", vat=0)

    with pytest.raises(MissingBasisError):
        services.issue_invoice(vo, by=seller.owner)
    PaperSettings.objects.update(exempt_basis="art. 43 ust. 1 pkt 22 lit. b ustawy o VAT")
    made = services.issue_invoice(vo, by=seller.owner)

    said = text_of(body_of(made))
    assert "Pozycje ze stawką „zw.” są zwolnione z podatku VAT" in said
    assert "art. 43 ust. 1 pkt 22 lit. b ustawy o VAT" in said
    assert b"P_19A" in invoice_xml(made)


def test_a_seller_without_a_tax_number_issues_a_bill(db):
    seller = printing_seller(vat_payer=False, exempt_paper="INVOICE")
    vo = share_of(seller)
    VendorOrder.objects.filter(pk=vo.pk).update(seller=vo.seller | {"nip": ""})

    assert services.issue_invoice(vo, by=seller.owner).kind == "BILL"


def test_a_public_buyer_is_named_with_the_unit_that_receives(seller):
    made = services.issue_invoice(share_of(seller, **PUBLIC), by=seller.owner)

    said = text_of(body_of(made))
    assert "Nabywca Gmina Ozimek" in said
    assert "Odbiorca Przedszkole nr 4 ul. Kolejowa 4, 46-040 Ozimek" in said
    assert "Numer zamówienia nabywcy: ZP/12/2026" in said


def test_split_payment_is_printed_when_the_seller_says_so(seller, vo):
    made = services.issue_invoice(vo, by=seller.owner, split_payment=True)

    assert "Mechanizm podzielonej płatności" in text_of(body_of(made))


def test_a_share_has_one_invoice(seller, vo):
    first = services.issue_invoice(vo, by=seller.owner)

    with pytest.raises(AlreadyIssuedError):
        services.issue_invoice(vo, by=seller.owner)

    assert Document.objects.get() == first


def test_a_seller_that_has_not_asked_prints_nothing(seller, vo):
    PaperSettings.objects.all().delete()

    with pytest.raises(NotPrintingError):
        services.issue_invoice(vo, by=seller.owner)

    assert not Document.objects.exists()


def test_what_was_called_off_is_not_invoiced(seller, vo):
    cancel_share(vo, by=seller.owner, who=CancelledBy.SELLER, reason="Brak gliny")

    with pytest.raises(NothingSoldError):
        services.issue_invoice(vo, by=seller.owner)

    assert not Counter.objects.filter(name__startswith="paper:").exists()


def test_a_share_whose_sums_differ_gets_no_paper_and_loses_no_number(seller, vo):
    VendorOrderTax.objects.update(goods_gross=F("goods_gross") + 1)

    with pytest.raises(SumsDifferError):
        services.issue_invoice(vo, by=seller.owner)
    VendorOrderTax.objects.update(goods_gross=F("goods_gross") - 1)

    assert services.issue_invoice(vo, by=seller.owner).series_number == 1


# --- Numbers ---


def test_every_seller_year_and_kind_counts_for_itself(seller):
    other = printing_seller(pattern="FV/{nr}/{rok}", exempt_paper="INVOICE")
    numbers = []
    for day, who in (("2026-12-30", seller), ("2026-12-31", seller), ("2026-12-31", other), ("2027-01-01", seller)):
        with time_machine.travel(f"{day} 12:00+01:00"):
            numbers.append(services.issue_invoice(share_of(who), by=who.owner).number)

    assert numbers == ["1/2026", "2/2026", "FV/1/2026", "1/2027"]


def test_a_series_goes_on_where_another_program_ended(seller):
    settings = services.settings_of(seller.partner)
    settings.first_number = 57
    services.save_settings(settings, by=seller.owner)

    made = [services.issue_invoice(share_of(seller), by=seller.owner).series_number for _ in range(2)]

    assert made == [57, 58]
    settings.first_number = 90
    with pytest.raises(SeriesRunningError):
        services.save_settings(settings, by=seller.owner)
    assert services.settings_of(seller.partner).first_number == 57


def test_a_pattern_that_repeats_a_number_is_refused_and_skips_none(seller):
    services.issue_invoice(share_of(seller), by=seller.owner)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE operations_counter SET value = 0 WHERE name LIKE 'paper:%%'")

    with pytest.raises(NumberTakenError):
        services.issue_invoice(share_of(seller), by=seller.owner)

    assert Document.objects.count() == 1


# --- Written once ---


def test_a_paper_refuses_to_be_changed_or_deleted(seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)

    made.number = "2/2026"
    for change in (made.save, made.delete, made.file.save, made.file.delete):
        with pytest.raises(AppendOnlyError):
            change()

    assert Document.objects.get().number == "1/2026"


@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_too():
    seller = printing_seller()
    made = services.issue_invoice(share_of(seller), by=seller.owner)
    services.note_ksef_number(made, "7540000002-20261127-0123456789AB-00", by=seller.owner)
    install_triggers(connection, TABLES)
    try:
        for rows, change in (
            (Document.objects, {"number": "x"}),
            (DocumentFile.objects, {"body": b"x"}),
            (KsefNumber.objects, {"number": "x"}),
        ):
            with pytest.raises(DatabaseError):
                rows.update(**change)
            with pytest.raises(DatabaseError):
                rows.all()._raw_delete("default")
    finally:
        remove_triggers(connection, TABLES)

    assert Document.objects.get().number == made.number
    assert bytes(DocumentFile.objects.get().body).startswith(b"%PDF")
