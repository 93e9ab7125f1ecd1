"""Money is exact to the grosz."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from operations import money

WEIGHTS = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)


@given(amount=st.integers(0, 10**9), weights=WEIGHTS)
def test_shares_add_up_and_each_is_within_a_grosz_of_the_ideal(amount, weights):
    shares = money.split(amount, weights)

    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert share >= 0
        assert abs(share - Fraction(amount * weight, sum(weights))) < 1


@given(grosze=st.integers(-(10**12), 10**12))
def test_zloty_and_grosze_are_the_same_money(grosze):
    assert money.to_grosze(money.to_zloty(grosze)) == grosze


@given(grosze=st.integers(0, 10**9), code=st.sampled_from(money.VAT_CODES))
def test_vat_is_a_whole_number_of_grosze_inside_the_gross(grosze, code):
    gross = money.to_zloty(grosze)

    vat = money.vat_in_gross(gross, code)

    assert money.to_grosze(vat) >= 0
    assert vat <= gross
    ideal = Fraction(grosze) * int(money.VAT_RATES[code]) / (100 + int(money.VAT_RATES[code]))
    assert abs(money.to_grosze(vat) - ideal) <= Fraction(1, 2)


def test_equal_remainders_favour_the_earlier_share():
    assert money.split(100, [1, 1, 1]) == [34, 33, 33]


def test_nothing_is_split_over_no_weight():
    assert money.split(0, [0, 0]) == [0, 0]
    assert money.split(0, []) == []
    with pytest.raises(money.NothingToShareByError):
        money.split(1, [0, 0])


@pytest.mark.parametrize(("amount", "weights"), [(-1, [1]), (1, [2, -1])])
def test_negative_amounts_and_weights_are_refused(amount, weights):
    with pytest.raises(ValueError, match="negative"):
        money.split(amount, weights)


@pytest.mark.parametrize(
    ("gross", "code", "vat"),
    [("59.97", "5", "2.86"), ("123.00", "23", "23.00"), ("10.00", "ZW", "0.00"), ("0.01", "23", "0.00")],
)
def test_vat_follows_article_106e(gross, code, vat):
    assert money.vat_in_gross(Decimal(gross), code) == Decimal(vat)


def test_a_fraction_of_a_grosz_and_an_unknown_code_are_refused():
    with pytest.raises(money.NotWholeGroszeError):
        money.to_grosze(Decimal("0.005"))
    with pytest.raises(money.UnknownVatCodeError):
        money.vat_in_gross(Decimal(1), "22")


def test_half_a_grosz_is_rounded_up():
    assert money.round_grosz(Decimal("1.005")) == Decimal("1.01")
