"""Books and statements in a browser, on a phone and on a desk: accessible and within the screen."""

import pytest
from playwright.sync_api import expect

from shop.fulfilment.models import PaymentState
from tests.browser import look
from tests.e2e.people import sign_in
from tests.shop.statements.conftest import mbank

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", [390, 1280])
def test_a_seller_reads_a_statement_in_and_sees_the_books_balance(page, axe, live_server, seller, vo, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, seller.owner.email)
    page.goto(f"{live_server.url}/panel/{seller.slug}/wyciagi/")
    look(page, axe)
    page.get_by_role("button", name="Wczytaj wyciąg").click()
    look(page, axe)
    body = mbank((f"OPES {vo.number}", "75,90"), ("czynsz", "900,00"))
    page.get_by_label("Wyciąg z Twojego banku").set_input_files(
        {"name": "wyciag.csv", "mimeType": "text/csv", "buffer": body}
    )
    page.get_by_role("button", name="Wczytaj wyciąg").click()
    look(page, axe)
    expect(page.get_by_label("Potwierdź ten przelew")).to_be_checked()
    page.get_by_role("button", name="Potwierdź zaznaczone przelewy").click()
    page.get_by_text("Potwierdzono 1 przelew").wait_for()
    look(page, axe)

    page.goto(f"{live_server.url}/panel/{seller.slug}/rozliczenia/")
    look(page, axe)
    expect(page.get_by_text("Księga się zgadza")).to_be_visible()
    vo.refresh_from_db()
    assert vo.payment_state == PaymentState.PAID
