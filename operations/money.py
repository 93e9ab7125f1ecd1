"""Money: Decimal zloty in models, whole grosze in ledgers and splits; this module is the only bridge."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

GROSZ = Decimal("0.01")

# "ZW": exempt; "NP": outside Polish VAT. Both carry no tax, but documents must tell them apart.
VAT_RATES = {
    "23": Decimal(23),
    "8": Decimal(8),
    "5": Decimal(5),
    "0": Decimal(0),
    "ZW": Decimal(0),
    "NP": Decimal(0),
}
VAT_CODES = tuple(VAT_RATES)


class NotWholeGroszeError(ValueError):
    """An amount has a part smaller than one grosz."""


class UnknownVatCodeError(ValueError):
    """A VAT code is none of those that a Polish document may carry."""


class NothingToShareByError(ValueError):
    """An amount is to be split, yet no share has any weight."""


def to_grosze(zloty: Decimal) -> int:
    """Return the amount in grosze; refuse a fraction of a grosz instead of rounding it away."""
    grosze = zloty * 100
    if grosze != grosze.to_integral_value():
        raise NotWholeGroszeError(f"{zloty} zł is not a whole number of grosze")
    return int(grosze)


def to_zloty(grosze: int) -> Decimal:
    """Return the amount in zloty with exactly two places."""
    return (Decimal(grosze) / 100).quantize(GROSZ)


def round_grosz(zloty: Decimal) -> Decimal:
    """Round to a grosz as tax law and people do: half up, away from zero."""
    return zloty.quantize(GROSZ, rounding=ROUND_HALF_UP)


def split(amount: int, weights: Sequence[int]) -> list[int]:
    """Split an amount in grosze by weights so that the shares add up exactly (largest remainder).

    Every share is within one grosz of the ideal one and never negative; equal remainders favour the earlier share,
    so the same input always gives the same answer. Raises `ValueError` for a negative amount or weight and
    `NothingToShareByError` when there is something to split and no weight to split it by.
    """
    if amount < 0 or any(weight < 0 for weight in weights):
        raise ValueError("an amount and its weights must not be negative")
    total = sum(weights)
    if not total:
        if amount:
            raise NothingToShareByError(f"{amount} grosze and no weight")
        return [0] * len(weights)

    shares, remainders = [], []
    for index, weight in enumerate(weights):
        share, remainder = divmod(amount * weight, total)
        shares.append(share)
        remainders.append((-remainder, index))

    for _remainder, index in sorted(remainders)[: amount - sum(shares)]:
        shares[index] += 1
    return shares


def vat_in_gross(gross: Decimal, code: str) -> Decimal:
    """Return the VAT contained in a gross amount (art. 106e ust. 7: gross × rate / (100 + rate), half up)."""
    if code not in VAT_RATES:
        raise UnknownVatCodeError(code)
    rate = VAT_RATES[code]
    return round_grosz(gross * rate / (100 + rate))
