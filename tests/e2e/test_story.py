"""The portal's whole story in browsers: from joining to the last parcel, each person in a session of their own."""

import re

import pytest
from django.utils.text import slugify
from playwright.sync_api import expect

from operations.models import MailMessage
from pes_profiles.models import Profile
from pes_profiles.region.services import load_region
from search.polish import fold
from shop.catalogue.models import Category, Product
from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order
from tests.e2e.people import (
    add_offer,
    join_as_pes,
    put_in_basket,
    set_up_delivery,
    sign_in,
    walk_to_the_button,
    work_off_the_queue,
)
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import CategoryFactory, DeliveryWayFactory, PartnerFactory, ProductFactory
from tests.factories.pes_profiles import MembershipFactory, demo_nip, demo_nrb, demo_regon

pytestmark = pytest.mark.e2e


@pytest.fixture
def session(browser, browser_context_args, live_server):
    """Open a session of another person: `session()` at a desk, `session(phone=True)` on a phone."""
    contexts = []

    def open_session(*, phone: bool = False):
        size = {"width": 390, "height": 844} if phone else {"width": 1280, "height": 900}
        context = browser.new_context(**{**browser_context_args, "viewport": size, "base_url": live_server.url})
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_session
    for context in contexts:
        context.close()


@pytest.fixture
def shelf(transactional_db) -> Category:
    """The region and a kind of goods to sell."""
    load_region()
    food = CategoryFactory(name="Żywność", slug="zywnosc")
    return CategoryFactory(name="Pieczywo", slug="pieczywo", parent=food)


def seller(name: str, title: str, *, shelf: Category) -> tuple[Product, str]:
    """A PES that sells already, with one offer; returns the offer and the owner's e-mail."""
    partner = PartnerFactory(profile__short_name=name, profile__slug=name.lower(), courier=True)
    DeliveryWayFactory(partner=partner, locker=True)
    DeliveryWayFactory(partner=partner, pickup=True)
    offer = ProductFactory(partner=partner, title=title, slug=slugify(fold(title)), category=shelf)
    owner = MembershipFactory(profile=partner.profile).user
    return offer, owner.email


