"""The banks' code read back by somebody else's reader, as a bank's app reads it from the screen."""

from decimal import Decimal

import pytest
import zxingcpp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from shop.fulfilment.models import VendorOrder
from shop.payments import transfer

pytestmark = pytest.mark.django_db
NRB = "61109010140000071219812874"


def photo(payload: str, *, scale: int = 4) -> Image.Image:
    """Draw the squares with the quiet margin that the standard asks for."""
    rows = list(transfer.qr_code(payload).matrix_iter(scale=scale, border=4))
    picture = Image.new("L", (len(rows[0]), len(rows)), 255)
    picture.putdata([0 if dot else 255 for row in rows for dot in row])
    return picture


def read(payload: str, **kwargs) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(photo(payload, **kwargs))]


def share(total: str, *, number: str = "100001-1", **seller: str) -> VendorOrder:
    return VendorOrder(number=number, total_gross=Decimal(total), seller={"nip": "7540000002", "nrb": NRB} | seller)


@pytest.mark.parametrize("total", ["0.01", "75.90", "9999.99"])
def test_a_reader_finds_the_nine_fields_of_the_recommendation(total):
    vo = share(total, legal_name="Spółdzielnia Socjalna „Żółw”")

    (text,) = read(transfer.qr_payload(vo))

    nip, country, account, amount, recipient, title, *rest = text.split("|")
    assert (nip, country, account) == ("7540000002", "PL", NRB)
    assert amount == f"{int(Decimal(total) * 100):06d}"
    assert (recipient, len(recipient) <= 20) == ("Spółdzielnia Socjaln", True)
    assert (title, len(title) <= 32) == ("OPES 100001-1", True)
    assert rest == ["", "", ""]


@pytest.mark.parametrize("total", ["10000.00", "123456.78"])
def test_above_six_digits_there_is_no_code(total):
    assert transfer.qr_payload(share(total)) is None


@pytest.mark.parametrize("scale", [2, 8])
def test_it_is_read_small_and_large(scale):
    payload = transfer.qr_payload(share("75.90", legal_name="Fundacja"))

    assert read(payload, scale=scale) == [payload]


@given(
    grosze=st.integers(1, 999_999),
    name=st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60),
    number=st.from_regex(r"[1-9][0-9]{5,8}-[1-9]", fullmatch=True),
)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_name_and_amount_keep_nine_fields(grosze, name, number):
    payload = transfer.qr_payload(share(str(Decimal(grosze) / 100), number=number, legal_name=name))

    fields = payload.split("|")
    assert len(fields) == 9
    assert int(fields[3]) == grosze
    assert len(fields[4]) <= 20
    assert read(payload) == [payload]
