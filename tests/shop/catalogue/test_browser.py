"""Photos of an offer in a browser: enlarged, walked through and left with the keyboard."""

import pytest
from playwright.sync_api import expect

from cms.media.models import Image
from shop.catalogue.models import ProductImage
from tests.browser import look
from tests.factories.catalogue import ProductFactory
from tests.factories.offers import picture_file

pytestmark = pytest.mark.e2e


def test_photos_are_enlarged_and_walked_through_with_the_keyboard(page, axe, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    offer = ProductFactory()
    for order, name in enumerate(("Przód", "Bok")):
        image = Image.objects.create(title=name, alt=name, file=picture_file(f"{order}.jpg", size=(640 + order, 480)))
        ProductImage.objects.create(product=offer, image=image, alt=name, display_order=order)
    page.goto(live_server.url + offer.get_absolute_url())

    page.get_by_role("link", name="Powiększ zdjęcie 1 z 2").press("Enter")
    shown = page.get_by_role("dialog").locator("img")
    expect(shown).to_have_attribute("alt", "Przód")
    page.keyboard.press("ArrowRight")
    expect(shown).to_have_attribute("alt", "Bok")
    page.get_by_role("button", name="Następne zdjęcie").click()
    expect(shown).to_have_attribute("alt", "Przód")
    look(page, axe)

    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("link", name="Powiększ zdjęcie 1 z 2")).to_be_focused()
