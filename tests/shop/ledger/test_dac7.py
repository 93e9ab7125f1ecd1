"""The yearly figures of sellers: by legal person and quarter, judged by the thresholds, for ROPS only."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from operations.clock import WARSAW
from pes_profiles.models.legal_entity import LegalForm
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.fulfilment.services import cancel_share
from shop.ledger import services as ledger
from shop.ledger.backoffice import year_of
from shop.ledger.dac7 import Decision, sellers_in
from shop.ledger.models import EuroRate
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.seller.conftest import seller_of

pytestmark = pytest.mark.django_db
ADDRESS = "/cms-admin/dac7/"


def paid(where, *moment: int, amount: int = 7590, fee: int = 0, refund: int = 0) -> VendorOrder:
    vo = order_of(ProductFactory(partner=where.partner), quantity=3).vendor_orders.get()
    at = datetime(*moment, tzinfo=WARSAW)
    ledger.post_payment(vo, amount, operator="sandbox", fee=fee, key=f"pay:{vo.pk}", at=at)
    if refund:
        ledger.post_refund(vo, refund, operator="sandbox", key=f"back:{vo.pk}", at=at)
    return vo


def rate(value: str = "4.0000", year: int = 2026) -> None:
    EuroRate.objects.create(year=year, rate=Decimal(value), day=date(year, 12, 31), source="A")


@pytest.fixture
def rops(client):
    client.force_login(UserFactory(rops=True))
    return client


def test_money_falls_into_the_quarter_of_warsaw(seller):
    paid(seller, 2026, 3, 31, 23, 59)
    paid(seller, 2026, 4, 1, 0, 1)
    paid(seller, 2026, 12, 31, 23, 59)
    paid(seller, 2027, 1, 1, 0, 0)

    row = sellers_in(2026)[0]

    assert [quarter.sales for quarter in row.quarters.values()] == [1, 1, 0, 1]
    assert [quarter.amount for quarter in row.quarters.values()] == [7590, 7590, 0, 7590]
    assert sellers_in(2027)[0].sales == 1


def test_fees_and_returns_are_taken_off_what_a_seller_got(seller):
    paid(seller, 2026, 5, 5, fee=100, refund=1000)

    row = sellers_in(2026)[0]

    assert (row.sales, row.amount, row.fees) == (1, 6490, 100)


def test_a_cancelled_sale_is_no_sale(seller):
    vo = paid(seller, 2026, 5, 5)
    VendorOrder.objects.filter(pk=vo.pk).update(payment_state="PAID")
    vo.refresh_from_db()
    cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="x")
    ledger.post_refund(vo, 7590, operator="sandbox", key="all", at=datetime(2026, 5, 6, tzinfo=WARSAW))

    assert [(row.sales, row.amount) for row in sellers_in(2026)] == [(0, 0)]


def test_profiles_of_one_legal_person_are_one_row(seller):
    second = seller_of()
    second.profile.legal_entity = seller.profile.legal_entity
    second.profile.save()
    paid(seller, 2026, 5, 5)
    paid(second, 2026, 5, 5)

    assert [(row.sales, row.amount) for row in sellers_in(2026)] == [(2, 15180)]


def test_thresholds_judge_goods(seller, settings):
    paid(seller, 2026, 5, 5)
    assert sellers_in(2026)[0].decision == Decision.NO_RATE

    rate("4.0000")
    assert sellers_in(2026)[0].euro == Decimal("18.98")
    assert sellers_in(2026)[0].decision == Decision.BELOW
    settings.OPES = settings.OPES | {"DAC7_EURO": 18}
    assert sellers_in(2026)[0].decision == Decision.REPORT
    settings.OPES = settings.OPES | {"DAC7_EURO": 2000, "DAC7_SALES": 1}
    assert sellers_in(2026)[0].decision == Decision.REPORT


def test_exactly_at_the_threshold_of_euro_is_not_reported(seller, settings):
    paid(seller, 2026, 5, 5)
    rate("3.7950")
    settings.OPES = settings.OPES | {"DAC7_EURO": 20}

    assert sellers_in(2026)[0].euro == Decimal("20.00")
    assert sellers_in(2026)[0].decision == Decision.BELOW


def test_services_have_no_threshold_and_public_bodies_stay_out(seller):
    vo = paid(seller, 2026, 5, 5)
    VendorOrder.objects.filter(pk=vo.pk).update(delivery_code="ON_SITE")
    assert sellers_in(2026)[0].decision == Decision.SERVICES

    entity = seller.profile.legal_entity
    entity.form = LegalForm.LOCAL_AUTHORITY
    entity.save()
    assert sellers_in(2026)[0].decision == Decision.PUBLIC


def test_what_the_report_asks_for_and_is_missing_is_named_for_who_is_reported(rops, seller, settings):
    paid(seller, 2026, 5, 5)
    entity = seller.profile.legal_entity
    entity.nrb, entity.krs, entity.regon = "", "", ""
    entity.save()
    rate()
    assert sellers_in(2026)[0].missing == []  # below both thresholds

    settings.OPES = settings.OPES | {"DAC7_SALES": 1}

    assert sellers_in(2026)[0].missing == ["Numer w rejestrze", "Numer rachunku"]
    assert "Numer w rejestrze, Numer rachunku" in rops.get(ADDRESS, {"rok": "2026"}).content.decode()
    text = rops.get(ADDRESS, {"rok": "2026", "plik": "csv"}).content.decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text), delimiter=";"))[1][-1] == "Numer w rejestrze, Numer rachunku"


def test_rops_reads_the_page_and_takes_both_files(rops, seller):
    paid(seller, 2026, 5, 5)
    entity = seller.profile.legal_entity
    entity.name = '=HYPERLINK("x")'
    entity.save()

    page = rops.get(ADDRESS, {"rok": "2026"})
    text = rops.get(ADDRESS, {"rok": "2026", "plik": "csv"})
    book = rops.get(ADDRESS, {"rok": "2026", "plik": "xlsx"})

    assert page.status_code == 200
    assert "75,90" in page.content.decode()
    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig")), delimiter=";"))
    assert rows[1][0] == '\'=HYPERLINK("x")'
    assert rows[1][9] == "75,90"
    sheet = load_workbook(io.BytesIO(book.content)).active
    assert sheet["A2"].data_type == "s"
    assert [len(rows), sheet.max_row] == [2, 2]


def test_rops_saves_the_rate_once_a_year_and_mistakes_stand_at_the_field(rops):
    data = {"rate": "4,2567", "day": "2026-12-31", "source": "252/A/NBP/2026"}
    assert rops.post(f"{ADDRESS}?rok=2026", data).status_code == 302
    rops.post(f"{ADDRESS}?rok=2026", data | {"rate": "4,3000"})
    assert EuroRate.objects.get().rate == Decimal("4.3")

    for wrong in ("0", "-4", "x", "NaN", "1e9", ""):
        assert rops.post(f"{ADDRESS}?rok=2026", data | {"rate": wrong}).status_code == 422
    assert EuroRate.objects.get().rate == Decimal("4.3")


@pytest.mark.parametrize("asked", ["", "x", "1999", "2999", "20266", "٢٠٢٦"])
def test_a_year_that_is_none_is_this_year(rops, asked):
    assert rops.get(ADDRESS, {"rok": asked, "strona": "x", "plik": "x"}).status_code == 200
    assert year_of(asked) == year_of("")


@pytest.mark.parametrize("role", ["editor", None])
def test_others_get_neither_page_nor_file(client, seller, role):
    paid(seller, 2026, 5, 5)
    for person in (UserFactory(**({role: True} if role else {})), seller.owner):
        client.force_login(person)
        for query in ({}, {"plik": "csv"}, {"plik": "xlsx"}):
            response = client.get(ADDRESS, query)
            assert response.status_code in {302, 403, 404}
            assert "75,90" not in response.content.decode()
        assert client.post(ADDRESS, {"rate": "4", "day": "2026-12-31", "source": "x"}).status_code in {302, 403, 404}
    assert not EuroRate.objects.exists()
    client.logout()
    assert client.get(ADDRESS).status_code == 302
    assert reverse("dac7_admin:year") == ADDRESS


def test_many_sellers_ask_as_often_as_one(rops, seller):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert rops.get(ADDRESS, {"rok": "2026"}).status_code == 200
        return len(captured)

    paid(seller, 2026, 5, 5)
    asked()
    one = asked()
    for _ in range(29):
        paid(seller_of(), 2026, 6, 6)

    assert asked() <= one
