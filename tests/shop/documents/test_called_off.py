"""Papers of a share that became smaller before it was sent: what is left is sold, what was placed is confirmed."""

from decimal import Decimal

import pytest

from shop.aftersales.cancelling import cancel_items
from shop.documents import services
from shop.documents.content import confirmation_content, packing_content, sale_content
from shop.documents.corrections import differs
from shop.documents.exceptions import NothingToCorrectError
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.ledger.queries import balances
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.documents.conftest import share_of

pytestmark = pytest.mark.django_db


def call_off(vo: VendorOrder, pieces: int, *, by) -> VendorOrder:
    line = vo.order.lines.get()
    cancel_items(vo, {line.pk: pieces}, by=by, who=CancelledBy.SELLER, reason="Zabrakło gliny")
    return VendorOrder.objects.get(pk=vo.pk)


@pytest.mark.parametrize("is_paid", [True, False])
def test_pieces_called_off_are_on_no_pro_forma_and_no_packing_list(seller, is_paid):
    vo = call_off(share_of(seller, quantity=3, is_paid=is_paid), 1, by=seller.owner)

    said = sale_content(vo)

    assert [row["quantity"] for row in said["rows"] if row["unit"] != "usł."] == [2]
    assert Decimal(said["total"]["gross"]) / 100 == vo.payable_gross
    assert [row["quantity"] for row in packing_content(vo)["rows"]] == [2]


def test_the_confirmation_says_what_was_placed(seller):
    vo = share_of(seller, quantity=3)
    placed = confirmation_content(vo)

    vo = call_off(vo, 1, by=seller.owner)

    assert confirmation_content(vo)["rows"] == placed["rows"]
    assert Decimal(confirmation_content(vo)["total"]["gross"]) / 100 == vo.total_gross


def test_an_invoice_after_it_is_of_what_is_left_and_needs_no_correction(seller):
    vo = call_off(share_of(seller, quantity=3), 1, by=seller.owner)

    made = services.issue_invoice(vo, by=seller.owner)

    assert Decimal(made.content["total"]["gross"]) / 100 == vo.payable_gross
    assert not differs(made, balances(vo))
    with pytest.raises(NothingToCorrectError):
        services.issue_correction(vo, reason="Pomyłka", by=seller.owner)


def test_an_invoice_before_it_is_corrected_by_the_difference(seller):
    vo = share_of(seller, quantity=3)
    first = services.issue_invoice(vo, by=seller.owner)

    vo = call_off(vo, 1, by=seller.owner)
    correction = services.issue_correction(vo, reason="Anulowana sztuka", by=seller.owner)

    assert first.content["total"]["gross"] + correction.content["total"]["gross"] == int(vo.payable_gross * 100)


def test_a_thing_of_two_rates_called_off_piece_by_piece_adds_up_to_the_grosz(seller):
    basket = ProductFactory(
        partner=type(seller.partner).objects.get(pk=seller.partner.pk),
        stock=50,
        price="79.99",
        vat_code="MIXED",
        vat_parts=[{"rate": "5", "gross": "33.33"}, {"rate": "23", "gross": "46.66"}],
    )
    vo = order_of(basket, quantity=7).vendor_orders.get()

    for _ in range(3):
        vo = call_off(vo, 1, by=seller.owner)
        said = sale_content(vo)

        assert Decimal(said["total"]["gross"]) / 100 == vo.payable_gross
