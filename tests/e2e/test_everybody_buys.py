"""One purchase from three sellers by those whom shops forget: without a mouse, and without scripts."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import VendorOrder
from tests.browser import fits
from tests.e2e.people import put_in_basket, walk_to_the_button
from tests.factories.catalogue import DeliveryWayFactory, PartnerFactory, ProductFactory

pytestmark = pytest.mark.e2e
TABS = 120
STOP = """wanted => {
    const here = document.activeElement
    const ring = part => part && getComputedStyle(part).outlineStyle !== "none" && parseFloat(getComputedStyle(part).outlineWidth) > 1
    const { top, bottom } = here.getBoundingClientRect()
    return {
        arrived: here === wanted,
        seen: (ring(here) || ring(here.closest(".card"))) && bottom > 0 && top < innerHeight,
        html: here.outerHTML.slice(0, 160),
    }
}"""


@pytest.fixture
def offers(live_server):
    """Three sellers with a courier, a parcel locker and pickup; one offer each."""
    made = []
    for title in ("Miód wrzosowy", "Kubek w kropki", "Chleb żytni"):
        partner = PartnerFactory(courier=True)
        DeliveryWayFactory(partner=partner, locker=True)
        DeliveryWayFactory(partner=partner, pickup=True)
        made.append(ProductFactory(partner=partner, title=title))
    return made


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until `wanted` has the focus; every stop on the way is within the screen and shows that it has it."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        stop = wanted.evaluate(STOP)
        assert stop["seen"], f"the focus is not seen on {page.url} at {stop['html']}"
        if stop["arrived"]:
            return
    raise AssertionError(f"{wanted} is out of the keyboard's reach on {page.url}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    reach(page, wanted)
    page.keyboard.press(key)


def skip_to_content(page: Page) -> None:
    """Press the first link of every page."""
    press(page, page.locator(".skip"))
    expect(page.locator("main")).to_be_focused()


def go_on(page: Page, to: str) -> None:
    """Press the button that ends a page of the checkout."""
    press(page, page.locator(".step-end button"))
    expect(page).to_have_url(re.compile(to))


def states_and_faults() -> tuple[list[str], list]:
    shares = VendorOrder.objects.order_by("partner_id")
    return [share.delivery_code for share in shares], broken_invariants()


def test_three_sellers_are_bought_from_with_the_keyboard_alone(page, offers):
    for number, offer in enumerate(offers):
        page.goto(offer.get_absolute_url())
        if number:
            skip_to_content(page)
        press(page, page.locator("#kup button.btn"))
        expect(page).to_have_url(re.compile("/koszyk/$"))

    # A quantity changes, the sums with it, and the focus stays on the button that changed it.
    skip_to_content(page)
    more = page.locator(".item button[value=plus]").first
    press(page, more)
    expect(page.locator("#live")).to_contain_text("Do zapłaty")
    expect(page.locator(".item-sum").first).to_contain_text("40,00")
    expect(more).to_be_focused()
    press(page, page.locator(".total-box a.btn"))
    expect(page).to_have_url(re.compile("/adres/$"))

    # What is wrong is read first, and each line of it leads to its field.
    press(page, page.locator(".step-end button"))
    expect(page.locator("[data-errors]")).to_be_focused()
    press(page, page.locator("[data-errors] a").first)
    email = page.locator("[name=email]")
    expect(email).to_be_focused()
    expect(email).to_have_attribute("aria-invalid", "true")
    expect(email).to_have_attribute("aria-describedby", re.compile("id_email_error"))
    page.keyboard.type("halina@example.com")
    for name, value in {
        "first_name": "Halina",
        "last_name": "Próbna",
        "phone": "600 700 800",
        "street": "ul. Lipowa 4",
        "postcode": "46-040",
        "town": "Ozimek",
    }.items():
        reach(page, page.locator(f"[name={name}]"))
        page.keyboard.type(value)
    press(page, page.locator("[name=buyer_kind]").first, "Space")
    go_on(page, "/dostawa/")

    for offer, steps in zip(offers, (0, 1, 2), strict=True):
        press(page, page.locator(f"[name=way_{offer.partner_id}]").first, "Space")
        for _ in range(steps):
            page.keyboard.press("ArrowDown")
    point = page.locator("[name^=point_]:visible")
    point.focus()
    page.keyboard.type("OPO01M")
    go_on(page, "/zaplata/")

    for offer in offers:
        press(page, page.locator(f"[name=method_{offer.partner_id}]").first, "Space")
    go_on(page, "/sprawdz/")

    press(page, page.locator("[name=terms]"), "Space")
    press(page, page.locator(".total-box button"))
    expect(page).to_have_url(re.compile("/zamowienie/status/"))
    codes, faults = states_and_faults()
    assert sorted(codes) == ["COURIER", "PARCEL_LOCKER", "PICKUP"]
    assert faults == []


def test_three_sellers_are_bought_from_without_scripts(browser, browser_context_args, live_server, offers):
    context = browser.new_context(
        **{
            **browser_context_args,
            "viewport": {"width": 320, "height": 640},
            "java_script_enabled": False,
            "base_url": live_server.url,
        }
    )
    page = context.new_page()
    page.goto(offers[0].get_absolute_url())
    fits(page)
    for offer in offers:
        put_in_basket(page, offer.get_absolute_url())
        expect(page).to_have_url(re.compile("/koszyk/$"))
    page.locator(".item button[value=plus]").first.click()
    expect(page).to_have_url(re.compile("/koszyk/#rzecz-"))
    expect(page.locator(".item-sum").first).to_contain_text("40,00")
    fits(page)
    page.goto("/zamowienie/")
    page.locator(".step-end button").click()
    expect(page.locator("[data-errors] a[href='#id_email']")).to_be_visible()
    fits(page)

    ways = zip(offers, ("COURIER", "PARCEL_LOCKER", "PICKUP"), strict=True)
    walk_to_the_button(
        page,
        ways={offer.partner_id: way for offer, way in ways},
        methods={offer.partner_id: "TRANSFER" for offer in offers},
    )
    expect(page).to_have_url(re.compile("/sprawdz/$"))
    fits(page)
    page.locator("[name=terms]").check()
    page.locator(".total-box button").click()
    expect(page).to_have_url(re.compile("/zamowienie/status/"))
    expect(page.locator(".qr img")).to_have_count(3)
    fits(page)
    context.close()
    codes, faults = states_and_faults()
    assert codes == ["COURIER", "PARCEL_LOCKER", "PICKUP"]
    assert faults == []
