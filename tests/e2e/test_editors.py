"""An editor announces a fair, ROPS publishes it, and the front page shows it."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from cms.pages.services import ensure_site
from events.models import FairIndexPage, FairPage
from operations.clock import today
from tests.e2e.people import sign_in
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.e2e


def test_an_editor_announces_a_fair_and_rops_puts_it_on_the_front_page(page, phone, axe, transactional_db):
    ensure_site()
    editor = UserFactory(editor=True)
    rops = UserFactory(rops=True)
    fairs = FairIndexPage.objects.get()

    sign_in(page, editor.email)
    page.goto(f"/cms-admin/pages/add/events/fairpage/{fairs.pk}/")
    page.locator("[name=title]").fill("Kiermasz Próbny")
    page.locator("[name=lead]").fill("Dwadzieścia stoisk i ciepłe jedzenie.")
    page.locator("[name=days-0-day]").fill((today() + timedelta(days=20)).isoformat())
    page.locator("[name=days-0-opens]").fill("10:00")
    page.locator("[name=days-0-closes]").fill("16:00")
    page.locator("[name=place]").fill("Rynek")
    page.locator("[name=address]").fill("Rynek 1, Opole")
    page.evaluate("document.querySelectorAll('.xdsoft_datetimepicker').forEach(picker => picker.remove())")
    page.locator("footer .w-dropdown__toggle").last.click()
    page.locator("button[name=action-submit]").click()
    expect(page.locator(".messages")).to_contain_text("Kiermasz Próbny")
    fair = FairPage.objects.get()
    assert not fair.live
    assert phone.goto("/targi/kiermasz-probny/").status == 404

    page.context.clear_cookies()
    sign_in(page, rops.email)
    page.goto(f"/cms-admin/pages/{fair.pk}/edit/")
    page.locator("footer .w-dropdown__toggle").last.click()
    page.locator("button[data-workflow-action-name=approve]").first.click()
    expect(page.locator(".messages")).to_contain_text("Kiermasz Próbny")
    fair.refresh_from_db()
    assert fair.live

    for visitor_page in ("/", "/targi/", "/targi/kiermasz-probny/"):
        assert phone.goto(visitor_page).status == 200
        expect(phone.locator("main")).to_contain_text("Kiermasz Próbny")
        axe(phone)
