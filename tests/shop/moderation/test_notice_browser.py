"""The form in a browser: accessible with its errors, narrow enough for a phone, whole without JavaScript."""

import pytest
from playwright.sync_api import expect

from shop.moderation.models import IllegalContentNotice
from tests.browser import look

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", [390, 1280])
def test_the_form_its_errors_and_the_number_are_accessible(page, live_server, axe, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(live_server.url + "/zglos/?adres=/regulamin/" + "bardzo-dluga-nazwa" * 8 + "/")
    look(page, axe)

    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    page.get_by_role("alert").wait_for()
    look(page, axe)

    page.get_by_label("oszustwo", exact=False).check()
    page.get_by_label("Dlaczego tak uważasz").fill("Opis się nie zgadza.")
    page.get_by_label("Imię i nazwisko lub nazwa").fill("Jan Uważny")
    page.get_by_label("Twój e-mail").fill("jan@example.com")
    page.get_by_label("W dobrej wierze", exact=False).check()
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    page.get_by_role("heading", level=1, name="Zgłoszenie Z-").wait_for()
    look(page, axe)


def test_it_works_without_javascript(browser, live_server):
    context = browser.new_context(java_script_enabled=False, base_url=live_server.url)
    page = context.new_page()

    page.goto("/zglos/?adres=/regulamin/")
    page.locator("[name=reason_code][value=CHILDREN]").check()
    page.locator("[name=explanation]").fill("Zdjęcie na stronie.")
    page.locator("[name=good_faith]").check()
    page.get_by_role("button", name="Wyślij zgłoszenie").click()
    expect(page.locator("h1")).to_contain_text("Zgłoszenie Z-")
    notice = IllegalContentNotice.objects.get()
    expect(page.locator("h1")).to_contain_text(notice.number)
    context.close()

    assert (notice.address, notice.email) == ("/regulamin/", "")
