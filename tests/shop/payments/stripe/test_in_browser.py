"""Three sellers, three ways to pay, one after another from one page, in a browser; a card is declined first."""

import re
import urllib.request

import pytest
from playwright.sync_api import expect

from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order
from shop.order.tokens import order_token
from tests.browser import look
from tests.e2e.people import put_in_basket, walk_to_the_button, work_off_the_queue
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.factories.payments import SellerAccountFactory
from tests.shop.payments.stripe.conftest import WEBHOOK, share_at

pytestmark = pytest.mark.e2e


@pytest.fixture
def portal(live_server, settings, stripe):
    """The portal knows its own address, and lets its pay button lead to the fake's page."""
    settings.WAGTAILADMIN_BASE_URL = live_server.url
    settings.OPES = settings.OPES | {"STRIPE_PAGES": [stripe.address]}
    return live_server.url


@pytest.fixture
def at_home(browser, browser_context_args, portal):
    """Open a browser of a size: the same person at a desk or with a phone."""
    contexts = []

    def open_session(width: int):
        context = browser.new_context(
            **{**browser_context_args, "viewport": {"width": width, "height": 900}, "base_url": portal}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_session
    for context in contexts:
        context.close()


def deliver(stripe, portal: str) -> None:
    def send(body: bytes, headers: dict[str, str]) -> int:
        request = urllib.request.Request(portal + WEBHOOK, data=body, headers=headers, method="POST")
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status

    assert set(stripe.post.deliver(send)) == {200}
    work_off_the_queue()


def rows(page):
    return page.locator("#zaplata .pays-list > li")


def test_three_sellers_are_paid_one_after_another(at_home, portal, stripe, axe):
    account = SellerAccountFactory(account_id=stripe.seller(), partner__profile__short_name="Pasieka")
    online = ProductFactory(partner=account.partner, title="Miód wrzosowy")
    by_transfer, in_sandbox = (
        ProductFactory(partner=PartnerFactory(profile__short_name=name), title=title)
        for name, title in (("Garncarnia", "Kubek w kropki"), ("Tkalnia", "Chusta lniana"))
    )
    UserFactory(rops=True)
    page = at_home(1280)
    for offer in (online, by_transfer, in_sandbox):
        put_in_basket(page, offer.get_absolute_url())
    sellers = {online.partner_id: "STRIPE", by_transfer.partner_id: "TRANSFER", in_sandbox.partner_id: "SANDBOX"}
    walk_to_the_button(page, ways=dict.fromkeys(sellers, "COURIER"), methods=sellers)
    page.locator("[name=terms]").check()
    page.get_by_role("button", name="Zamawiam z obowiązkiem zapłaty").click()

    # The page of the order says what is to be paid, and who is next.
    expect(page).to_have_url(re.compile("/zamowienie/status/"))
    status = page.url
    order = Order.objects.get()
    share = {vo.payment_method: vo for vo in VendorOrder.objects.filter(order=order)}
    expect(page.locator("#zaplata")).to_contain_text("Zapłacone 0 z 3")
    expect(rows(page)).to_have_count(3)
    look(page, axe)

    # The card is declined: nothing changes for anybody.
    pay_online = rows(page).filter(has_text="Pasieka").get_by_role("button")
    pay_online.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Fake Stripe")
    page.get_by_role("button", name="Declined card").click()
    expect(page.get_by_role("status")).to_have_text("Your card was declined.")
    deliver(stripe, portal)
    page.get_by_role("link", name="Back").click()
    expect(page).to_have_url(re.compile(r"zaplata=.*#zaplata$"))
    expect(rows(page).filter(has_text="Pasieka")).to_contain_text("Sprawdzamy wpłatę")
    look(page, axe)

    # It is tried again and paid. The page finds it out by itself, and points to the next one.
    rows(page).filter(has_text="Pasieka").get_by_role("button").click()
    page.get_by_role("button", name="Pay with BLIK").click()
    expect(page).to_have_url(re.compile(r"zaplata=.*#zaplata$"))
    deliver(stripe, portal)
    expect(page.locator("#zaplata")).to_contain_text("Zapłacone 1 z 3")
    next_one = page.locator("#zaplata [aria-current=step]")
    expect(next_one).to_contain_text("Tkalnia")
    look(page, axe)

    # The rest goes on elsewhere: another device, the same address.
    phone = at_home(390)
    phone.goto(status)
    expect(phone.locator("#zaplata")).to_contain_text("Zapłacone 1 z 3")
    look(phone, axe)
    phone.locator("#zaplata [aria-current=step]").get_by_role("button").click()
    phone.locator("button[value=pay]").click()
    expect(phone.locator("#zaplata")).to_contain_text("Zapłacone 2 z 3")
    expect(phone.locator("#zaplata")).to_contain_text("Został tylko przelew")
    phone.locator("#zaplata").get_by_role("link", name="Dane do przelewu").click()
    expect(phone.locator(f"#czesc-{share['TRANSFER'].number}")).to_be_in_viewport()
    look(phone, axe)

    # A reload of the first device shows the same; the books agree.
    page.goto(status)
    expect(page.locator("#zaplata")).to_contain_text("Zapłacone 2 z 3")
    states = dict(VendorOrder.objects.values_list("payment_method", "payment_state"))
    assert states == {"STRIPE": "PAID", "TRANSFER": "UNPAID", "SANDBOX": "PAID"}
    assert broken_invariants() == []


def test_without_scripts_a_link_looks_again(browser, browser_context_args, portal, stripe):
    vo = share_at(stripe)
    context = browser.new_context(**{**browser_context_args, "base_url": portal, "java_script_enabled": False})
    page = context.new_page()
    page.goto(f"/zamowienie/status/{order_token(vo.order)}/")
    page.locator(f"form[action='/platnosci/{vo.number}/zaplac/'] button").first.click()
    page.get_by_role("button", name="Pay", exact=True).click()
    expect(page.locator("#zaplata")).to_contain_text("Sprawdzamy wpłatę")
    deliver(stripe, portal)

    page.get_by_role("link", name="Sprawdź ponownie").click()

    expect(page.locator("main")).to_contain_text("Opłacone")
    context.close()
