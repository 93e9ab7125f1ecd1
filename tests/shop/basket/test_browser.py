"""Words for a thing in a browser: how they will stand on it is seen while they are typed, and without scripts after."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser import look
from tests.factories.catalogue import ProductFactory

pytestmark = pytest.mark.e2e


def test_words_are_shown_as_they_will_stand_on_the_thing_and_counted(page, axe, live_server):
    offer = ProductFactory(personalisation="Imię na desce", personalisation_signs=8, takes_file=True)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(live_server.url + offer.get_absolute_url())
    shown = page.locator(".engraving")
    expect(shown).to_be_hidden()

    page.get_by_label("Twój napis").fill("  Ała  ż ")
    expect(shown.locator("[data-words]")).to_have_text("Ała  ż", use_inner_text=True)
    expect(shown).to_contain_text("6/8")
    look(page, axe)

    page.get_by_label("Twój napis").fill("Bardzo długie imię")
    expect(shown).to_have_class("engraving too-long")
    page.get_by_label("Twój napis").fill("")
    expect(shown).to_be_hidden()


def test_words_stay_when_another_variant_is_chosen(page, live_server):
    offer = ProductFactory(with_variants=True, personalisation="Imię na desce")
    page.goto(live_server.url + offer.get_absolute_url())
    page.get_by_label("Twój napis").fill("Hania")

    page.locator("#warianty a:not([aria-current])").click()

    expect(page).to_have_url(re.compile("wariant="))
    expect(page.get_by_label("Twój napis")).to_have_value("Hania")
    expect(page.locator(".engraving [data-words]")).to_have_text("Hania")


def test_without_scripts_the_words_stand_quoted_on_the_line(browser, live_server):
    offer = ProductFactory(personalisation="Imię na desce", takes_file=True)
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto(live_server.url + offer.get_absolute_url())
    expect(page.locator(".engraving")).to_be_hidden()

    page.get_by_label("Twój napis").fill("Hania")
    page.get_by_role("button", name="Do koszyka").click()

    expect(page.get_by_role("main")).to_contain_text("Twój napis: „Hania”")
