"""The table of rates of a paper: for each rate net of goods and of delivery, VAT and gross, in whole grosze."""

from typing import Any

Row = dict[str, Any]
#: what a row of the table of rates adds up
SUMS = ("goods", "delivery", "net", "vat", "gross")


def rate_row(code: str, goods: int, delivery: int, vat: int) -> Row:
    net = goods + delivery
    return {"rate": code, "goods": goods, "delivery": delivery, "net": net, "vat": vat, "gross": net + vat}


def total_of(rates: list[Row]) -> dict[str, int]:
    return {key: sum(rate[key] for rate in rates) for key in ("net", "vat", "gross")}
