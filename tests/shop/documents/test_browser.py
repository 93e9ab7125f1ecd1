"""The papers in a browser, on a phone and on a desk: accessible and within the screen."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from shop.documents.models import Document
from shop.ledger import services as ledger
from shop.order.tokens import order_token
from tests.browser import look
from tests.e2e.people import sign_in
from tests.shop.documents.conftest import small_pdf

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", [390, 1280])
def test_a_seller_issues_corrects_and_adds_and_the_buyer_downloads(page, axe, live_server, seller, vo, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, seller.owner.email)
    page.goto(f"{live_server.url}/panel/{seller.slug}/dokumenty/")
    page.get_by_label("Wzór numeru", exact=True).fill("FV/{nr}")
    page.get_by_role("button", name="Zapisz").click()
    expect(page.get_by_role("link", name="We wzorze muszą być").first).to_be_visible()
    look(page, axe)
    page.get_by_label("Wzór numeru", exact=True).fill("FV/{nr}/{rok}")
    page.get_by_role("button", name="Zapisz").click()
    page.get_by_text("Zapisano").wait_for()

    page.goto(f"{live_server.url}{seller.url('order', vo.number)}")
    look(page, axe)
    page.get_by_role("button", name="Wystaw fakturę").click()
    page.get_by_text("Kupujący dostanie e-mail").wait_for()
    with page.expect_download() as download:
        page.get_by_role("link", name="Pobierz plik dla KSeF").click()
    assert download.value.suggested_filename.endswith(".xml")

    ledger.post_refund(vo, 2000, key="part", lines={"23": 2000})
    page.reload()
    look(page, axe)
    page.get_by_label("Przyczyna korekty").fill("Odstąpienie od umowy")
    page.get_by_role("button", name="Wystaw korektę").click()
    expect(page.get_by_role("button", name="Wystaw korektę")).to_have_count(0)

    page.get_by_role("link", name="Dodaj korektę jako PDF").click()
    page.get_by_role("button", name="Dodaj dokument").click()
    look(page, axe)
    page.get_by_label("Plik").set_input_files({"name": "kor.pdf", "mimeType": "application/pdf", "buffer": small_pdf()})
    page.get_by_label("Numer dokumentu").fill("KOR 9")
    page.get_by_role("button", name="Dodaj dokument").click()
    page.get_by_text("Dodano: numer KOR 9").wait_for()
    page.goto(f"{live_server.url}/panel/{seller.slug}/dokumenty/")
    look(page, axe)
    page.goto(f"{live_server.url}/panel/{seller.slug}/dokumenty/rok/")
    look(page, axe)

    page.goto(f"{live_server.url}{reverse('checkout:status', args=[order_token(vo.order)])}")
    look(page, axe)
    with page.expect_download() as download:
        page.get_by_role("link", name=Document.objects.get(version=1).number).click()
    assert download.value.suggested_filename.endswith(".pdf")
