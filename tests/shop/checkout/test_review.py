"""The last page: all that the law wants, one button, one order."""

from decimal import Decimal

import pytest
from django.urls import reverse

from shop.order.models import Order
from shop.order.tokens import order_token
from shop.partner.models import StockRecord
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.shop.checkout.walk import REVIEW, hidden, place, put, text, to_review

pytestmark = pytest.mark.django_db


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
    assert first.url == second.url == reverse("checkout:status", args=[order_token(Order.objects.get())])


def test_a_second_tab_ends_at_the_same_order(client):
    form = to_review(client, ProductFactory())
    other = hidden(client)
    place(client, form)

    response = place(client, other)

    assert response.url == reverse("checkout:status", args=[order_token(Order.objects.get())])


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
