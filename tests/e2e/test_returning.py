"""What brings buyers back, in a browser: hearts, a shared list, comparing, what was seen; with and without scripts."""

import pytest
from playwright.sync_api import expect

from tests.browser import look
from tests.e2e.people import sign_in
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, ProductFactory
from tests.factories.order import order_of

pytestmark = pytest.mark.e2e
WIDTHS = [390, 1280]
LIST = "/sklep/k/ceramika/"


@pytest.fixture
def mugs(live_server):
    section = CategoryFactory(name="Ceramika", slug="ceramika")
    facts = [{"name": "Pojemność", "value": "250 ml"}]
    return [ProductFactory(title=f"Kubek {n}", category=section, facts=facts) for n in range(6)]


@pytest.fixture
def anna(live_server):
    return UserFactory(email="anna@example.com")


@pytest.mark.parametrize("width", WIDTHS)
def test_hearts_change_in_place_and_fill_the_list(page, axe, mugs, anna, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, anna.email)
    page.goto(LIST)
    heart = page.locator("[data-heart] button").first
    heart.click()
    expect(heart).to_have_attribute("aria-pressed", "true")
    expect(heart).to_be_focused()
    expect(page.locator("#live")).not_to_be_empty()
    look(page, axe)

    page.goto("/konto/ulubione/")
    expect(page.locator(".kept-row")).to_have_count(1)
    look(page, axe)
    page.locator("form[action$='/link/'] button").first.click()
    page.locator(".kept-acts summary").first.click()
    look(page, axe)
    page.locator("button[value=remove]").click()
    expect(page.locator(".kept-row")).to_have_count(0)
    look(page, axe)
    page.locator("form.note button").click()
    expect(page.locator(".kept-row")).to_have_count(1)


def test_without_scripts_a_heart_leads_to_the_door_and_back(browser, browser_context_args, live_server, mugs, anna):
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False, "base_url": live_server.url})
    page = context.new_page()
    page.goto(LIST)
    page.locator("[data-heart] button").first.click()
    page.locator("input[name=login]").fill(anna.email)
    page.locator("input[name=password]").fill("cztery zwykłe słowa razem")
    page.locator("main form button").first.click()
    page.locator("main button[value=add]").click()
    expect(page).to_have_url(live_server.url + LIST)
    expect(page.locator("[data-heart] button").first).to_have_attribute("aria-pressed", "true")

    page.locator("input[form=porownaj]").nth(0).check()
    page.locator("input[form=porownaj]").nth(3).check()
    page.locator("#porownaj button").click()
    expect(page.locator(".compare thead .pic")).to_have_count(2)
    context.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_four_are_compared_and_no_fifth_can_be_marked(page, axe, mugs, width):
    page.set_viewport_size({"width": width, "height": 844})
    page.goto(LIST)
    boxes = page.locator("input[form=porownaj]")
    for number in range(4):
        boxes.nth(number).check()
    expect(boxes.nth(4)).to_be_disabled()
    look(page, axe)
    page.locator("#porownaj button").click()
    expect(page.locator(".compare thead .pic")).to_have_count(4)
    look(page, axe)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_browser_remembers_what_was_seen_until_told_to_forget(page, axe, mugs, width):
    page.set_viewport_size({"width": width, "height": 844})
    shelf = page.locator("[data-recent]")
    page.goto(mugs[0].get_absolute_url())
    expect(shelf).to_be_hidden()
    page.goto(mugs[1].get_absolute_url())
    expect(shelf.locator(".card")).to_have_count(1)
    page.goto("/sklep/")
    expect(shelf.locator(".card-title").first).to_have_text("Kubek 1")
    look(page, axe)
    page.locator("[data-recent-clear]").click()
    expect(shelf).to_be_hidden()
    page.reload()
    expect(page.locator(".card").first).to_be_visible()
    expect(shelf).to_be_hidden()


@pytest.mark.parametrize("width", WIDTHS)
def test_alerts_and_ordering_again_are_accessible(page, axe, mugs, anna, width):
    page.set_viewport_size({"width": width, "height": 844})
    gone = ProductFactory(title="Misa", stock=0)
    order = order_of(mugs[0], mugs[1], by=anna)
    type(mugs[1]).objects.filter(pk=mugs[1].pk).update(is_public=False)
    page.goto(gone.get_absolute_url())
    look(page, axe)
    page.locator("#powiadom input[name=email]").fill("gosc@example.com")
    page.locator("#powiadom button").click()
    expect(page).to_have_url("/sklep/powiadom/poczta/")
    look(page, axe)

    sign_in(page, anna.email)
    page.goto(gone.get_absolute_url())
    page.locator("#powiadom button").click()
    page.goto("/konto/powiadomienia/")
    expect(page.locator(".kept-row")).to_have_count(1)
    look(page, axe)
    page.goto(f"/konto/zamowienia/{order.number}/ponow/")
    look(page, axe)
    page.locator("main form button").click()
    expect(page).to_have_url("/koszyk/")
    expect(page.locator(".item")).to_have_count(1)
