"""A seller who lets the portal print, a share paid for, and readers of papers that are not ours."""

import zlib
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from pypdf import PdfReader

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
    """Return the words of a PDF on one line."""
    pages = PdfReader(BytesIO(pdf)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).replace("\u00a0", " ").split())
