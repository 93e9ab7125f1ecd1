"""The search field with suggestions, and the results, as people use them."""

import re

import pytest
from playwright.sync_api import expect

from pes_profiles.region.services import load_region
from search.services import rebuild_all
from tests.browser import look
from tests.factories.catalogue import CategoryFactory, PartnerFactory, ProductFactory
from tests.factories.cms import make_home
from tests.factories.pes_profiles import ProfileFactory

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def honey(live_server):
    load_region()
    make_home()
    offer = ProductFactory(
        title="Miód lipowy",
        category=CategoryFactory(name="Miody", slug="miody"),
        partner=PartnerFactory(profile=ProfileFactory(short_name="Brzęcząca Łąka")),
    )
    rebuild_all()
    return offer


def test_by_keyboard_alone_a_suggestion_is_found_and_followed(page, honey, axe):
    page.goto("/sklep/")
    field = page.get_by_role("combobox", name="Czego szukasz?")
    field.focus()
    page.keyboard.type("mio")
    expect(page.get_by_role("option", name="Miód lipowy")).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    axe(page)

    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Miód lipowy")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(field).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name="Miód lipowy")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile(re.escape(honey.get_absolute_url())))


def test_searches_are_remembered_in_the_browser_only_and_can_be_forgotten(page, honey):
    page.goto("/sklep/")
    field = page.get_by_role("combobox", name="Czego szukasz?")
    field.fill("miód")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("miód")

    page.goto("/sklep/")
    page.get_by_role("combobox", name="Czego szukasz?").click()
    expect(page.get_by_role("option", name="miód", exact=True)).to_be_visible()
    page.get_by_role("option", name="Wyczyść ostatnie wyszukiwania").click()

    expect(page.get_by_role("option", name="miód", exact=True)).to_be_hidden()

    assert page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_results_read_well_at_both_widths(page, honey, axe, width):
    page.set_viewport_size({"width": width, "height": 900})
    for address in ("/szukaj/?q=miód+Opole", "/szukaj/?q=miód&cena_do=5", "/szukaj/?q=hulajnoga"):
        page.goto(address)
        look(page, axe)


def test_without_scripts_the_form_and_the_filters_work(browser, browser_context_args, live_server, honey):
    context = browser.new_context(**{**browser_context_args, "java_script_enabled": False, "base_url": live_server.url})
    page = context.new_page()
    page.goto("/sklep/")
    page.get_by_label("Czego szukasz?").fill("miodem")
    page.locator("form.find button").click()
    page.get_by_label("Miody").check()
    page.get_by_role("button", name="Pokaż wyniki").click()

    expect(page).to_have_url(re.compile("kategoria=miody"))
    expect(page.get_by_role("link", name="Miód lipowy")).to_be_visible()
    context.close()
