"""Papers as PDF by typst: tagged (PDF/UA-1), A4, in the portal's own fonts, the same bytes for the same words.

The templates lie in `papers/`. Their words are Polish: papers of Polish tax and consumer law have one language.
"""

import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import typst
from django.core.cache import cache as kept

from cms.base.units import units
from shop.documents import content
from shop.documents.models import Content
from shop.fulfilment.models import VendorOrder
from shop.payments.transfer import qr_svg

FOLDER = Path(__file__).parent / "papers"
STANDARD = "ua-1"
KEPT_FOR = 600
#: the same moment in every file: the day of a paper is written on it
STAMP = int(datetime(2026, 1, 1, tzinfo=UTC).timestamp())


def render(paper: str, words: Content, *, qr: str = "") -> bytes:
    """Return the PDF of a paper: the name of its template, and what it says."""
    compiler = typst.Compiler(FOLDER / f"{paper}.typ", root=FOLDER, font_paths=_fonts(), ignore_system_fonts=True)
    return compiler.compile(format="pdf", sys_inputs=_inputs(words, qr), pdf_standards=STANDARD, timestamp=STAMP)


def picture(paper: str, words: Content, *, qr: str = "", ppi: int = 144) -> bytes:
    """Return the first page as PNG."""
    compiler = typst.Compiler(FOLDER / f"{paper}.typ", root=FOLDER, font_paths=_fonts(), ignore_system_fonts=True)
    made = compiler.compile(format="png", sys_inputs=_inputs(words, qr), ppi=ppi)
    return made[0] if isinstance(made, list) else made


def confirmation_pdf(vo: VendorOrder) -> bytes:
    return _once("confirmation", content.confirmation_content(vo))


def pro_forma_pdf(vo: VendorOrder) -> bytes:
    """Return what to transfer to whom. Without a code above 9 999,99 zł, see `shop.payments.transfer`."""
    words = content.sale_content(vo) | {"is_vat": vo.seller.get("vat_status") == "ACTIVE"}
    return _once("proforma", words, qr=qr_svg(vo) or "")


def packing_list_pdf(vo: VendorOrder) -> bytes:
    return _once("packing", content.packing_content(vo))


def _once(paper: str, words: Content, *, qr: str = "") -> bytes:
    """Make the same paper once: kept under the hash of its words and its template."""
    said = json.dumps([words, qr], sort_keys=True).encode()
    key = f"paper:{paper}:{hashlib.sha256(said + _templates()).hexdigest()}"
    found = kept.get(key)
    if found is None:
        found = render(paper, words, qr=qr)
        kept.set(key, found, KEPT_FOR)
    return found


def _inputs(words: Content, qr: str) -> dict[str, str]:
    return {"data": json.dumps(words | {"rows": _counted(words)}, ensure_ascii=False), "qr": qr}


def _counted(words: Content) -> list[Content]:
    """The rows as they are read: a paper keeps the name of a unit, KSeF wants it so, and shows it counted."""
    return [row | {"unit": units(row["unit"], row["quantity"])} for row in words["rows"]]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FOLDER / "fonts")])


@cache
def _templates() -> bytes:
    return hashlib.sha256(b"".join(path.read_bytes() for path in sorted(FOLDER.glob("*.typ")))).digest()
