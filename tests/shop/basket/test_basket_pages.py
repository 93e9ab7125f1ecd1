"""The basket as a buyer meets it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from operations.clock import now
from shop.basket.models import Basket, Line
from shop.catalogue.models import SaleState
from tests.factories.accounts import UserFactory
from tests.factories.basket import BasketFactory, BasketLineFactory
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.shop.basket.walk import BASKET, page, put

pytestmark = pytest.mark.django_db


def test_an_added_thing_is_in_the_basket_with_its_price_and_seller(client):
    offer = ProductFactory(price="20.00")

    response = put(client, offer, "2")

    assert response.status_code == 302
    html = page(client)
    assert offer.title in html
    assert offer.partner.profile.short_name in html
    assert "40,00\xa0zł" in html


def test_the_basket_is_a_part_for_each_seller(client):
    first, second = ProductFactory(), ProductFactory()
    put(client, first)
    put(client, second)

    html = page(client)

    assert html.count('class="part"') == 2
    assert html.count("15,90\xa0zł") == 2
    assert "71,80\xa0zł" in html


def test_price_and_seller_come_from_the_stock_record_never_from_the_form(client):
    offer = ProductFactory(price="20.00")

    put(client, offer, price="0.01", price_incl_tax="0.01", stockrecord="999", partner="7")

    line = Line.objects.get()
    assert line.price_incl_tax == Decimal("20.00")
    assert line.stockrecord.partner == offer.partner


@pytest.mark.parametrize(
    "quantity", ["-1", "0", "1.5", "1e3", "abc", "", "NaN", "٣", "9" * 40, "100000", " ", "1;DROP", "\x00"]
)
def test_a_hostile_quantity_is_refused_in_words_and_kept_in_its_field(client, quantity):
    offer = ProductFactory()

    response = put(client, offer, quantity)

    assert response.status_code == 200
    assert 'class="err"' in response.content.decode()
    assert not Line.objects.exists()


def test_a_refused_quantity_keeps_the_words_for_the_thing(client):
    offer = ProductFactory(personalisation="Imię na kubku")

    response = put(client, offer, "zero", personalisation="Dla Halinki")

    assert "Dla Halinki" in response.content.decode()


def test_words_are_kept_with_the_line_and_told_apart(client):
    offer = ProductFactory(personalisation="Imię na kubku")

    put(client, offer, personalisation="Hania")
    put(client, offer, personalisation="Jan")

    assert sorted(Line.objects.values_list("personalisation", flat=True)) == ["Hania", "Jan"]


def test_a_character_that_no_database_keeps_is_left_out_of_the_words(client):
    put(client, ProductFactory(personalisation="Imię"), personalisation="Ha\x00nia")

    assert Line.objects.get().personalisation == "Hania"


def test_words_that_are_too_long_are_refused_at_their_field_and_kept_whole(client):
    offer = ProductFactory(personalisation="Imię na kubku")
    words = "ż" * 201

    html = put(client, offer, "3", personalisation=words).content.decode()

    assert not Line.objects.exists()
    assert f'value="{words}" aria-invalid="true"' in html
    assert "Mieści się najwyżej 200 znaków, a jest ich 201. Skróć napis." in html
    assert 'name="quantity" inputmode="numeric" autocomplete="off" value="3" aria-describedby' in html
    form = client.get(offer.get_absolute_url()).content.decode().split('id="kup"')[1].split("</form>")[0]
    assert "maxlength" not in form

    put(client, offer, "3", personalisation="ż" * 200)
    assert Line.objects.get().personalisation == "ż" * 200


@pytest.mark.parametrize("product", ["", "abc", "-1", "0", "9" * 30, "1' OR 1=1"])
def test_an_unknown_thing_is_not_found(client, product):
    response = client.post(reverse("basket:add"), {"product": product, "quantity": "1"})

    assert response.status_code == 404
    assert not Line.objects.exists()


def test_a_thing_that_is_not_public_is_not_found(client):
    offer = ProductFactory(draft=True)

    assert put(client, offer).status_code == 404
    assert not Line.objects.exists()


@pytest.mark.parametrize("change", [{"sale_state": SaleState.PAUSED}, {"sale_mode": "QUOTE"}])
def test_what_is_paused_or_priced_on_request_does_not_go_into_the_basket(client, change):
    offer = ProductFactory(**change)

    response = put(client, offer)

    assert response.status_code == 302
    assert response.url == offer.get_absolute_url()
    assert not Line.objects.exists()


def test_more_than_the_stock_is_refused_also_in_two_steps(client):
    offer = ProductFactory(stock=3)
    put(client, offer, "2")

    response = put(client, offer, "2")

    assert "3" in response.content.decode()
    assert Line.objects.get().quantity == 2


def test_smallest_quantity_and_steps_hold(client):
    offer = ProductFactory(min_quantity=10, step=5, stock=100)

    assert put(client, offer, "9").status_code == 200
    assert put(client, offer, "12").status_code == 200
    assert put(client, offer, "15").status_code == 302
    assert Line.objects.get().quantity == 15


def test_a_line_changes_by_typing_and_by_plus_and_minus(client):
    put(client, ProductFactory(), "2")
    line = Line.objects.get()
    address = reverse("basket:update", args=[line.pk])

    client.post(address, {"quantity": "4", "change": "set"})
    client.post(address, {"quantity": "4", "change": "plus"})
    client.post(address, {"quantity": "5", "change": "minus"})
    client.post(address, {"quantity": "4", "change": "minus"})

    line.refresh_from_db()
    assert line.quantity == 3


@pytest.mark.parametrize("quantity", ["-5", "0", "x", "11", "1.0"])
def test_a_wrong_change_of_a_line_stays_typed_and_changes_nothing(client, quantity):
    put(client, ProductFactory(stock=10), "2")
    line = Line.objects.get()

    response = client.post(reverse("basket:update", args=[line.pk]), {"quantity": quantity})

    assert response.status_code == 200
    assert f'value="{quantity}"' in response.content.decode()
    line.refresh_from_db()
    assert line.quantity == 2


def test_what_was_taken_out_can_be_put_back(client):
    put(client, ProductFactory(personalisation="Imię"), "3", personalisation="Hania")
    line = Line.objects.get()

    client.post(reverse("basket:remove", args=[line.pk]))
    html = page(client)

    assert not Line.objects.exists()
    assert 'name="quantity" value="3"' in html
    assert 'value="Hania"' in html
    assert "Hania" not in page(client), "the offer to undo is made once"


@pytest.mark.parametrize("act", ["basket:update", "basket:remove"])
def test_a_strangers_line_is_not_found_and_unchanged(client, act):
    line = BasketLineFactory(quantity=2)
    put(client, ProductFactory())

    response = client.post(reverse(act, args=[line.pk]), {"quantity": "5"})

    assert response.status_code == 404
    line.refresh_from_db()
    assert line.quantity == 2


def test_an_empty_basket_says_so(client):
    html = page(client)

    assert "<h1>" in html
    assert 'class="empty"' in html


def test_a_visitor_without_a_basket_costs_no_query(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get(reverse("basket:mini"))


def test_looking_makes_no_row(client):
    client.force_login(UserFactory())

    client.get(BASKET)
    client.get(reverse("basket:mini"))

    assert not Basket.objects.exists()


def test_the_count_is_of_things_and_kept_nowhere(client):
    put(client, ProductFactory(), "3")

    response = client.get(reverse("basket:mini"))

    assert ">3<" in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    assert "no-store" in client.get(BASKET).headers["Cache-Control"]


def queries_of(client, django_assert_max_num_queries, lines):
    user = UserFactory()
    basket = BasketFactory(owner=user)
    seller = PartnerFactory()
    for number in range(lines):
        BasketLineFactory(basket=basket, product=ProductFactory(partner=seller if number % 2 else PartnerFactory()))
    client.force_login(user)
    client.get(BASKET)
    with django_assert_max_num_queries(12) as seen:
        assert client.get(BASKET).status_code == 200
    return len(seen)


def test_a_page_of_30_lines_takes_no_more_queries_than_one_of_one(client, django_assert_max_num_queries):
    one = queries_of(client, django_assert_max_num_queries, 1)
    many = queries_of(client, django_assert_max_num_queries, 30)

    assert many == one


@pytest.mark.parametrize("lines", [0, 30])
def test_putting_in_a_thing_costs_as_much_with_30_others_there(client, lines, django_assert_max_num_queries):
    put(client, ProductFactory())
    for _ in range(lines):
        BasketLineFactory(basket=Basket.objects.get(), product=ProductFactory())
    offer = ProductFactory()

    with django_assert_max_num_queries(11):
        assert put(client, offer).url == BASKET


def test_too_many_tries_are_slowed_down(client, monkeypatch):
    moment = now()
    monkeypatch.setattr("operations.limits.now", lambda: moment)
    offer = ProductFactory(stock=1000)
    for _ in range(60):
        put(client, offer)

    response = put(client, offer)

    assert response.status_code == 429
    assert "najdalej za 1 minutę" in response.content.decode().replace("\u00a0", " ")
    assert Line.objects.get().quantity == 60


def test_a_basket_of_which_nothing_can_be_bought_promises_no_parcel_and_no_payment(client):
    offer = ProductFactory()
    put(client, offer)
    type(offer).objects.filter(pk=offer.pk).update(sale_state=SaleState.PAUSED)

    html = page(client)

    assert "Niczego stąd nie można teraz kupić" in html
    assert "0 paczek" not in html
    assert "Zapłacisz sprzedawcy" not in html
