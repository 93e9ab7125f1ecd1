"""The pages from the basket to an order."""

from decimal import Decimal

import pytest
from django.urls import reverse

from operations.clock import now
from shop.checkout.models import CheckoutDraft
from shop.order.models import BuyerKind, Order
from shop.partner.models import StockRecord
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import DeliveryWayFactory, PartnerFactory, ProductFactory
from tests.factories.order import order_of
from tests.factories.pes_profiles import demo_nip
from tests.shop.checkout.walk import (
    choose_delivery,
    choose_payment,
    give_address,
    hidden,
    place,
    put,
    to_review,
)

pytestmark = pytest.mark.django_db
REVIEW = "/zamowienie/sprawdz/"


def text(response):
    return response.content.decode()


def test_a_guest_walks_from_the_basket_to_the_page_of_the_order(client):
    first, second = ProductFactory(price="20.00"), ProductFactory(price="30.00")
    form = to_review(client, first, second)

    response = place(client, form)

    order = Order.objects.get()
    assert response.url == reverse("checkout:thanks")
    page = client.get(response.url, follow=True)
    assert page.status_code == 200
    assert page.redirect_chain[-1][0].startswith("/zamowienie/status/")
    assert order.number in text(page)
    assert order.user is None
    assert order.guest_email == "gosc@example.com"
    assert order.total_incl_tax == Decimal("81.80")


def test_start_leads_to_the_first_unanswered_page(client):
    offer = ProductFactory()
    start = reverse("checkout:start")
    assert client.get(start).url == reverse("basket:view")

    put(client, offer)
    assert client.get(start).url == reverse("checkout:address")

    assert give_address(client).url == reverse("checkout:delivery")
    assert client.get(start).url == reverse("checkout:delivery")

    assert choose_delivery(client, offer.partner).url == reverse("checkout:payment")
    assert client.get(start).url == reverse("checkout:payment")

    assert choose_payment(client, offer.partner).url == reverse("checkout:review")
    assert client.get(start).url == reverse("checkout:review")


@pytest.mark.parametrize("step", ["delivery", "payment", "review"])
def test_no_page_can_be_skipped(client, step):
    put(client, ProductFactory())

    assert client.get(reverse(f"checkout:{step}")).url == reverse("checkout:address")


def test_leaving_and_coming_back_loses_nothing(client):
    offer = ProductFactory()
    put(client, offer)
    give_address(client, town="Ozimek Dolny")
    choose_delivery(client, offer.partner, **{f"note_{offer.partner.pk}": "Proszę dzwonić"})

    assert "Ozimek Dolny" in text(client.get(reverse("checkout:address")))
    delivery = text(client.get(reverse("checkout:delivery")))
    assert "Proszę dzwonić" in delivery
    assert "checked" in delivery


def test_a_wrong_answer_stays_in_its_field_with_a_word_of_help(client):
    put(client, ProductFactory())

    response = give_address(client, postcode="123", phone="12", email="nie-adres", town="Ozimek Dolny")

    html = text(response)
    assert response.status_code == 200
    assert html.count('class="err"') == 3
    assert 'value="123"' in html
    assert "nie-adres" in html
    assert "Ozimek Dolny" in html
    assert not CheckoutDraft.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("46-040", "46-040"), ("46040", "46-040"), (" 46 040 ", "46-040"), ("46-04", None), ("٤٦٠٤٠", None)],
)
def test_a_postcode_is_polish(client, typed, kept):
    put(client, ProductFactory())

    give_address(client, postcode=typed)

    assert list(CheckoutDraft.objects.values_list("postcode", flat=True)) == ([kept] if kept else [])


@pytest.mark.parametrize("kind", [BuyerKind.BUSINESS, BuyerKind.BUSINESS_CONSUMER_RIGHTS, BuyerKind.INSTITUTION])
def test_a_firm_needs_its_name_and_a_true_nip(client, kind):
    put(client, ProductFactory())
    firm = {"buyer_kind": kind, "company_name": "Gmina Próbna", "recipient_name": "Szkoła nr 1"}

    assert give_address(client, buyer_kind=kind).status_code == 200
    assert give_address(client, **firm, nip="1234567890").status_code == 200
    assert give_address(client, **firm, nip="000-000-00-00").status_code == 200
    assert not CheckoutDraft.objects.exists()

    nip = demo_nip(5)
    assert give_address(client, **firm, nip=f"{nip[:3]}-{nip[3:]}").status_code == 302
    assert CheckoutDraft.objects.get().nip == nip


