"""A seller's orders: own lines only, one step at a time."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from operations.clock import now
from shop.documents.content import packing_content
from shop.fulfilment.models import FulfilmentState, PaymentState, VendorOrder
from shop.fulfilment.services import cancel_share, mark_packed, mark_transfer_received
from shop.partner.models import DeliveryWay
from tests.factories.catalogue import ProductFactory
from tests.factories.order import deliver, order_of


@pytest.fixture
def share(seller, other) -> VendorOrder:
    """The seller's share of an order of two sellers."""
    order = order_of(
        ProductFactory(partner=seller.partner, title="Kubek z kogutem"),
        ProductFactory(partner=other.partner, title="Torba z sitodrukiem"),
    )
    return order.vendor_orders.get(partner=seller.partner)


def act(client, seller, share, name, **data):
    return client.post(seller.url("order-act", share.number), {"act": name} | data, follow=True)


def test_list_shows_own_lines_and_counts_of_every_state(owner, seller, share):
    page = owner.get(seller.url("orders")).content.decode()

    assert share.number in page
    assert "Kubek" in page
    assert "Torba" not in page
    assert "Przelew dotarł" in page


def test_units_of_an_order_are_counted(owner, seller, share):
    share.order.lines.update(unit="komplet", quantity=3)

    assert "3 komplety × Kubek" in owner.get(seller.url("order", share.number)).content.decode()


def test_order_leads_from_the_transfer_to_delivery(owner, seller, share):
    for name in ("received", "making", "pack"):
        assert act(owner, seller, share, name).status_code == 200
    answer = act(owner, seller, share, "ship", carrier="InPost", tracking_no="620000000000000000000001")

    share.refresh_from_db()
    assert share.fulfilment_state == FulfilmentState.SHIPPED
    assert "620000000000000000000001" in answer.content.decode()
    act(owner, seller, share, "delivered")
    share.refresh_from_db()
    assert share.fulfilment_state == FulfilmentState.DELIVERED


def test_step_that_came_too_late_is_told_calmly_and_changes_nothing(owner, seller, share):
    answer = act(owner, seller, share, "ship")

    share.refresh_from_db()
    assert share.fulfilment_state == FulfilmentState.NEW
    assert "Nic nie zostało zmienione" in answer.content.decode()


def test_calling_off_needs_a_reason_that_the_buyer_reads(owner, seller, share):
    refused = owner.post(seller.url("order-act", share.number), {"act": "cancel", "reason": " "})
    share.refresh_from_db()
    assert refused.status_code == 422
    assert "Napisz powód" in refused.content.decode()
    assert share.fulfilment_state == FulfilmentState.NEW

    act(owner, seller, share, "cancel", reason="Pękł piec.")

    share.refresh_from_db()
    assert share.fulfilment_state == FulfilmentState.CANCELLED
    assert share.cancel_reason == "Pękł piec."


def test_refund_of_a_called_off_paid_order_is_recorded(owner, seller, share):
    mark_transfer_received(share, by=seller.owner)
    cancel_share(share, by=seller.owner, who="SELLER", reason="Brak gliny.")

    act(owner, seller, share, "refunded")

    share.refresh_from_db()
    assert share.payment_state == PaymentState.REFUNDED


def test_order_on_terms_is_packed_before_the_money_comes(owner, seller, share):
    VendorOrder.objects.filter(pk=share.pk).update(
        payment_state=PaymentState.TERM, payment_method="TRANSFER_DEFERRED", hold_until=None
    )

    page = owner.get(seller.url("orders")).content.decode()

    assert 'btn-wide" name="act" value="pack"' in page
    assert 'value="received"' not in page


def test_unknown_step_is_a_bad_request(owner, seller, share):
    assert owner.post(seller.url("order-act", share.number), {"act": "burn"}).status_code == 400
    assert owner.get(seller.url("order-act", share.number)).status_code == 405


def test_address_is_shown_only_where_somebody_goes_there(owner, seller, share):
    assert "Lipowa" in owner.get(seller.url("order", share.number)).content.decode()

    VendorOrder.objects.filter(pk=share.pk).update(delivery_code=DeliveryWay.Code.PICKUP)

    page = owner.get(seller.url("order", share.number)).content.decode()
    assert "Lipowa" not in page
    assert "gosc@example.com" not in page
    assert "Halina" in page


def test_the_buyers_number_is_hidden_ninety_days_after_the_end(owner, seller, share):
    type(share.order).objects.filter(pk=share.order_id).update(buyer_phone="770004512")
    deliver(share)
    url, slip = seller.url("order", share.number), seller.url("packing-list") + f"?zamowienie={share.number}"

    for days, shown in ((89, True), (91, False)):
        with time_machine.travel(now() + timedelta(days=days)):
            owner.force_login(seller.owner)
            for path in (url, slip):
                assert ("77 000 45 12" in owner.get(path).text.replace("\xa0", " ")) is shown
            fresh = VendorOrder.objects.get(pk=share.pk)
            assert bool(packing_content(fresh)["phone"]) is shown


def test_packing_list_has_only_own_lines_and_no_prices(owner, seller, share):
    mark_transfer_received(share, by=seller.owner)

    for address in (seller.url("packing-list"), seller.url("packing-list") + f"?zamowienie={share.number}"):
        page = owner.get(address).content.decode()
        assert "Kubek" in page
        assert "Torba" not in page
        assert "zł" not in page.split("<main")[1].split("</main>")[0]


def test_packer_works_on_orders(client, seller, share):
    client.force_login(seller.packer)

    act(client, seller, share, "received")

    share.refresh_from_db()
    assert share.payment_state == PaymentState.PAID


def test_buyers_words_are_shown_as_text(owner, seller, share):
    words = "<script>alert(1)</script>"
    VendorOrder.objects.filter(pk=share.pk).update(buyer_note=words)

    page = owner.get(seller.url("order", share.number)).content.decode()

    assert words not in page
    assert escape(words) in page


def test_list_costs_the_same_for_one_order_and_for_thirty(owner, seller):
    thing = ProductFactory(partner=seller.partner, stock=100)
    mark_transfer_received(order_of(thing).vendor_orders.get(), by=seller.owner)
    owner.get(seller.url("orders"))
    with CaptureQueriesContext(connection) as one:
        owner.get(seller.url("orders"))
    with CaptureQueriesContext(connection) as one_sheet:
        owner.get(seller.url("packing-list"))
    for _number in range(29):
        share = order_of(thing).vendor_orders.get()
        mark_transfer_received(share, by=seller.owner)
        mark_packed(share, by=seller.owner)

    with CaptureQueriesContext(connection) as thirty:
        page = owner.get(seller.url("orders"))
    with CaptureQueriesContext(connection) as thirty_sheets:
        owner.get(seller.url("packing-list"))

    assert len(page.context["rows"]) == 20
    assert len(thirty) == len(one)
    assert len(thirty_sheets) == len(one_sheet)
