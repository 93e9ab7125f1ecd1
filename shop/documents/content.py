"""What a paper says, taken from the snapshots of a share and never from today's prices.

A content is plain values, kept with the paper: amounts in whole grosze, days as `YYYY-MM-DD`, rates as codes of
`shop.partner.vat`. VAT is counted once for each rate of a share (act on VAT, art. 106e ust. 7), so rows carry gross
amounts and the table of rates carries net and VAT.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from cms.base.formats import phone
from cms.base.units import units
from operations.clock import local_day
from operations.money import split, to_grosze
from shop.documents.exceptions import SumsDifferError
from shop.documents.models import Content
from shop.documents.tables import Row, rate_row, total_of
from shop.fulfilment.models import PaymentState, VendorOrder
from shop.fulfilment.rules import phone_for_seller
from shop.ledger.models import SALES
from shop.ledger.queries import standing_sale
from shop.order.models import BuyerKind, Line
from shop.order.withdrawal import trader_words, withdrawal_words
from shop.payments.transfer import transfer_title

RATE_ORDER = ("23", "8", "5", "0", "ZW", "NP")


def sale_content(vo: VendorOrder, *, as_placed: bool = False) -> Content:
    """Return what was sold to whom at which rates: the ground of confirmations, pro formas and invoices.

    Without `as_placed` pieces that were called off since are left out.

    Raises:
        SumsDifferError: rows, rates and total of the share do not agree.
    """
    rows, rates = _rows(vo, as_placed=as_placed), _rates(vo, as_placed=as_placed)
    total, due = total_of(rates), vo.total_gross if as_placed else vo.payable_gross
    per_rate: dict[str, int] = {}
    for row in rows:
        per_rate[row["rate"]] = per_rate.get(row["rate"], 0) + row["gross"]
    if per_rate != {rate["rate"]: rate["gross"] for rate in rates} or total["gross"] != to_grosze(due):
        raise SumsDifferError(vo.number)
    return {
        "share": vo.number,
        "placed_on": _iso(local_day(vo.placed_at)),
        "seller": {
            "name": vo.seller.get("legal_name", ""),
            **{key: vo.seller.get(key, "") for key in ("address", "nip", "regon", "krs", "nrb", "email", "phone")},
        },
        **_parties(vo),
        "rows": rows,
        "rates": rates,
        "total": total,
        "payment": _payment(vo),
    }


def invoice_content(
    vo: VendorOrder,
    *,
    kind: str,
    number: str,
    issued_on: date,
    basis: str = "",
    footer: str = "",
    split_payment: bool = False,
) -> Content:
    """Return the words of an invoice or a bill.

    `basis` is the law that frees a seller from VAT; `split_payment` prints the words of art. 106e ust. 1 pkt 18a.
    """
    said = sale_content(vo)
    sold = _sold_on(vo)
    if said["payment"]["on_term"]:
        said["payment"]["due_on"] = _iso(issued_on + timedelta(days=vo.partner.deferred_days))
    return said | {
        "kind": kind,
        "number": number,
        "issued_on": _iso(issued_on),
        "sold_on": _iso(sold) if sold and sold != issued_on else "",
        "is_vat": vo.seller.get("vat_status") == "ACTIVE",
        "basis": basis,
        "footer": footer,
        "split_payment": split_payment,
    }


def confirmation_content(vo: VendorOrder) -> Content:
    """Return the words of an order confirmation: the contract, and the rights that come with it."""
    order = vo.order
    rights = []
    for line in vo.lines:
        words = withdrawal_words(
            line.withdrawal,
            buyer_kind=order.buyer_kind,
            is_trader=bool(vo.seller.get("is_trader")),
        )
        rights.append({"title": _title(line), "words": str(words)})
    sale = sale_content(vo, as_placed=True)
    return sale | {
        "seller": sale["seller"] | {"phone": phone(sale["seller"]["phone"])},
        "trader": str(trader_words(bool(vo.seller.get("is_trader")))),
        "rights": rights,
        "dispatch_by": _iso(vo.dispatch_by),
        "delivery": _delivery(vo),
        "note": vo.buyer_note,
        "terms_version": order.terms_version,
    }


def packing_content(vo: VendorOrder) -> Content:
    """Return what lies on the packing table: things to tick off, where they go, no prices."""
    address = vo.order.shipping_address
    goes = vo.delivery_code in {"COURIER", "OWN_DELIVERY", "ON_SITE"}
    return {
        "share": vo.number,
        "seller": {"name": vo.seller.get("short_name", "")},
        "placed_on": _iso(local_day(vo.placed_at)),
        "dispatch_by": _iso(vo.dispatch_by),
        "to": vo.order.buyer_name,
        "address": _address(vo) if address and goes else "",
        "phone": phone(phone_for_seller(vo)),
        "delivery": _delivery(vo),
        "note": vo.buyer_note,
        "rows": [
            {
                "quantity": line.left,
                "unit": line.unit,
                "title": _title(line),
                "personalisation": line.personalisation,
                "file": line.personal_file_name,
            }
            for line in vo.lines
            if line.left
        ],
    }


# --- How it is done ---


def _rows(vo: VendorOrder, *, as_placed: bool) -> list[Row]:
    rows = [row for line in vo.lines for row in _line_rows(line, as_placed=as_placed)]
    for tax in _taxes(vo):
        if tax.delivery_gross:
            gross = to_grosze(tax.delivery_gross)
            name = f"Dostawa: {vo.get_delivery_code_display()}"
            rows.append(
                {"title": name, "quantity": 1, "unit": "usł.", "unit_gross": gross, "rate": tax.rate, "gross": gross}
            )
    return rows


def _line_rows(line: Line, *, as_placed: bool) -> Iterable[Row]:
    """One row for each rate: a gift basket has several, and then its pieces share out the price."""
    taxes = sorted(line.taxes.all(), key=lambda tax: RATE_ORDER.index(tax.rate))
    gone = {} if as_placed else _called_off(line)
    for tax in taxes:
        gross = to_grosze(tax.gross) - gone.get(tax.rate, 0)
        title, quantity, unit = _title(line), line.quantity if as_placed else line.left, line.unit
        if not quantity:
            continue
        if gross % quantity:
            title, quantity, unit = f"{title} ({quantity} {units(unit, quantity)})", 1, "kpl."
        if len(taxes) > 1:
            title = f"{title}, część objęta stawką {_rate_words(tax.rate)}"
        yield {
            "title": title,
            "quantity": quantity,
            "unit": unit,
            "unit_gross": gross // quantity,
            "rate": tax.rate,
            "gross": gross,
        }


def _called_off(line: Line) -> dict[str, int]:
    """Return grosze by rate that called-off pieces took off a line, shared out act by act as the books do."""
    taxes = sorted(line.taxes.all(), key=lambda tax: tax.pk)
    weights = [to_grosze(tax.gross) for tax in taxes]
    gone: dict[str, int] = {}
    for item in line.cancelled_items.all():
        for tax, part in zip(taxes, split(to_grosze(item.worth), weights), strict=True):
            gone[tax.rate] = gone.get(tax.rate, 0) + part
    return gone


def _taxes(vo: VendorOrder) -> list[Any]:
    return sorted(vo.taxes.all(), key=lambda tax: RATE_ORDER.index(tax.rate))


def _rates(vo: VendorOrder, *, as_placed: bool) -> list[Row]:
    """The table of rates, with the net of goods and of delivery as the books split them."""
    found = []
    if vo.cancelled_gross and not as_placed:
        there = standing_sale(vo)
        rows = (
            rate_row(tax.rate, *(-there.by_rate.get((account, tax.rate), 0) for account in SALES)) for tax in _taxes(vo)
        )
        return [row for row in rows if row["gross"]]
    for tax in _taxes(vo):
        goods, delivery, vat = to_grosze(tax.goods_gross), to_grosze(tax.delivery_gross), to_grosze(tax.vat)
        of_goods, of_delivery = split(vat, [goods, delivery]) if vat else (0, 0)
        found.append(rate_row(tax.rate, goods - of_goods, delivery - of_delivery, vat))
    return found


def _parties(vo: VendorOrder) -> Content:
    """The buyer and, for a public one, the unit that receives: the commune pays, the school gets the things."""
    order = vo.order
    is_person = order.buyer_kind == BuyerKind.CONSUMER or not order.company_name
    unit = order.recipient if order.buyer_kind == BuyerKind.INSTITUTION else {}
    return {
        "buyer": {
            "name": order.buyer_name if is_person else order.company_name,
            "nip": "" if is_person else order.nip,
            "address": _address(vo),
            "is_public": order.buyer_kind == BuyerKind.INSTITUTION,
        },
        "recipient": {
            "name": unit.get("name", ""),
            "address": unit.get("address", ""),
            "internal_id": unit.get("internal_id", ""),
        }
        if unit.get("name")
        else None,
        "purchase_order_no": order.purchase_order_no,
    }


def _payment(vo: VendorOrder) -> Content:
    on_term = vo.payment_state == PaymentState.TERM
    waits = vo.payment_state == PaymentState.UNPAID
    return {
        "way": vo.payment_method,
        "on_term": on_term,
        "paid_on": _iso(local_day(vo.paid_at)) if vo.paid_at else "",
        "due_on": _iso(local_day(vo.hold_until)) if waits and vo.hold_until else "",
        "title": transfer_title(vo),
    }


def _sold_on(vo: VendorOrder) -> date | None:
    """The day of the sale: when the things left or were handed over, else when they were paid for in advance."""
    sent = [parcel.shipped_at for parcel in vo.shipments.all()]
    moment = min(sent) if sent else vo.delivered_at or vo.paid_at
    return local_day(moment) if moment else None


def _address(vo: VendorOrder) -> str:
    found = vo.order.shipping_address
    return f"{found.line1}, {found.postcode} {found.line4}".strip(", ") if found else ""


def _delivery(vo: VendorOrder) -> str:
    words = str(vo.get_delivery_code_display())
    where = ", ".join(filter(None, [vo.delivery_point, vo.delivery_hours]))
    return f"{words}: {where}" if where else words


def _title(line: Line) -> str:
    return f"{line.title}, {line.variant}" if line.variant else line.title


def _rate_words(rate: str) -> str:
    return {"ZW": "zw.", "NP": "np."}.get(rate, f"{rate}%")


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""