def test_an_institution_names_the_receiving_unit(client):
    put(client, ProductFactory())
    institution = {"buyer_kind": "INSTITUTION", "company_name": "Gmina Próbna", "nip": demo_nip(7)}

    assert give_address(client, **institution).status_code == 200
    assert give_address(client, **institution, recipient_name="Szkoła nr 1").status_code == 302

    assert CheckoutDraft.objects.get().recipient_name == "Szkoła nr 1"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("5260250274-00012", "5260250274-00012"), (" 5260250274 - 00012", "5260250274-00012"), ("", ""), ("123", None)],
)
def test_a_unit_may_have_its_identifier_in_ksef(client, typed, kept):
    put(client, ProductFactory())
    institution = {"buyer_kind": "INSTITUTION", "company_name": "Gmina Próbna", "nip": demo_nip(7)}

    give_address(client, **institution, recipient_name="Szkoła nr 1", recipient_id=typed)

    assert list(CheckoutDraft.objects.values_list("recipient_id", flat=True)) == ([] if kept is None else [kept])


def test_a_private_persons_order_holds_no_data_of_a_firm(client):
    put(client, ProductFactory())

    give_address(client, company_name="Firma", nip=demo_nip(3), recipient_name="Szkoła")

    draft = CheckoutDraft.objects.get()
    assert (draft.company_name, draft.nip, draft.recipient_name) == ("", "", "")


@pytest.mark.parametrize(
    ("point", "kept"), [("opo01m", "OPO01M"), ("OPO 01M", "OPO01M"), ("", None), ("123", None), ("<b>OPO01M", None)]
)
def test_a_parcel_locker_needs_its_code(client, point, kept):
    offer = ProductFactory()
    DeliveryWayFactory(partner=offer.partner, locker=True)
    put(client, offer)
    give_address(client)

    response = choose_delivery(client, offer.partner, code="PARCEL_LOCKER", **{f"point_{offer.partner.pk}": point})

    assert response.status_code == (302 if kept else 200)
    found = CheckoutDraft.objects.get().deliveries.get(str(offer.partner.pk), {}).get("point")
    assert found == kept


def test_a_pickup_shows_the_place_and_the_hours(client):
    offer = ProductFactory()
    DeliveryWayFactory(partner=offer.partner, pickup=True)
    put(client, offer)
    give_address(client)

    html = text(client.get(reverse("checkout:delivery"))).replace("\xa0", " ")

    assert "ul. Próbna 1" in html
    assert "9.00–15.00" in html


def test_a_way_of_another_seller_is_refused(client):
    offer = ProductFactory()
    put(client, offer)
    give_address(client)

    assert choose_delivery(client, offer.partner, code="PICKUP").status_code == 200
    assert choose_delivery(client, offer.partner, code="'; DROP").status_code == 200


def test_deferred_payment_is_for_firms_with_a_nip_only(client):
    seller = PartnerFactory(payment_methods=["TRANSFER", "TRANSFER_DEFERRED"])
    offer = ProductFactory(partner=seller)
    put(client, offer)
    give_address(client)
    choose_delivery(client, seller)

    assert choose_payment(client, seller, method="TRANSFER_DEFERRED").status_code == 200

    give_address(client, buyer_kind="INSTITUTION", company_name="Gmina", nip=demo_nip(9), recipient_name="Szkoła")
    assert choose_payment(client, seller, method="TRANSFER_DEFERRED").url == REVIEW


def test_a_method_chosen_as_a_firm_is_asked_again_of_a_person(client):
    seller = PartnerFactory(payment_methods=["TRANSFER", "TRANSFER_DEFERRED"])
    firm = {"buyer_kind": "BUSINESS", "company_name": "Firma", "nip": demo_nip(9)}
    to_review(client, ProductFactory(partner=seller), method="TRANSFER_DEFERRED", **firm)

    assert give_address(client).url == reverse("checkout:payment")


