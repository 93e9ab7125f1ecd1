"""The test operator's page in a browser: readable by everybody, on a phone too."""

import pytest
from playwright.sync_api import expect

from shop.fulfilment.models import PaymentState
from shop.payments import services
from tests.browser import fits
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


def test_a_buyer_pays_on_the_test_operator_s_page(page, axe, live_server):
    vo = order_of(ProductFactory(), method="SANDBOX").vendor_orders.get()
    page.goto(services.start_payment(vo, return_url="/"))

    axe(page)
    expect(page.get_by_text("Płatność próbna – nie pobieramy pieniędzy")).to_be_visible()
    page.get_by_role("button", name="Zapłać").click()
    page.wait_for_url(live_server.url + "/")

    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID


def test_on_a_phone_nothing_runs_out_of_the_page(phone):
    vo = order_of(ProductFactory(), method="SANDBOX").vendor_orders.get()
    phone.goto(services.start_payment(vo, return_url="/"))

    fits(phone)
