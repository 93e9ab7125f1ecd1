"""What every public page keeps, in a browser: accessible, within the screen, silent towards the rest of the world."""

import pytest

from tests.browser import fits, look

PAGES = [
    "/sklep/",
    "/pes/",
    "/zglos/",
    "/koszyk/",
    "/szukaj/?q=miod",
    "/konto/zaloguj/",
    "/odstap/",
    "/nie-ma-takiej-strony/",
]
WIDTHS = [390, 1280]

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_is_accessible_and_fits_the_screen(page, live_server, axe, path, width):
    page.set_viewport_size({"width": width, "height": 844})

    response = page.goto(live_server.url + path)

    assert response.status == (404 if "nie-ma" in path else 200)
    look(page, axe)
    page.set_viewport_size({"width": 320, "height": 640})
    fits(page)


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_forbids_inline_code(client, db, path):
    policy = client.get(path).headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "unsafe-eval" not in policy
    assert "default-src 'self'" in policy
