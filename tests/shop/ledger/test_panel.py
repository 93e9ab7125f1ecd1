"""The seller's books in the panel."""

import csv
import io
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.clock import today
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.fulfilment.services import cancel_share, mark_transfer_received
from shop.ledger import services as ledger
from shop.ledger.models import Account, Entry
from shop.ledger.queries import balances
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.seller.conftest import seller_of

pytestmark = pytest.mark.django_db


def url(name: str, where, *args) -> str:
    return reverse(f"ledger:{name}", args=[where.slug, *args])


def share_of(where) -> VendorOrder:
    return order_of(ProductFactory(partner=where.partner), quantity=3).vendor_orders.get()


def test_a_month_shows_each_share_and_balances(owner, seller):
    vo = share_of(seller)
    mark_transfer_received(vo, by=seller.owner)

    page = owner.get(url("month", seller)).content.decode()

    assert vo.number in page
    assert "75,90" in page
    assert "Księga się zgadza" in page


def test_the_file_has_both_sides_equal_and_opens_in_a_polish_spreadsheet(owner, seller):
    vo = share_of(seller)
    mark_transfer_received(vo, by=seller.owner)
    cancel_share(vo, by=seller.owner, who=CancelledBy.SELLER, reason="Brak gliny")

    response = owner.get(url("file", seller))

    assert response.content.startswith(b"\xef\xbb\xbf")
    assert "attachment" in response["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig")), delimiter=";"))[1:]
    sides = [sum(Decimal(row[column].replace(",", ".") or 0) for row in rows) for column in (6, 7)]
    assert sides[0] == sides[1] > 0
    assert {row[1] for row in rows} == {vo.number}


@pytest.mark.parametrize("asked", ["2026-13", "0", "٢٠٢٦-١١", "2026-11-01", "x" * 900, "9999-12", "2000-01", "2099-12"])
def test_any_month_in_the_address_has_a_page(owner, seller, asked):
    for name in ("month", "file"):
        assert owner.get(url(name, seller), {"miesiac": asked, "strona": asked}).status_code == 200


def test_late_money_waits_as_a_task_until_it_is_returned_once(owner, seller):
    vo = share_of(seller)
    cancel_share(vo, by=seller.owner, who=CancelledBy.SELLER, reason="Brak gliny")
    ledger.post_payment(vo, 7590, key="late")
    assert "Pieniądze do zwrotu" in owner.get(url("month", seller)).content.decode()

    owner.post(url("return", seller, vo.number))
    again = owner.post(url("return", seller, vo.number), follow=True).content.decode()

    assert "Pieniądze do zwrotu" not in again
    assert set(balances(vo).totals.values()) == {0}
    assert vo.events.filter(kind="REFUNDED").count() == 1
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.UNPAID


def test_the_return_of_a_cancelled_paid_share_settles_the_share_too(owner, seller):
    vo = share_of(seller)
    mark_transfer_received(vo, by=seller.owner)
    cancel_share(vo, by=seller.owner, who=CancelledBy.SELLER, reason="Brak gliny")

    owner.post(url("return", seller, vo.number))

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.REFUNDED
    assert balances(vo)[Account.BANK] == 0


def test_strangers_another_seller_and_packers_find_nothing_and_change_nothing(client, seller):
    vo = share_of(seller)
    cancel_share(vo, by=seller.owner, who=CancelledBy.SELLER, reason="Brak gliny")
    ledger.post_payment(vo, 7590, key="late")
    other = seller_of()
    before = Entry.objects.count()

    for person, place in ((other.owner, seller), (seller.packer, seller), (other.owner, other)):
        client.force_login(person)
        assert client.post(url("return", place, vo.number)).status_code == 404
        if place is seller:
            assert client.get(url("month", place)).status_code == 404
            assert client.get(url("file", place)).status_code == 404
    client.force_login(other.owner)
    assert vo.number not in client.get(url("month", other)).content.decode()
    assert vo.number not in client.get(url("file", other)).content.decode()
    client.logout()
    assert client.get(url("month", seller)).status_code == 302
    assert Entry.objects.count() == before


def test_a_full_page_asks_as_often_as_one_row(owner, seller):
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert owner.get(url("month", seller), {"miesiac": f"{today():%Y-%m}"}).status_code == 200
        return len(captured)

    first = share_of(seller)
    ledger.post_payment(first, 7590, key="first")
    asked()
    one = asked()
    offer = ProductFactory(partner=seller.partner, stock=200)
    for number in range(29):
        vo = order_of(offer).vendor_orders.get()
        ledger.post_payment(vo, 3590, key=f"pay:{number}")

    assert asked() <= one + 1
