"""Asking, reviewing, answering and variants in a browser: on a phone and on a desk, accessible, also without JavaScript."""

import pytest
from playwright.sync_api import expect

from shop.catalogue.models import OfferRevision, Question
from shop.catalogue.reviews.models import ProductReview
from shop.order.tokens import order_token
from shop.voices import questions, reviews
from tests.browser import look
from tests.e2e.people import sign_in
from tests.shop.voices.conftest import delivered_line

pytestmark = pytest.mark.e2e
WIDTHS = [390, 1280]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_guests_question_from_the_offer_to_the_answer(page, axe, live_server, mug, seller, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(live_server.url + mug.get_absolute_url())
    page.get_by_text("Zapytaj sprzedawcę").click()
    look(page, axe)
    page.get_by_label("Twoje pytanie").fill("Czy można myć w zmywarce?")
    page.get_by_role("button", name="Wyślij pytanie").click()
    look(page, axe)
    expect(page.get_by_role("main")).to_contain_text("Podaj adres e-mail")
    page.get_by_label("Twój e-mail").fill("gosc@example.com")
    page.get_by_role("button", name="Wyślij pytanie").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Potwierdź pytanie w swojej skrzynce")
    look(page, axe)

    question = Question.objects.get()
    page.goto(f"{live_server.url}/sklep/pytanie/{questions.token_of(question)}/")
    look(page, axe)
    page.get_by_role("button", name="Wyślij do sprzedawcy").click()
    expect(page.get_by_role("main")).to_contain_text("Sprzedawca ma pytanie")
    look(page, axe)

    sign_in(page, seller.owner.email)
    page.goto(f"{live_server.url}/panel/{seller.slug}/pytania/")
    look(page, axe)
    page.get_by_label("Twoja odpowiedź").fill("Tak, do 60 stopni.")
    page.get_by_role("button", name="Zapisz odpowiedź").click()
    expect(page.get_by_role("main")).not_to_contain_text("Czy można myć w zmywarce?")
    page.goto(f"{live_server.url}/pes/{seller.slug}/")
    look(page, axe)
    page.goto(f"{live_server.url}/pes/{seller.slug}/zapytaj/")
    look(page, axe)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_review_and_the_sellers_reply(page, axe, live_server, mug, seller, width):
    line = delivered_line(mug)
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(f"{live_server.url}/zamowienie/status/{order_token(line.order)}/")
    page.get_by_role("link", name="Napisz opinię").click()
    look(page, axe)
    page.get_by_role("button", name="Dodaj opinię").click()
    expect(page.get_by_role("main")).to_contain_text("Wybierz ocenę")
    look(page, axe)
    page.get_by_text("4 gwiazdki: dobrze").click()
    page.get_by_label("Twoja opinia").fill("Ciężki i ładny.")
    page.get_by_role("button", name="Dodaj opinię").click()
    expect(page.get_by_role("main")).to_contain_text("Twoja opinia jest na stronie oferty")
    look(page, axe)

    page.goto(live_server.url + mug.get_absolute_url())
    expect(page.locator("#opinie")).to_contain_text("ładny")
    look(page, axe)
    page.goto(f"{live_server.url}{mug.get_absolute_url()}opinie/")
    look(page, axe)

    sign_in(page, seller.owner.email)
    page.goto(f"{live_server.url}/panel/{seller.slug}/opinie/")
    look(page, axe)
    page.get_by_text("Odpowiedz publicznie").click()
    page.get_by_label("Twoja odpowiedź").fill("Dziękujemy!")
    page.get_by_role("button", name="Pokaż odpowiedź").click()
    expect(page.get_by_role("main")).to_contain_text("Dziękujemy!")
    page.get_by_text("Zgłoś do ROPS").click()
    look(page, axe)
    assert ProductReview.objects.get().reply == "Dziękujemy!"


def test_rops_decides_in_the_office(page, live_server, mug, rops):
    review = reviews.write(delivered_line(mug), score=2, text="Więcej na www.sklep.pl", name="", by=None)
    sign_in(page, rops.email)
    page.goto(f"{live_server.url}/cms-admin/moderacja/opinie/")
    page.get_by_role("link", name="Więcej na www.sklep.pl").click()
    page.get_by_role("button", name="Pokaż opinię").click()
    expect(page.get_by_role("main")).to_contain_text("Opinia jest widoczna")
    review.refresh_from_db()
    assert review.status == ProductReview.APPROVED


@pytest.mark.parametrize("width", WIDTHS)
def test_variants_are_added_and_removed_without_javascript(browser, live_server, seller, width):
    context = browser.new_context(
        java_script_enabled=False, locale="pl-PL", base_url=live_server.url, viewport={"width": width, "height": 844}
    )
    page = context.new_page()
    sign_in(page, seller.owner.email)
    page.goto(f"/panel/{seller.slug}/oferty/dodaj/")
    page.get_by_label("Tytuł oferty").fill("Miska")
    page.get_by_role("button", name="Dodaj wariant").click()
    page.get_by_label("Czym różnią się warianty").fill("rozmiar")
    page.get_by_label("Wariant 1").fill("mała")
    page.get_by_role("button", name="Dodaj wariant").click()
    expect(page.get_by_label("Tytuł oferty")).to_have_value("Miska")
    page.get_by_label("Wariant 2").fill("duża")
    page.get_by_role("button", name="Usuń wariant 1").click()

    expect(page.get_by_label("Wariant 1")).to_have_value("duża")
    assert [row["name"] for row in OfferRevision.objects.get().variants] == ["duża"]
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_the_form_with_variants_is_accessible(page, axe, live_server, seller, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, seller.owner.email)
    page.goto(f"{live_server.url}/panel/{seller.slug}/oferty/dodaj/")
    page.get_by_role("button", name="Dodaj wariant").click()
    expect(page.get_by_label("Wariant 1")).to_be_visible()
    look(page, axe)
