"""Connecting Stripe in a browser, on a phone and on a desk."""

import pytest
from playwright.sync_api import expect

from shop.payments.models import SellerAccount
from tests.browser import look
from tests.e2e.people import sign_in

pytestmark = pytest.mark.e2e


@pytest.mark.parametrize("width", [390, 1280])
def test_an_owner_connects_stripe_and_reads_how_it_stands(page, axe, live_server, seller, stripe, width):
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, seller.owner.email)
    own = f"{live_server.url}/panel/{seller.slug}/platnosci/"
    page.goto(f"{live_server.url}/panel/{seller.slug}/dostawa/")
    page.get_by_role("link", name="Karta, BLIK i Przelewy24").click()
    look(page, axe)

    away = page.context.new_page()  # the way to Stripe leaves this machine's portal
    away.goto(own)
    away.get_by_role("button", name="Połącz ze Stripe").click()
    away.wait_for_url(f"{stripe.address}/setup/**")
    account = SellerAccount.objects.get(partner=seller.partner)
    assert account.account_id in away.url
    away.close()

    page.goto(f"{own}powrot/")
    expect(page.get_by_text("Stripe czeka na dane")).to_be_visible()
    look(page, axe)

    stripe.enable(account.account_id, payouts=False, due=("external_account",))
    page.get_by_role("button", name="Sprawdź ponownie").click()
    expect(page.get_by_text("Wypłaty są wstrzymane")).to_be_visible()
    look(page, axe)

    stripe.enable(account.account_id)
    page.get_by_role("button", name="Sprawdź ponownie").click()
    expect(page.get_by_text("Stripe jest połączony")).to_be_visible()
    look(page, axe)