def test_before_the_button_everything_is_said(client):
    seller = PartnerFactory()
    offer = ProductFactory(partner=seller, price="20.00", withdrawal="CUSTOM_MADE")
    to_review(client, offer, quantity=2)

    html = text(client.get(REVIEW)).replace("\xa0", " ")

    entity = seller.profile.legal_entity
    for said in (
        offer.title,
        "20,00 zł",
        "40,00 zł",
        "15,90 zł",
        "55,90 zł",
        entity.nip,
        entity.krs,
        seller.profile.email,
        "Halina",
        "46-040",
        "/regulamin/kupujacy/",
        "/regulamin/odstapienie/",
    ):
        assert said in html, said
    assert "Próba" in html


def test_the_box_of_the_terms_is_not_ticked_for_the_buyer(client):
    to_review(client, ProductFactory())

    html = text(client.get(REVIEW))

    assert 'type="checkbox"' in html
    assert "checked" not in html


def test_without_the_terms_nothing_is_ordered(client):
    form = to_review(client, ProductFactory())

    response = client.post(reverse("checkout:place"), form)

    assert response.status_code == 200
    assert 'class="err"' in text(response)
    assert not Order.objects.exists()


def test_a_double_click_makes_one_order(client):
    form = to_review(client, ProductFactory())

    first, second = place(client, form), place(client, form)

    assert Order.objects.count() == 1
    assert first.url == second.url == reverse("checkout:thanks")


def test_a_second_tab_ends_at_the_same_order(client):
    form = to_review(client, ProductFactory())
    other = hidden(client)
    place(client, form)

    response = place(client, other)

    assert response.url == reverse("checkout:thanks")
    assert Order.objects.count() == 1


@pytest.mark.parametrize("step", ["start", "address", "delivery", "payment", "review"])
def test_back_after_ordering_ends_at_the_order(client, step):
    place(client, to_review(client, ProductFactory()))

    page = client.get(reverse(f"checkout:{step}"), follow=True)

    assert Order.objects.get().number in text(page)
    assert "/zamowienie/status/" in page.redirect_chain[-1][0]


def test_a_replay_in_another_browser_makes_no_second_order(client):
    form = to_review(client, ProductFactory())
    place(client, form)
    other = type(client)()

    response = place(other, form)

    assert response.status_code == 302
    assert Order.objects.count() == 1


def test_a_forged_form_orders_nothing(client):
    to_review(client, ProductFactory())

    for form in ({}, {"key": "x" * 500, "stamp": "y"}, {"key": "", "stamp": ""}):
        assert place(client, form).status_code == 302

    assert not Order.objects.exists()


def test_a_changed_price_comes_back_to_the_review_and_says_what(client):
    offer = ProductFactory(price="20.00")
    form = to_review(client, offer)
    StockRecord.objects.update(price=Decimal("25.00"))

    response = place(client, form)

    html = text(client.get(response.url)).replace("\xa0", " ")
    assert response.url == REVIEW
    assert not Order.objects.exists()
    assert "35,90 zł" in html
    assert "40,90 zł" in html
    assert offer.title in html.split("note-warn")[2]


def test_a_changed_basket_in_a_second_tab_is_not_ordered_unseen(client):
    offer = ProductFactory()
    form = to_review(client, offer)
    put(client, offer, quantity=3)

    assert place(client, form).url == REVIEW
    assert not Order.objects.exists()


def test_what_sold_out_leads_back_with_title_and_seller(client, monkeypatch):
    offer = ProductFactory(stock=1)
    form = to_review(client, offer)
    from shop.checkout import services

    real = services.allocate

    def late(summary):
        StockRecord.objects.update(num_allocated=1)
        real(summary)

    monkeypatch.setattr(services, "allocate", late)

    response = place(client, form)

    html = text(client.get(response.url))
    assert response.url == reverse("basket:view")
    assert f"“{offer.title}”" in html or f"„{offer.title}”" in html
    assert offer.partner.profile.short_name in html
    assert not Order.objects.exists()


