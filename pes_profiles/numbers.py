"""Numbers of Polish registers and banks: bare for storing, checked where they are typed.

A person pastes them with spaces, hyphens or "PL"; all of that is dropped. Each check raises a `ValidationError` whose
sentence says what to do.
"""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum import iban
from stdnum.exceptions import ValidationError as BadNumberError
from stdnum.pl import nip as stdnum_nip
from stdnum.pl import regon as stdnum_regon

NIP_LENGTH, KRS_LENGTH, NRB_LENGTH = 10, 10, 26
REGON_LENGTHS = (9, 14)


def bare(value: str) -> str:
    """Return the number without spaces, hyphens and the country's letters."""
    return re.sub(r"[\s\-–.]", "", value).upper().removeprefix("PL")


def clean_nip(value: str) -> str:
    number = bare(value)
    if not number:
        return ""
    if not _is_digits(number) or len(number) != NIP_LENGTH:
        raise ValidationError(_("A NIP has 10 digits, this has %(n)s.") % {"n": len(number)}, code="length")
    if number == "0" * NIP_LENGTH:
        raise ValidationError(_("This NIP does not exist."), code="zero")
    if not stdnum_nip.is_valid(number):
        raise ValidationError(_("There is a mistake in the number, check the digits."), code="checksum")
    return number


def clean_regon(value: str) -> str:
    """Take 9 or 14 digits; nine digits padded with five zeros, as some registers print them, are nine digits."""
    number = bare(value)
    if not number:
        return ""
    if len(number) == REGON_LENGTHS[1] and number.endswith("00000"):
        number = number[: REGON_LENGTHS[0]]
    if not _is_digits(number) or len(number) not in REGON_LENGTHS:
        raise ValidationError(_("A REGON has 9 or 14 digits, this has %(n)s.") % {"n": len(number)}, code="length")
    if set(number) == {"0"} or not stdnum_regon.is_valid(number):
        raise ValidationError(_("The REGON number does not check."), code="checksum")
    return number


def clean_krs(value: str) -> str:
    """A KRS number has leading zeros and no check digit."""
    number = bare(value)
    if not number:
        return ""
    if not _is_digits(number) or len(number) != KRS_LENGTH or set(number) == {"0"}:
        raise ValidationError(_("A KRS number has 10 digits, with the zeros at the beginning."), code="length")
    return number


def clean_nrb(value: str) -> str:
    number = bare(value)
    if not number:
        return ""
    if not _is_digits(number) or len(number) != NRB_LENGTH:
        raise ValidationError(_("An account number has 26 digits, this has %(n)s.") % {"n": len(number)}, code="length")
    try:
        iban.validate(f"PL{number}", check_country=False)
    except BadNumberError as error:
        raise ValidationError(
            _("There is a mistake in the number, compare it with your agreement with the bank."), code="checksum"
        ) from error
    return number


def clean_postcode(value: str) -> str:
    """Take `45-001` and also `45001` and `45 001`."""
    digits = re.sub(r"[\s\-–]", "", value)
    if not _is_digits(digits) or len(digits) != 5:
        raise ValidationError(_("A postcode has two digits, a hyphen and three digits."), code="invalid")
    return f"{digits[:2]}-{digits[2:]}"


def clean_phone(value: str) -> str:
    """Return a phone number with its country code, Polish when none was given."""
    number = re.sub(r"[\s\-–().]", "", value)
    if not number:
        return ""
    if number.startswith("+") and _is_digits(number[1:]) and 9 <= len(number) <= 16:
        return number
    if _is_digits(number) and len(number) == 9:
        return f"+48{number}"
    if _is_digits(number) and len(number) == 11 and number.startswith("48"):
        return f"+{number}"
    raise ValidationError(_("A Polish number has 9 digits. Begin a foreign one with +."), code="invalid")


def _is_digits(value: str) -> bool:
    return value.isascii() and value.isdigit()
