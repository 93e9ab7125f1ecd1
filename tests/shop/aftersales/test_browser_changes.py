"""Cancelling, proposing, answering and returning money in a browser, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from shop.aftersales.models import MoneyBack, Proposal
from shop.fulfilment.services import mark_transfer_received
from shop.order.models import Line, Order
from shop.order.tokens import order_token
from tests.browser import look
from tests.e2e.people import sign_in
from tests.factories.catalogue import ProductFactory
from tests.factories.order import deliver, order_of
from tests.shop.aftersales.conftest import confirmed

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", [390, 1280])
def test_changes_are_accessible_to_buyer_and_seller(page, axe, live_server, mugs, seller, width):
    page.set_viewport_size({"width": width, "height": 844})
    jug = ProductFactory(partner=seller.partner, title="Dzbanek")
    vo = order_of(mugs, jug, quantity=3).vendor_orders.get()
    mark_transfer_received(vo, by=None)
    status = f"{live_server.url}/zamowienie/status/{order_token(vo.order)}/"

    page.goto(status)
    page.locator("summary", has_text="Anuluj tę część").click()
    page.get_by_role("link", name="Anuluj tylko niektóre rzeczy albo sztuki").click()
    look(page, axe)
    page.get_by_role("button", name="Anuluj wybrane rzeczy").click()
    look(page, axe)
    page.get_by_label("Kubek", exact=True).fill("1")
    page.get_by_role("button", name="Anuluj wybrane rzeczy").click()
    expect(page.get_by_role("main")).to_contain_text("Anulowano: 1 × Kubek")
    look(page, axe)

    sign_in(page, seller.owner.email)
    panel = f"{live_server.url}/panel/{seller.slug}"
    page.goto(f"{panel}/zmiany/{vo.number}/anuluj/")
    look(page, axe)
    page.goto(f"{panel}/zmiany/{vo.number}/termin/")
    look(page, axe)
    page.goto(f"{panel}/zmiany/{vo.number}/propozycja/")
    look(page, axe)
    page.get_by_label("Której rzeczy dotyczy").select_option(str(Line.objects.get(title="Dzbanek").pk))
    page.get_by_label("mniejsze albo lżejsze, za mniej").check()
    page.get_by_label("Twoimi słowami").fill("Dzbanek o litr mniejszy")
    page.get_by_label("Nowa cena za całość").fill("50,00")
    page.get_by_role("button", name="Napisz do kupującego").click()
    look(page, axe)
    expect(page.get_by_role("main")).to_contain_text("czeka na kupującego")

    page.goto(status)
    page.get_by_role("link", name="Odpowiedz sprzedawcy").click()
    look(page, axe)
    page.get_by_role("button", name="Tak, zgadzam się").click()
    look(page, axe)
    expect(page.get_by_role("main")).to_contain_text("Przyjęta")
    assert Proposal.objects.get().state == "ACCEPTED"

    page.goto(f"{panel}/zwroty/")
    look(page, axe)
    page.get_by_role("button", name="20,00").click()
    look(page, axe)
    expect(page.get_by_role("main")).to_contain_text("Zwrócone wcześniej")
    assert MoneyBack.objects.filter(state="RETURNED").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_a_refusal_is_accessible(page, axe, live_server, mugs, seller, width):
    page.set_viewport_size({"width": width, "height": 844})
    order = order_of(mugs, quantity=3)
    deliver(order.vendor_orders.get())
    share = confirmed(Order.objects.get(pk=order.pk)).shares.get()
    sign_in(page, seller.owner.email)

    page.goto(f"{live_server.url}/panel/{seller.slug}/odstapienia/{share.pk}/")
    page.locator("summary", has_text="Odmów").click()
    look(page, axe)
    page.get_by_role("button", name="Odmów i napisz do kupującego").click()
    look(page, axe)
    page.get_by_label("Podstawa prawna", exact=True).select_option("LATE")
    page.get_by_label("Co to znaczy w tym przypadku").fill("Paczka doszła miesiąc temu.")
    page.get_by_role("button", name="Odmów i napisz do kupującego").click()
    look(page, axe)
    expect(page.get_by_role("button", name="Cofnij odmowę")).to_be_visible()
