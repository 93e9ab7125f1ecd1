"""What a buyer's bank app needs for a transfer: the title, and the code of the Polish banks' recommendation.

Source: the Polish Bank Association's recommendation on 2D codes for transfers (2013): nine fields between bars,
`NIP|PL|NRB|amount in grosze, 6 digits|recipient, 20|title, 32|||`, UTF-8, error correction L.
"""

import io
import re

import segno

from operations.money import to_grosze
from shop.fulfilment.models import VendorOrder

MAX_GROSZE = 999_999
RECIPIENT_LENGTH = 20
TITLE_LENGTH = 32


def transfer_title(vo: VendorOrder) -> str:
    """Return the title by which a seller recognises the transfer."""
    return f"OPES {vo.number}"[:TITLE_LENGTH]


def qr_payload(vo: VendorOrder) -> str | None:
    """Return what the code says; None when it cannot say it: above 9 999,99 zł, or without an account number."""
    amount = to_grosze(vo.payable_gross)
    account = re.sub(r"\D", "", vo.seller.get("nrb", ""))
    if amount > MAX_GROSZE or len(account) != 26:
        return None
    nip = re.sub(r"\D", "", vo.seller.get("nip", ""))
    recipient = _plain(vo.seller.get("legal_name") or vo.seller.get("name", ""), RECIPIENT_LENGTH)
    return f"{nip}|PL|{account}|{amount:06d}|{recipient}|{_plain(transfer_title(vo), TITLE_LENGTH)}|||"


def qr_code(payload: str) -> segno.QRCode:
    return segno.make_qr(payload, error="l", encoding="utf-8", mode="byte", boost_error=False)


def qr_svg(vo: VendorOrder) -> str | None:
    """Return the code as a standalone SVG without style attributes; None when there is no code."""
    payload = qr_payload(vo)
    if payload is None:
        return None
    out = io.BytesIO()
    qr_code(payload).save(out, kind="svg", scale=6, border=4, light="#fff", svgclass=None, lineclass=None)
    return out.getvalue().decode()


def _plain(text: str, length: int) -> str:
    return " ".join(text.replace("|", " ").split())[:length].strip()
