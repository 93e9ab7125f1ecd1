"""Files from strangers: only a whole, short, open PDF that does nothing by itself passes."""

import zlib

import pytest

from shop.documents import papers
from shop.documents.exceptions import BadPdfError
from shop.documents.pdfcheck import MAX_BYTES, MAX_PAGES, check_pdf
from tests.shop.documents.conftest import small_pdf

GOOD = small_pdf()


def code_of(body: bytes) -> str:
    with pytest.raises(BadPdfError) as error:
        check_pdf(body)
    return error.value.code


@pytest.mark.parametrize(
    "body",
    [GOOD, small_pdf(pages=MAX_PAGES), small_pdf(packed=b"91 0 <</Type /Font>>"), GOOD.replace(b"1.7", b"2.0")],
    ids=["one page", "many pages", "packed objects", "PDF 2.0"],
)
def test_an_ordinary_file_passes(body):
    check_pdf(body)


@pytest.mark.django_db
def test_our_own_papers_pass(vo):
    for body in (papers.confirmation_pdf(vo), papers.packing_list_pdf(vo), papers.pro_forma_pdf(vo)):
        check_pdf(body)


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "size"),
        (GOOD + b"x" * MAX_BYTES, "size"),
        (b"\x89PNG\r\n" + GOOD, "magic"),
        (b"<html>" + GOOD, "magic"),
        (GOOD.replace(b"%%EOF", b""), "broken"),
        (small_pdf(objects=b"5 0 obj\n<<>>\nstream\nabc"), "broken"),
        (small_pdf(pages=0), "pages"),
        (small_pdf(pages=MAX_PAGES + 1), "pages"),
        (GOOD.replace(b"/Root", b"/Encrypt 9 0 R /Root"), "locked"),
    ],
)
def test_what_is_no_whole_short_open_pdf_is_refused(body, code):
    assert code_of(body) == code


@pytest.mark.parametrize(
    "active",
    [
        b"/OpenAction <</S /JavaScript /JS (app.alert\\(1\\))>>",
        b"/OpenAction <</S /J#61vaScript /J#53 (x)>>",
        b"/AA <</O <</S /Launch /F (calc.exe)>>>>",
        b"/Names <</EmbeddedFiles 5 0 R>>",
        b"/AcroForm <</XFA 5 0 R>>",
        b"/A <</S/SubmitForm/F(https://example.com)>>",
        b"/A <</S /GoToR /F (other.pdf)>>",
        b"/Subtype /RichMedia",
    ],
)
def test_what_acts_by_itself_is_refused_also_in_packed_objects(active):
    assert code_of(small_pdf(extra=active)) == "active"
    assert code_of(small_pdf(packed=b"91 0 <<" + active + b">>")) == "active"


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert code_of(small_pdf(packed=b"\0" * (40 * 1024 * 1024))) == "size"


def test_packed_objects_of_an_unknown_kind_are_refused():
    body = small_pdf(packed=b"91 0 <<>>").replace(b"/FlateDecode", b"/LZWDecode")

    assert code_of(body) == "broken"


def test_words_of_a_page_are_not_commands():
    stream = zlib.compress(b"BT (/JavaScript) Tj ET")
    page = b"6 0 obj\n<</Filter /FlateDecode /Length %d>>\nstream\n" % len(stream) + stream + b"\nendstream\nendobj\n"

    check_pdf(small_pdf(objects=page))
