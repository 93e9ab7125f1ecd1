"""Gross prices: VAT is counted out of the gross, never the other way round."""

from decimal import Decimal

from oscar.apps.partner.prices import TaxInclusiveFixedPrice, Unavailable

from operations.money import vat_in_gross

__all__ = ["GrossPrice", "Unavailable"]


class GrossPrice(TaxInclusiveFixedPrice):
    """A price whose VAT is `gross × rate / (100 + rate)` (act on VAT, art. 106e ust. 7)."""

    def __init__(self, currency: str, gross: Decimal, code: str) -> None:
        tax = vat_in_gross(gross, code)
        super().__init__(currency, gross - tax, tax, tax_code=code)
