"""FA(3) files: each kind of paper passes the ministry's schema, and a broken one does not."""

from xml.etree import ElementTree as ET

import pytest
from ksef_client.documents.fa3 import parse_invoice_xml

from shop.documents import ksef, services
from shop.documents.exceptions import KsefError
from shop.documents.models import Document
from shop.fulfilment.models import VendorOrder, VendorOrderTax
from shop.ledger import services as ledger
from shop.order.models import LineTax
from tests.shop.documents.conftest import BUYER_NIP, NIP, PUBLIC, printing_seller, share_of

pytestmark = pytest.mark.django_db
KSEF_NUMBER = "7540000002-20261127-0123456789AB-F6"


def read(document: Document) -> tuple[bytes, ET.Element]:
    xml = ksef.invoice_xml(document)
    root = ET.fromstring(xml.replace(f' xmlns="{ksef.NAMESPACE}"'.encode(), b""))
    return xml, root


def test_an_invoice_with_vat_passes_the_schema_and_says_the_same(seller, vo):
    made = services.issue_invoice(vo, by=seller.owner)

    xml, root = read(made)

    assert root.findtext("Podmiot1/DaneIdentyfikacyjne/NIP") == NIP
    assert root.findtext("Podmiot2/DaneIdentyfikacyjne/BrakID") == "1"
    assert root.findtext("Fa/P_2") == made.number
    sums = [root.findtext(f"Fa/{tag}") for tag in ("P_13_1", "P_14_1", "P_15")]
    assert sums == ["61.71", "14.19", "75.90"]
    assert [row.findtext("P_11A") for row in root.findall("Fa/FaWiersz")] == ["60.00", "15.90"]
    assert root.findtext("Fa/Platnosc/Zaplacono") == "1"
    assert ksef.invoice_xml(made) == xml
    assert parse_invoice_xml(xml).invoice_number == made.number


@pytest.mark.parametrize(
    ("rate", "tag"), [("8", "P_13_2"), ("5", "P_13_3"), ("0", "P_13_6_1"), ("NP", "P_13_8"), ("ZW", "P_13_7")]
)
def test_every_rate_has_its_place(seller, rate, tag):
    vo = share_of(seller)
    VendorOrderTax.objects.update(rate=rate)
    LineTax.objects.update(rate=rate)
    if rate == "ZW":
        VendorOrder.objects.filter(pk=vo.pk).update(seller=vo.seller | {"vat_status": "EXEMPT_113"})
        seller.partner.paper_settings.exempt_paper = "INVOICE"
        seller.partner.paper_settings.save()

    _xml, root = read(services.issue_invoice(vo, by=seller.owner))

    assert root.find(f"Fa/{tag}") is not None


def test_an_exempt_sellers_invoice_names_the_law(db):
    seller = printing_seller(vat_payer=False, exempt_paper="INVOICE")

    _xml, root = read(services.issue_invoice(share_of(seller), by=seller.owner))

    assert root.findtext("Fa/Adnotacje/Zwolnienie/P_19A") == "art. 113 ust. 1 ustawy o VAT"
    assert root.findtext("Fa/P_13_7") == "75.90"
    assert {row.findtext("P_12") for row in root.findall("Fa/FaWiersz")} == {"zw"}


def test_a_commune_pays_and_its_unit_receives(seller):
    _xml, root = read(services.issue_invoice(share_of(seller, **PUBLIC), by=seller.owner))

    assert root.findtext("Podmiot2/DaneIdentyfikacyjne/NIP") == BUYER_NIP
    assert root.findtext("Podmiot2/JST") == "1"
    assert root.findtext("Podmiot3/DaneIdentyfikacyjne/Nazwa") == "Przedszkole nr 4"
    assert root.findtext("Podmiot3/Adres/AdresL1") == "ul. Kolejowa 4, 46-040 Ozimek"
    assert root.findtext("Podmiot3/Rola") == "8"
    described = {row.findtext("Klucz"): row.findtext("Wartosc") for row in root.findall("Fa/DodatkowyOpis")}
    assert described["Zamówienie nabywcy"] == "ZP/12/2026"


def test_the_units_internal_number_goes_with_it(seller):
    unit = PUBLIC["recipient"] | {"internal_id": f"{BUYER_NIP}-00012"}

    _xml, root = read(services.issue_invoice(share_of(seller, **PUBLIC | {"recipient": unit}), by=seller.owner))

    assert root.findtext("Podmiot3/DaneIdentyfikacyjne/IDWew") == f"{BUYER_NIP}-00012"


@pytest.mark.parametrize("is_in_ksef", [True, False])
def test_a_correction_names_what_it_corrects(seller, vo, is_in_ksef):
    first = services.issue_invoice(vo, by=seller.owner)
    if is_in_ksef:
        services.note_ksef_number(first, KSEF_NUMBER, by=seller.owner)
    ledger.post_refund(vo, 2000, key="part", lines={"23": 2000})

    _xml, root = read(services.issue_correction(vo, reason="Odstąpienie od umowy", by=seller.owner))

    assert root.findtext("Fa/RodzajFaktury") == "KOR"
    about = root.find("Fa/DaneFaKorygowanej")
    assert about.findtext("NrFaKorygowanej") == first.number
    assert about.findtext("NrKSeFFaKorygowanej") == (KSEF_NUMBER if is_in_ksef else None)
    assert root.findtext("Fa/P_15") == "-20.00"
    assert root.findtext("Fa/P_14_1") == "-3.74"


def test_split_payment_is_marked(seller, vo):
    _xml, root = read(services.issue_invoice(vo, by=seller.owner, split_payment=True))

    assert root.findtext("Fa/Adnotacje/P_18A") == "1"


@pytest.mark.parametrize(
    ("found", "put"),
    [
        (b"<P_15>75.90</P_15>", b""),
        (b"<P_15>75.90</P_15>", b"<P_15>75,90</P_15>"),
        (b"<GV>2</GV>", b"<GV>3</GV>"),
        (NIP.encode(), b"0000000001"),
        (b"</Faktura>", b""),
    ],
    ids=["no total", "a comma", "a code that is none", "an invented number", "cut off"],
)
def test_a_broken_file_is_refused(seller, vo, found, put):
    """The positive control of the schema."""
    xml = ksef.invoice_xml(services.issue_invoice(vo, by=seller.owner))
    assert found in xml

    with pytest.raises(KsefError):
        ksef.check_xml(xml.replace(found, put, 1))


def test_bills_and_papers_from_elsewhere_have_no_file(db):
    seller = printing_seller(vat_payer=False)
    made = services.issue_invoice(share_of(seller), by=seller.owner)

    assert not ksef.has_file(made)
    with pytest.raises(KsefError):
        ksef.invoice_xml(made)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [(KSEF_NUMBER, True), (KSEF_NUMBER[:-1] + "0", False), ("7540000002-20261127", False), ("", False)],
)
def test_a_number_of_ksef_has_check_digits(text, is_one):
    assert ksef.is_ksef_number(text) is is_one
