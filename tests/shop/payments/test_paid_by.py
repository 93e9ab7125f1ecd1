"""What a share was paid with."""

import pytest

from shop.fulfilment.models import VendorOrder
from shop.payments.templatetags.payments import paid_by


@pytest.mark.parametrize(
    ("instrument", "words"),
    [
        ("", "karta, BLIK, Przelewy24"),
        ("card", "karta"),
        ("CARD", "karta"),
        ("blik", "BLIK"),
        ("p24", "Przelewy24"),
        ("something_new", "karta, BLIK, Przelewy24"),
    ],
)
def test_an_instrument_is_named_once_it_is_known(instrument, words):
    assert paid_by(VendorOrder(payment_method="STRIPE", instrument=instrument)) == words
