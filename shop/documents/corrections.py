"""What a correction says: what the last paper said, what the books say now, and the difference."""

from datetime import date

from shop.documents.models import Content, Document
from shop.documents.tables import SUMS, Row, rate_row, total_of
from shop.ledger.models import SALES
from shop.ledger.queries import Balances


def correction_content(
    first: Document, last: Document, there: Balances, *, number: str, issued_on: date, reason: str
) -> Content:
    """Return the words of a correction: what the last paper said, what the books say now, and the difference.

    A correction has `after` for the next one to begin from.
    """
    before = last.content.get("after") or {"rates": last.content["rates"], "total": last.content["total"]}
    after = _after(before, there)
    rates = [
        {"rate": old["rate"], **{key: new[key] - old[key] for key in SUMS}}
        for old, new in zip(before["rates"], after["rates"], strict=True)
        if new != old
    ]
    kept = ("share", "placed_on", "seller", "buyer", "recipient", "purchase_order_no", "is_vat", "basis", "footer")
    return {key: first.content[key] for key in kept} | {
        "kind": Document.Kind.CORRECTION,
        "of_kind": first.kind,
        "number": number,
        "issued_on": issued_on.isoformat(),
        "corrects": {
            "number": first.number,
            "issued_on": first.issued_on.isoformat(),
            "ksef_number": first.ksef_number,
        },
        "reason": reason,
        "rows": [_difference(rate) for rate in rates],
        "rates": rates,
        "total": total_of(rates),
        "before": before,
        "after": after,
    }


def differs(last: Document, there: Balances) -> bool:
    """Whether the books say something else than the last paper."""
    before = last.content.get("after") or last.content
    return bool(before) and _after(before, there)["rates"] != before["rates"]


# --- How it is done ---


def _after(before: Content, there: Balances) -> Content:
    """Return the table of rates as the books have it now."""
    rates = [
        rate_row(old["rate"], *(-there.by_rate.get((account, old["rate"]), 0) for account in SALES))
        for old in before["rates"]
    ]
    return {"rates": rates, "total": total_of(rates)}


def _difference(rate: Row) -> Row:
    """Return the row of a correction for one rate: what goes back, or (a price raised again) is added."""
    what = {(True, False): "rzeczy", (False, True): "dostawę"}.get(
        (bool(rate["goods"]), bool(rate["delivery"])), "rzeczy i dostawę"
    )
    gross = rate["gross"]
    return {
        "title": f"Zwrot należności za {what}" if gross < 0 else f"Zmiana należności za {what}",
        "quantity": -1 if gross < 0 else 1,
        "unit": "szt.",
        "unit_gross": abs(gross),
        "rate": rate["rate"],
        "gross": gross,
    }
