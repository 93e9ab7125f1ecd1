"""The whole way in a browser, without JavaScript and on a phone: accessible and within the screen."""

import pytest
from playwright.sync_api import expect

from shop.aftersales.models import Withdrawal
from shop.order.models import Order
from shop.order.tokens import order_token
from tests.browser import look
from tests.e2e.people import sign_in
from tests.factories.catalogue import ProductFactory
from tests.factories.order import deliver, order_of

pytestmark = pytest.mark.e2e
WIDTHS = [390, 1280]


@pytest.fixture
def mixed(mugs, seller, live_server) -> Order:
    """Three mugs, one bag, and one thing made for the buyer."""
    placed = order_of(
        mugs,
        ProductFactory(partner=seller.partner, title="Kubek z imieniem", withdrawal="CUSTOM_MADE"),
        ProductFactory(title="Torba z sitodrukiem"),
        quantity=3,
    )
    placed.lines.filter(title="Torba z sitodrukiem").update(quantity=1, line_price_incl_tax="20.00")
    deliver(placed.vendor_orders.get(partner=seller.partner))
    return Order.objects.get(pk=placed.pk)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_of_a_guest_and_of_the_seller_is_accessible(page, axe, live_server, mixed, seller, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/zamowienie/status/{order_token(mixed)}/")
    look(page, axe)
    page.get_by_role("link", name="Odstąp od umowy tutaj").first.click()
    look(page, axe)
    page.get_by_label("Kubek", exact=True).fill("9")
    page.get_by_role("button", name="Dalej").click()
    look(page, axe)
    page.get_by_label("Kubek", exact=True).fill("2")
    page.get_by_role("button", name="Dalej").click()
    look(page, axe)
    page.get_by_role("button", name="Potwierdź odstąpienie").click()
    look(page, axe)

    page.goto(f"{live_server.url}/odstap/")
    look(page, axe)
    page.get_by_label("Numer zamówienia").fill(mixed.number)
    page.get_by_label("Adres e-mail").fill(mixed.email)
    page.get_by_label("Czego dotyczy").fill("Torba")
    page.get_by_label("Twoje imię i nazwisko").fill("Halina Próbna")
    page.get_by_role("button", name="Dalej").click()
    look(page, axe)
    page.get_by_role("button", name="Potwierdź odstąpienie").click()
    look(page, axe)
    assert Withdrawal.objects.filter(state="CONFIRMED").count() == 2

    sign_in(page, seller.owner.email)
    page.goto(f"{live_server.url}/panel/{seller.slug}/odstapienia/")
    look(page, axe)
    page.get_by_role("main").get_by_role("link", name="O-100001").click()
    look(page, axe)
    page.get_by_role("button", name="Potwierdzam zwrot pieniędzy").click()
    look(page, axe)
    expect(page.get_by_role("main")).to_contain_text("Pieniądze zwrócono")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_way_of_an_owner_is_accessible(page, axe, live_server, mugs, buyer, width):
    page.set_viewport_size({"width": width, "height": 844})
    order = order_of(mugs, by=buyer)
    sign_in(page, buyer.email)

    page.goto(f"{live_server.url}/odstap/")
    look(page, axe)
    page.get_by_role("link", name=f"Zamówienie {order.number}").click()
    page.get_by_label("Kubek", exact=True).check()
    page.get_by_role("button", name="Dalej").click()
    look(page, axe)


def test_the_way_works_without_javascript(browser, live_server, order):
    context = browser.new_context(java_script_enabled=False, locale="pl-PL")
    page = context.new_page()
    page.goto(f"{live_server.url}/odstap/z/{order_token(order)}/")
    page.get_by_label("Kubek", exact=True).fill("1")
    page.get_by_role("button", name="Dalej").click()
    page.get_by_role("button", name="Potwierdź odstąpienie").click()

    expect(page.get_by_role("main")).to_contain_text("Odstąpienie przyjęte")
    context.close()
