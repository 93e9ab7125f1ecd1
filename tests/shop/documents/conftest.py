"""A seller who lets the portal print, a share paid for, and readers of papers that are not ours."""

import re
import zlib
from types import SimpleNamespace
from typing import Any

import pytest

from pes_profiles.models import LegalEntity
from shop.documents.models import PaperSettings
from shop.fulfilment.models import VendorOrder
from shop.fulfilment.services import mark_transfer_received
from shop.order.models import Order
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.seller.conftest import seller_of

#: numbers that the state's schema takes: it refuses the invented ones, which begin with 000
NIP, BUYER_NIP = "7540000002", "5260250274"


def printing_seller(*, vat_payer: bool = True, **settings: Any) -> SimpleNamespace:
    seller = seller_of(vat_payer=vat_payer)
    LegalEntity.objects.filter(pk=seller.profile.legal_entity_id).update(nip=NIP)
    PaperSettings.objects.create(partner=seller.partner, mode=PaperSettings.Mode.PRINT, **settings)
    seller.profile.legal_entity.refresh_from_db()
    return seller


def share_of(seller: SimpleNamespace, *, quantity: int = 3, is_paid: bool = True, **order: Any) -> VendorOrder:
    """A share of one offer; `order`: what the buyer said about itself."""
    offer = ProductFactory(partner=type(seller.partner).objects.get(pk=seller.partner.pk), stock=50)
    vo = order_of(offer, quantity=quantity).vendor_orders.get()
    if order:
        Order.objects.filter(pk=vo.order_id).update(**order)
    if is_paid:
        mark_transfer_received(vo, by=seller.owner)
    return VendorOrder.objects.get(pk=vo.pk)


PUBLIC = {
    "buyer_kind": "INSTITUTION",
    "company_name": "Gmina Ozimek",
    "nip": BUYER_NIP,
    "recipient": {"name": "Przedszkole nr 4", "address": "ul. Kolejowa 4, 46-040 Ozimek"},
    "purchase_order_no": "ZP/12/2026",
}


@pytest.fixture
def seller(db) -> SimpleNamespace:
    return printing_seller()


@pytest.fixture
def owner(client, seller):
    client.force_login(seller.owner)
    return client


@pytest.fixture
def vo(seller) -> VendorOrder:
    return share_of(seller)


def small_pdf(*, pages: int = 1, extra: bytes = b"", objects: bytes = b"", packed: bytes = b"") -> bytes:
    """A PDF written by hand; `packed` goes into a packed stream of objects."""
    kids = b" ".join(b"%d 0 R" % (10 + page) for page in range(pages))
    body = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog /Pages 2 0 R " + extra + b">>\nendobj\n"
    body += b"2 0 obj\n<</Type /Pages /Kids [" + kids + b"] /Count %d>>\nendobj\n" % pages
    for page in range(pages):
        body += b"%d 0 obj\n<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842]>>\nendobj\n" % (10 + page)
    if packed:
        stream = zlib.compress(packed)
        body += b"90 0 obj\n<</Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d>>\nstream\n" % len(stream)
        body += stream + b"\nendstream\nendobj\n"
    return body + objects + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"


def text_of(pdf: bytes) -> str:
    """Read the words of a PDF as a reader does: through each font's table from glyphs to letters."""
    objects = {int(found[1]): found[2] for found in re.finditer(rb"(\d+) 0 obj\n(.*?)\nendobj", pdf, re.DOTALL)}
    maps: dict[bytes, dict[str, str]] = {}
    for body in objects.values():
        for name, ref in re.findall(rb"/(f\d+) (\d+) 0 R", body):
            unicode = re.search(rb"/ToUnicode (\d+) 0 R", objects.get(int(ref), b""))
            if unicode:
                maps[name] = _letters(_stream(objects[int(unicode[1])]).decode("latin-1"))
    words = []
    for body in objects.values():
        if b"stream" not in body or b"/ToUnicode" in body:
            continue
        content = _stream(body)
        if b" Tf" not in content:
            continue
        font: dict[str, str] = {}
        for found in re.finditer(rb"/(f\d+) [\d.]+ Tf|<([0-9a-fA-F]+)>|\((?:[^()\\]|\\.)*\)|(ET)", content, re.DOTALL):
            if found[1]:
                font = maps.get(found[1], {})
            elif found[3]:
                words.append(" ")
            else:
                glyphs = found[2].decode() if found[2] else _bytes_of(found[0]).hex()
                words.append("".join(font.get(glyphs[at : at + 4].lower(), "") for at in range(0, len(glyphs), 4)))
    return re.sub(r"\s+", " ", "".join(words).replace("\u00a0", " "))


def _stream(body: bytes) -> bytes:
    inside = body[body.index(b"stream") + 6 : body.rindex(b"endstream")].lstrip(b"\r\n")
    return zlib.decompressobj().decompress(inside) if b"/FlateDecode" in body else inside


def _letters(cmap: str) -> dict[str, str]:
    found = {}
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, letter in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            found[glyph.lower()] = bytes.fromhex(letter).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, letter in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            for step in range(int(last, 16) - int(first, 16) + 1):
                found[f"{int(first, 16) + step:04x}"] = chr(int(letter, 16) + step)
    return found


def _bytes_of(literal: bytes) -> bytes:
    escapes = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

    def plain(found: re.Match[bytes]) -> bytes:
        said = found[1]
        return bytes([int(said, 8)]) if said.isdigit() else escapes.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", plain, literal[1:-1], flags=re.DOTALL)
