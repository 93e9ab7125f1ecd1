"""Papers without a number: confirmation, pro forma, packing list. Their words, their code, their tags."""

import io
from decimal import Decimal

import pytest
import zxingcpp
from django.core.cache import cache
from PIL import Image

from shop.documents import content, papers
from shop.fulfilment.models import VendorOrder
from shop.payments.transfer import qr_payload, qr_svg
from tests.shop.documents.conftest import PUBLIC, share_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(seller) -> VendorOrder:
    return share_of(seller, is_paid=False)


def test_a_confirmation_holds_the_contract_and_the_rights(vo):
    said = text_of(papers.confirmation_pdf(vo))

    assert f"Potwierdzenie zamówienia {vo.number}" in said
    assert vo.seller["legal_name"] in said
    assert vo.seller["email"] in said
    assert "Halina Próbna" in said
    assert "Razem z VAT: 75,90 zł" in said
    assert "Twoje prawa" in said
    assert "14 dni" in said


def test_a_pro_forma_says_what_to_transfer(waiting):
    said = text_of(papers.pro_forma_pdf(waiting))

    assert f"Pro forma do zamówienia {waiting.number}" in said
    assert "Kwota 75,90 zł" in said
    assert f"OPES {waiting.number}" in said
    assert waiting.seller["nrb"] in said.replace(" ", "")


def test_a_paper_counts_the_units_and_the_file_for_the_ministry_keeps_their_name(seller):
    vo = share_of(seller, quantity=3)
    vo.order.lines.update(unit="komplet")
    vo = VendorOrder.objects.get(pk=vo.pk)

    for pdf in (papers.confirmation_pdf(vo), papers.packing_list_pdf(vo), papers.pro_forma_pdf(vo)):
        assert "3 komplety" in text_of(pdf)

    assert content.packing_content(vo)["rows"][0]["unit"] == "komplet"


def test_a_banks_app_reads_the_code_from_the_printed_page(waiting):
    words = content.sale_content(waiting) | {"is_vat": True}

    page = Image.open(io.BytesIO(papers.picture("proforma", words, qr=qr_svg(waiting))))

    assert [found.text for found in zxingcpp.read_barcodes(page)] == [qr_payload(waiting)]


def test_above_the_limit_of_the_code_the_pro_forma_has_none(waiting):
    waiting.total_gross = Decimal("10000.00")
    words = content.sale_content(share_of_total(waiting)) | {"is_vat": True}

    page = Image.open(io.BytesIO(papers.picture("proforma", words, qr=qr_svg(waiting) or "")))

    assert zxingcpp.read_barcodes(page) == []


def share_of_total(vo: VendorOrder) -> VendorOrder:
    """The share as it is stored: only the code asks for the total."""
    return VendorOrder.objects.get(pk=vo.pk)


def test_a_packing_list_has_things_and_no_prices(seller):
    vo = share_of(seller, **PUBLIC)

    said = text_of(papers.packing_list_pdf(vo))

    assert f"Lista do pakowania {vo.number}" in said
    assert "3 szt." in said
    assert "ul. Lipowa 4, 46-040 Ozimek" in said
    assert "zł" not in said
    assert "75,90" not in said


def test_the_same_words_are_the_same_bytes_and_made_once(vo, monkeypatch):
    first = papers.confirmation_pdf(vo)
    cache.clear()
    assert papers.confirmation_pdf(vo) == first

    monkeypatch.setattr(papers, "render", lambda *args, **kwargs: pytest.fail("made again"))
    assert papers.confirmation_pdf(vo) == first


def test_papers_are_tagged_for_readers_of_screens(vo):
    body = papers.confirmation_pdf(vo)

    assert b"<pdfuaid:part>1</pdfuaid:part>" in body
    assert b"/MarkInfo" in body
    assert b"/Lang(pl-PL)" in body
    assert b"/Table" in body
    assert b"/H1" in body


def test_a_sellers_words_are_words_and_never_commands(vo):
    vo.buyer_note = '#panic("x") $x$ *gruby* = tytuł `kod` \\u{0} <etykieta> @x'

    assert '#panic("x") $x$ *gruby* = tytuł' in text_of(papers.confirmation_pdf(vo))


def test_a_long_order_goes_on_over_pages(vo):
    words = content.confirmation_content(vo)
    words["rows"] = words["rows"] * 60

    assert text_of(papers.render("confirmation", words)).count("Strona") > 1
