"""Numbers are bared and checked where they are typed."""

import pytest
from django.core.exceptions import ValidationError

from pes_profiles import numbers
from tests.factories.pes_profiles import demo_nip, demo_nrb, demo_regon


@pytest.mark.parametrize("typed", ["000-000-00-17", "PL 0000000017", " 0000000017 "])
def test_a_nip_is_kept_as_ten_digits(typed):
    assert numbers.clean_nip(typed) == "0000000017"


@pytest.mark.parametrize(
    ("typed", "code"),
    [("123", "length"), ("abcdefghij", "length"), ("0000000000", "zero"), ("0000000018", "checksum")],
)
def test_a_wrong_nip_says_what_is_wrong(typed, code):
    with pytest.raises(ValidationError) as caught:
        numbers.clean_nip(typed)

    assert caught.value.code == code


def test_a_regon_padded_with_zeros_is_nine_digits():
    regon = demo_regon(7)

    assert numbers.clean_regon(f"{regon}00000") == regon
    with pytest.raises(ValidationError):
        numbers.clean_regon(regon[:-1] + str((int(regon[-1]) + 1) % 10))
    with pytest.raises(ValidationError):
        numbers.clean_regon("1234")


def test_a_krs_number_has_ten_digits():
    assert numbers.clean_krs("0009900101") == "0009900101"
    for wrong in ("990101", "0000000000", "00099001O1"):
        with pytest.raises(ValidationError):
            numbers.clean_krs(wrong)


def test_an_account_number_is_checked_by_its_control_digits():
    account = demo_nrb(5)

    assert numbers.clean_nrb(f"PL {account[:2]} {account[2:]}") == account
    for wrong in (account[:-1], account[:-1] + str((int(account[-1]) + 1) % 10)):
        with pytest.raises(ValidationError):
            numbers.clean_nrb(wrong)


def test_postcodes_and_phones_are_written_one_way():
    assert numbers.clean_postcode("45 001") == "45-001"
    assert numbers.clean_phone("77 000 10 87") == "+48770001087"
    assert numbers.clean_phone("+49 30 123456") == "+4930123456"
    assert numbers.clean_phone("48770001087") == "+48770001087"
    for wrong in ("1234", "telefon"):
        with pytest.raises(ValidationError):
            numbers.clean_phone(wrong)
    with pytest.raises(ValidationError):
        numbers.clean_postcode("4500")


def test_nothing_typed_is_nothing_kept():
    assert numbers.clean_nip("") == numbers.clean_regon(" ") == numbers.clean_krs("") == numbers.clean_nrb("") == ""
    assert demo_nip(3) == numbers.clean_nip(demo_nip(3))