def test_from_joining_to_the_last_parcel(session, shelf, axe):
    honey, beekeeper = seller("Pasieka", "Miód wrzosowy", shelf=shelf)
    mug, potter = seller("Garncarnia", "Kubek w kropki", shelf=shelf)
    baker = UserFactory(email="piekarz@example.com")
    rops = UserFactory(rops=True, email="rops@example.com")

    # A PES joins on a phone …
    phone = session(phone=True)
    sign_in(phone, baker.email)
    numbers = {"nip": demo_nip(77), "regon": demo_regon(77), "krs": "0009900077", "nrb": demo_nrb(77)}
    join_as_pes(phone, short_name="Piekarnia Próbna", numbers=numbers, gmina="Opole")
    expect(phone).to_have_url(re.compile("/wyslane/$"))
    bakery = Profile.objects.get(short_name="Piekarnia Próbna")
    axe(phone)
    guest = session()
    assert guest.goto(f"/pes/{bakery.slug}/").status == 404

    # … ROPS verifies it …
    desk = session()
    sign_in(desk, rops.email)
    desk.goto("/cms-admin/moderacja/pes/")
    desk.get_by_role("link", name="Piekarnia Próbna").click()
    desk.locator("[name=register_note]").fill("Zgodne z KRS, odpis z dzisiaj.")
    desk.get_by_role("button", name="Potwierdź i opublikuj").click()
    desk.wait_for_load_state()
    bakery.refresh_from_db()
    assert bakery.is_listed
    assert guest.goto(f"/pes/{bakery.slug}/").status == 200
    axe(guest)

    # … the PES says how it delivers and makes an offer on the same phone …
    set_up_delivery(phone, bakery.slug)
    axe(phone)
    add_offer(phone, bakery.slug, title="Chleb żytni próbny", category="Pieczywo")
    axe(phone)
    bread = Product.objects.get(partner__profile=bakery)
    assert (bread.is_public, bread.revisions.get().review_state) == (False, "SUBMITTED")
    assert guest.goto(f"/sklep/o/chleb-zytni-probny-{bread.pk}/").status == 404

    # … ROPS approves it …
    desk.goto("/cms-admin/moderacja/oferty/")
    desk.get_by_role("link", name="Chleb żytni próbny").click()
    desk.get_by_role("button", name="Zatwierdź").click()
    desk.wait_for_load_state()
    bread.refresh_from_db()
    assert bread.is_public
    guest.goto(bread.get_absolute_url())
    expect(guest.get_by_role("heading", level=1)).to_have_text("Chleb żytni próbny")
    axe(guest)

    # … and a guest buys from three PES in one go: one transfer, two test payments.
    for offer in (bread, honey, mug):
        put_in_basket(guest, offer.get_absolute_url())
    guest.goto("/koszyk/")
    axe(guest)
    walk_to_the_button(
        guest,
        ways={bread.partner_id: "COURIER", honey.partner_id: "PARCEL_LOCKER", mug.partner_id: "PICKUP"},
        methods={bread.partner_id: "SANDBOX", honey.partner_id: "TRANSFER", mug.partner_id: "SANDBOX"},
    )
    axe(guest)
    guest.locator("[name=terms]").check()
    guest.get_by_role("button", name="Zamawiam z obowiązkiem zapłaty").click()
    expect(guest).to_have_url(re.compile("/zamowienie/status/"))
    axe(guest)
    order = Order.objects.get()
    share_of = {share.partner_id: share for share in VendorOrder.objects.filter(order=order)}
    loaf, jar, cup = share_of[bread.partner_id], share_of[honey.partner_id], share_of[mug.partner_id]
    status = guest.url

    # It pays two shares at the test operator, and is led back to its order each time.
    for share in (loaf, cup):
        guest.locator(f"form[action='/platnosci/{share.number}/zaplac/'] button").click()
        expect(guest.get_by_role("heading", level=1)).to_have_text("Płatność próbna")
        axe(guest)
        guest.locator("button[value=pay]").click()
        expect(guest).to_have_url(status)
    assert states(order) == {loaf.number: "PAID", jar.number: "UNPAID", cup.number: "PAID"}
    code = guest.locator(".qr img")
    code.scroll_into_view_if_needed()
    assert code.evaluate("async image => { await image.decode(); return image.naturalWidth }") > 0

    # Everybody was written to, once.
    work_off_the_queue()
    written = MailMessage.objects.filter(state="SENT")
    assert written.filter(kind="order_confirmation", to="halina@example.com").count() == 1
    for sold in (bread, honey, mug):
        to = Profile.objects.get(partner__offers=sold).email
        assert written.filter(kind="new_order_seller", to=to).count() == 1
    guest.goto("/poczta/")
    axe(guest)

    # Each seller sees only its own share, and sends it.
    owner = session(phone=True)
    sign_in(owner, beekeeper)
    owner.goto("/panel/pasieka/zamowienia/")
    axe(owner)
    act(owner, "pasieka", jar.number, "received")
    act(owner, "pasieka", jar.number, "pack")
    act(owner, "pasieka", jar.number, "ship", carrier="InPost", tracking_no="600012345678901234567890")
    axe(owner)
    assert owner.goto(f"/panel/pasieka/zamowienia/{cup.number}/").status == 404
    owner.goto(f"/panel/pasieka/zamowienia/do-druku/?zamowienie={jar.number}")
    expect(owner.locator("main")).to_contain_text("Miód wrzosowy")
    expect(owner.locator("main")).not_to_contain_text("Kubek w kropki")
    axe(owner)
    for sent in ("pack", "ship"):
        act(phone, bakery.slug, loaf.number, sent)
    other = session(phone=True)
    sign_in(other, potter)
    for step in ("pack", "ready", "delivered"):
        act(other, "garncarnia", cup.number, step)

    # The buyer's page says so.
    guest.goto(status)
    expect(guest.locator("main")).to_contain_text("600012345678901234567890")
    axe(guest)
    fulfilled = dict(VendorOrder.objects.filter(order=order).values_list("number", "fulfilment_state"))
    assert fulfilled == {loaf.number: "SHIPPED", jar.number: "SHIPPED", cup.number: "DELIVERED"}
    assert broken_invariants() == []


def states(order: Order) -> dict[str, str]:
    return dict(VendorOrder.objects.filter(order=order).values_list("number", "payment_state"))


def act(page, pes: str, number: str, step: str, **answers: str) -> None:
    """Press one button of an order in a seller's panel."""
    page.goto(f"/panel/{pes}/zamowienia/{number}/")
    for name, value in answers.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator(f"main button[name=act][value={step}]").click()
    page.wait_for_load_state()
