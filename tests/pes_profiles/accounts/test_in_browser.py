"""The way through the door in a browser, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from tests.browser import look
from tests.factories.accounts import PASSWORD, UserFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize("width", [390, 1280])
def test_logging_in_and_setting_up_the_second_step(page, live_server, axe, width):
    user = UserFactory()
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(live_server.url + "/konto/dwa-kroki/aplikacja/")
    page.get_by_label("Adres e-mail").fill(user.email)
    page.get_by_label("Hasło").fill(PASSWORD)
    axe(page)
    page.locator("main").get_by_role("button", name="Zaloguj się").click()
    page.get_by_label("Hasło").fill(PASSWORD)
    page.get_by_role("button", name="Dalej").click()

    expect(page.get_by_role("img", name="Kod QR z kluczem dla aplikacji")).to_be_visible()
    axe(page)
    for address in ("dane/", "e-mail/", "haslo/zmien/", "usun/", "dwa-kroki/"):
        page.goto(f"{live_server.url}/konto/{address}")
        look(page, axe)
