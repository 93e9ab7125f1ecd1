"""The same again: what is still sold goes into the basket, the rest is named with its reason; strangers find nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from operations.clock import today
from pes_profiles.services import suspend_profile
from shop.basket.models import Basket, Line
from shop.catalogue.models import SaleMode, SaleState
from shop.checkout.reorder import again, put_again
from shop.order.tokens import order_token
from shop.partner.services import set_price, set_stock
from tests.factories.accounts import UserFactory
from tests.factories.basket import BasketFactory
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.factories.order import order_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer(client):
    user = UserFactory()
    client.force_login(user)
    return user


def words(response):
    return response.content.decode().replace("\xa0", " ")


def url_of(order):
    return reverse("account:reorder", args=[order.number])


def basket_of(user):
    return {
        line.product.title: line.quantity for line in Line.objects.filter(basket__owner=user, basket__status="Open")
    }


def test_what_is_still_sold_goes_into_the_basket_and_the_rest_is_named(client, buyer):
    mug, bowl, gone = (ProductFactory(title=title, stock=10) for title in ("Kubek", "Misa", "Talerz"))
    order = order_of(mug, bowl, gone, by=buyer, quantity=3)
    set_stock(bowl.stockrecords.get(), 5, by=None)
    type(gone).objects.filter(pk=gone.pk).update(is_public=False)

    page = words(client.get(url_of(order)))
    assert page.count("is-gone") == 1
    assert not Line.objects.filter(basket__status="Open").exists()
    answer = client.post(url_of(order), follow=True)

    assert basket_of(buyer) == {"Kubek": 3, "Misa": 2}
    assert "„Talerz”:" in words(answer)
    assert "„Misa”:" in words(answer)
    assert "„Kubek”:" not in words(answer)


def test_it_may_be_repeated_and_what_is_in_the_basket_counts(buyer):
    order = order_of(ProductFactory(title="Kubek", stock=10), by=buyer, quantity=2)
    basket = BasketFactory(owner=buyer)
    for _ in range(3):
        put_again(order, Basket.objects.get(pk=basket.pk))
    assert basket_of(buyer) == {"Kubek": 2}


def test_two_lines_of_one_thing_never_exceed_its_stock(buyer):
    mug = ProductFactory(title="Kubek", stock=10, personalisation="imię")
    order = order_of(mug, by=buyer, quantity=3)
    line = order.lines.get()
    line.pk, line.personalisation = None, "Ala"
    line.save(force_insert=True)
    set_stock(mug.stockrecords.get(), 3 + 4, by=None)  # three are promised to the order

    filled = put_again(type(order).objects.get(pk=order.pk), BasketFactory(owner=buyer))

    assert sum(line.quantity for line in Line.objects.filter(basket__owner=buyer)) == 3
    assert [name for name, _reason in filled.left_out] == ["Kubek"]


def test_prices_are_of_today_and_changes_are_named(client, buyer):
    up, down, same = (ProductFactory(title=title, price=20) for title in ("Droższy", "Tańszy", "Stały"))
    order = order_of(up, down, same, by=buyer)
    set_price(up.stockrecords.get(), Decimal("25.00"), by=None)
    set_price(down.stockrecords.get(), Decimal("15.00"), by=None)

    page = words(client.get(url_of(order)))
    assert page.count("badge-warn") == 1
    assert page.count("badge-ok") == 1
    answer = words(client.post(url_of(order), follow=True))

    assert "„Droższy” 25,00 zł (20,00 zł)" in answer
    assert "„Tańszy” 15,00 zł (20,00 zł)" in answer
    assert "„Stały” " not in answer
    assert set(Line.objects.filter(basket__owner=buyer).values_list("price_incl_tax", flat=True)) == {25, 15, 20}


@pytest.mark.parametrize("why", ["deleted", "paused", "break", "suspended", "quote", "season", "sold out", "no record"])
def test_each_reason_leaves_the_line_out(client, buyer, why):
    offer = ProductFactory(title="Kubek")
    order = order_of(offer, by=buyer)
    profile, found = offer.partner.profile, type(offer).objects.filter(pk=offer.pk)
    match why:
        case "deleted":
            order.lines.update(product=None)
        case "paused":
            found.update(sale_state=SaleState.PAUSED)
        case "break":
            type(profile).objects.filter(pk=profile.pk).update(
                break_from=today(), break_until=today() + timedelta(days=3)
            )
        case "suspended":
            suspend_profile(profile, reason="skargi", by=UserFactory(is_superuser=True))
        case "quote":
            found.update(sale_mode=SaleMode.QUOTE)
        case "season":
            found.update(season_months=[today().month % 12 + 1])
        case "sold out":
            set_stock(offer.stockrecords.get(), 1, by=None)
        case "no record":
            offer.stockrecords.update(price=None)

    (row,) = again(type(order).objects.get(pk=order.pk))
    assert (row.quantity, bool(row.reason)) == (0, True)
    assert row.reason.replace("\xa0", " ") in words(client.get(url_of(order)))
    client.post(url_of(order))
    assert basket_of(buyer) == {}


def test_steps_and_the_smallest_quantity_are_kept(buyer):
    offer = ProductFactory(stock=30)
    order = order_of(offer, by=buyer, quantity=5)
    type(offer).objects.filter(pk=offer.pk).update(min_quantity=2, step=2)
    assert again(order)[0].quantity == 4
    type(offer).objects.filter(pk=offer.pk).update(min_quantity=6, step=1)
    assert again(type(order).objects.get(pk=order.pk))[0].quantity == 6


def test_a_variant_is_ordered_again_as_itself(client, buyer):
    offer = ProductFactory(with_variants=True)
    small = offer.children.order_by("pk").first()
    order = order_of(ProductFactory(), by=buyer)
    order.lines.update(product=small)
    client.post(url_of(order))
    assert Line.objects.get(basket__owner=buyer).product == small


def test_a_guest_does_it_by_the_key(client):
    order = order_of(ProductFactory(title="Kubek"), quantity=2)
    url = reverse("checkout:reorder", args=[order_token(order)])
    assert url in words(client.get(reverse("checkout:status", args=[order_token(order)])))

    page = client.get(url)
    assert (page["Referrer-Policy"], page["X-Robots-Tag"]) == ("same-origin", "noindex, nofollow")
    assert "no-store" in page["Cache-Control"]
    assert client.post(url).url == reverse("basket:view")
    assert Line.objects.get(basket__owner=None, basket__status="Open").quantity == 2


def test_a_strangers_order_is_not_there_and_fills_nothing(client, buyer):
    other, guests = order_of(ProductFactory(), by=UserFactory()), order_of(ProductFactory())
    for url in (url_of(other), url_of(guests), reverse("checkout:reorder", args=["0" * 64])):
        assert client.get(url).status_code == 404
        assert client.post(url).status_code == 404
    assert basket_of(buyer) == {}


def test_looking_costs_the_same_for_one_line_and_for_thirty(client, buyer, django_assert_max_num_queries):
    seller = PartnerFactory()
    one, thirty = (order_of(*(ProductFactory(partner=seller) for _ in range(n)), by=buyer) for n in (1, 30))
    client.get(url_of(one))
    with django_assert_max_num_queries(30) as few:
        client.get(url_of(one))
    with django_assert_max_num_queries(30) as many:
        assert words(client.get(url_of(thirty))).count("kept-row") == 30
    assert len(few) == len(many)