def test_a_seller_that_left_before_the_button_is_not_ordered_from(client):
    kept, left = ProductFactory(), ProductFactory()
    form = to_review(client, kept, left)
    type(left.partner.profile).objects.filter(pk=left.partner.profile.pk).update(is_listed=False)

    assert place(client, form).url == REVIEW
    assert not Order.objects.exists()


def test_a_signed_in_person_gets_address_and_last_answers(client):
    user = UserFactory(first_name="Anna", last_name="Próbna")
    order_of(ProductFactory(), by=user)
    client.force_login(user)
    put(client, ProductFactory())

    html = text(client.get(reverse("checkout:address")))

    for value in (user.email, "Anna", "ul. Lipowa 4", "46-040", "Ozimek"):
        assert value in html


def test_a_signed_in_persons_order_is_theirs(client):
    user = UserFactory()
    client.force_login(user)
    form = to_review(client, ProductFactory(), email=user.email)

    response = place(client, form)

    order = Order.objects.get()
    assert order.user == user
    assert order.guest_email == ""
    assert client.get(response.url).url == reverse("account:order", args=[order.number])


def test_a_guest_with_a_known_address_is_neither_stopped_nor_told(client):
    user = UserFactory()
    offer = ProductFactory(stock=50)
    put(client, offer)
    known = give_address(client, email=user.email)

    other = type(client)()
    put(other, offer)
    unknown = give_address(other, email="nikt@example.com")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_answers_given_as_a_guest_follow_the_person_who_signs_in(client):
    user = UserFactory()
    offer = ProductFactory()
    own = type(client)()
    own.force_login(user)
    put(own, ProductFactory())
    put(client, offer)
    give_address(client, town="Ozimek Dolny")

    client.force_login(user)

    assert "Ozimek Dolny" in text(client.get(reverse("checkout:address")))


def test_another_visitor_sees_no_answers(client):
    put(client, ProductFactory())
    give_address(client, town="Ozimek Dolny")
    other = type(client)()
    put(other, ProductFactory())

    assert "Ozimek Dolny" not in text(other.get(reverse("checkout:address")))


def test_answers_of_the_checkout_go_when_the_order_is_there(client):
    place(client, to_review(client, ProductFactory()))

    assert not CheckoutDraft.objects.exists()


def test_a_variant_is_named_with_its_offer(client):
    parent = ProductFactory(with_variants=True)
    child = parent.children.order_by("pk").first()
    form = to_review(client, child)

    assert f"{parent.title}, {child.title}" in text(client.get(REVIEW))

    place(client, form)
    line = Order.objects.get().lines.get()
    assert (line.title, line.variant) == (parent.title, child.title)


def test_too_many_orders_are_slowed_down(client, monkeypatch):
    moment = now()
    monkeypatch.setattr("operations.limits.now", lambda: moment)
    monkeypatch.setattr("shop.checkout.views.PLACES", 2)
    offer = ProductFactory(stock=100)
    for _ in range(2):
        place(client, to_review(client, offer))
    form = to_review(client, offer)

    assert place(client, form).status_code == 429
    assert Order.objects.count() == 2


def test_the_steps_cost_as_many_queries_for_30_lines_as_for_one(client, django_assert_max_num_queries):
    counts = []
    for lines in (1, 30):
        visitor = type(client)()
        seller = PartnerFactory()
        to_review(visitor, *[ProductFactory(partner=seller) for _ in range(lines)])
        with django_assert_max_num_queries(80) as seen:
            visitor.get(REVIEW)
        counts.append(len(seen))

    assert counts[0] == counts[1]


def test_every_page_is_kept_out_of_stores(client):
    to_review(client, ProductFactory())

    for step in ("address", "delivery", "payment", "review"):
        assert "no-store" in client.get(reverse(f"checkout:{step}")).headers["Cache-Control"]


def test_net_totals_are_counted_from_the_gross(client):
    seller = PartnerFactory(vat_payer=True)
    place(client, to_review(client, ProductFactory(partner=seller, price="123.00")))

    order = Order.objects.get()
    assert order.total_incl_tax == Decimal("138.90")
    assert order.total_excl_tax == Decimal("112.93")
    assert order.shipping_excl_tax == Decimal("12.93")
