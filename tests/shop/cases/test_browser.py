"""The whole way in a browser: the form, the receipt, the thread, the answer, ROPS; accessible and within the screen."""

import pytest
from playwright.sync_api import expect

from shop.cases import services
from shop.cases.models import Case, Complaint, Side
from shop.order.tokens import order_token
from tests.browser import look
from tests.clock import at
from tests.e2e.people import photograph, sign_in
from tests.shop.cases.conftest import ask, complain

pytestmark = pytest.mark.e2e
WIDTHS = [390, 1280]


@pytest.fixture(autouse=True)
def _live(live_server, client) -> None:
    """Begin the server first, and let it read what every page needs before a browser waits for it."""
    client.get("/konto/zaloguj/")


@pytest.mark.parametrize("width", WIDTHS)
def test_way_of_a_guest_and_of_the_seller(page, axe, live_server, guests_order, seller, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/zamowienie/status/{order_token(guests_order)}/")
    look(page, axe)
    page.get_by_role("link", name="Zgłoś reklamację").click()
    expect(page.locator("h1")).to_have_text("Zgłoś reklamację")
    look(page, axe)
    page.get_by_role("button", name="Wyślij reklamację").click()
    expect(page.get_by_role("alert")).to_be_visible()
    look(page, axe)

    page.get_by_label("Kubek", exact=True).fill("1")
    page.get_by_label("Co jest nie tak?").fill("Ucho pękło przy pierwszym myciu.")
    page.get_by_label("Zdjęcia i pliki PDF").set_input_files(
        {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photograph()}
    )
    page.get_by_label("Zwrot pieniędzy").check()
    page.get_by_role("button", name="Wyślij reklamację").click()
    expect(page.locator("h1")).to_have_text("Reklamacja R-100001")
    expect(page.get_by_role("main")).to_contain_text("zostało 14 dni")
    shown = page.locator(".entry-files img")
    expect(shown).to_have_js_property("complete", True)
    assert shown.evaluate("image => image.naturalWidth") > 0
    look(page, axe)
    page.get_by_label("Twoja wiadomość").fill("Dodam jeszcze, że pudełko było całe.")
    page.get_by_role("button", name="Wyślij", exact=True).click()
    expect(page.locator(".entry")).to_have_count(2)

    sign_in(page, seller.owner.email)
    page.goto(f"{live_server.url}/panel/{seller.slug}/")
    page.get_by_role("link", name="reklamacja czeka na odpowiedź").click()
    expect(page.locator("h1")).to_have_text("Reklamacje")
    look(page, axe)
    page.get_by_role("main").get_by_role("link", name="R-100001").click()
    expect(page.locator("h1")).to_have_text("Reklamacja R-100001")
    look(page, axe)
    page.get_by_label("Nieuznana").check()
    page.get_by_label("Uzasadnienie").fill("Kubek jest tylko do mycia ręcznego.")
    page.get_by_role("button", name="Wyślij odpowiedź").click()
    expect(page.get_by_role("alert")).to_contain_text("Zaznacz, czy zgadzasz się")
    look(page, axe)
    page.get_by_label("Nie zgadza się na polubowne").check()
    page.get_by_role("button", name="Wyślij odpowiedź").click()
    expect(page.get_by_role("main")).to_contain_text("Zmień odmowę")
    look(page, axe)

    page.goto(f"{live_server.url}/sprawy/z/{order_token(guests_order)}/{Case.objects.get().pk}/")
    expect(page.get_by_role("main")).to_contain_text("rzecznik konsumentów")
    look(page, axe)
    assert Complaint.objects.get().outcome == "REJECTED"


@pytest.mark.parametrize("width", WIDTHS)
def test_messages_of_an_owner_and_of_the_seller(page, axe, live_server, vo, buyer, seller, width):
    page.set_viewport_size({"width": width, "height": 844})
    complain(vo, by=buyer)
    sign_in(page, buyer.email)
    page.goto(f"{live_server.url}/konto/zamowienia/{vo.order.number}/")
    page.get_by_role("link", name="Napisz do sprzedawcy").click()
    expect(page.locator("h1")).to_have_text("Napisz do sprzedawcy")
    look(page, axe)
    page.get_by_label("Twoja wiadomość").fill("Czy kubek można myć w zmywarce?")
    page.get_by_role("button", name="Wyślij", exact=True).click()
    expect(page.locator(".entry")).to_have_count(1)
    look(page, axe)
    services.write(Case.objects.get(kind="MESSAGE"), side=Side.SELLER, by=seller.owner, form_key="s" * 43, text="Nie.")
    page.goto(f"{live_server.url}/konto/wiadomosci/")
    expect(page.get_by_role("main")).to_contain_text("1 nowa")
    look(page, axe)

    page.context.clear_cookies()
    sign_in(page, seller.owner.email)
    for place in ("wiadomosci/", f"sprawy/{Case.objects.get(kind='MESSAGE').pk}/", f"zamowienia/{vo.number}/"):
        page.goto(f"{live_server.url}/panel/{seller.slug}/{place}")
        look(page, axe)


@pytest.mark.parametrize("width", WIDTHS)
def test_rops_sees_deadlines_gives_a_reason_and_reads(page, axe, live_server, vo, moderator, width):
    page.set_viewport_size({"width": width, "height": 844})
    with at(2026, 10, 1, 9):
        complain(vo)
    complain(vo)
    ask(vo)
    sign_in(page, moderator.email)
    page.goto(f"{live_server.url}/cms-admin/sprawy/")
    expect(page.get_by_role("main")).to_contain_text("Termin odpowiedzi minął")
    look(page, axe)
    page.get_by_role("main").get_by_role("link", name="R-100001").click()
    expect(page.get_by_role("main")).to_contain_text("Nikt nie wezwał ROPS")
    expect(page.get_by_role("main")).not_to_contain_text("Pękło ucho")
    look(page, axe)
    page.get_by_label("Dlaczego ROPS").fill("Kupujący prosił telefonicznie o pomoc.")
    page.get_by_role("button", name="Zapisz powód").click()
    expect(page.get_by_role("main")).to_contain_text("Pękło ucho")
    look(page, axe)


def test_way_works_without_javascript(browser, live_server, guests_order):
    context = browser.new_context(java_script_enabled=False, locale="pl-PL")
    page = context.new_page()
    share = guests_order.vendor_orders.get()
    page.goto(f"{live_server.url}/sprawy/z/{order_token(guests_order)}/reklamacja/{share.number}/")
    page.get_by_label("Kubek", exact=True).fill("1")
    page.get_by_label("Co jest nie tak?").fill("Pękło ucho.")
    page.get_by_label("Wymiana").check()
    page.get_by_role("button", name="Wyślij reklamację").click()

    expect(page.locator("h1")).to_have_text("Reklamacja R-100001")
    context.close()
