"""An offer's page: what is sold, whether it can be had now, what the law wants said."""

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from operations.clock import now, today
from operations.working_days import add_working_days
from shop.catalogue.models import Availability, MonthCapacity, Question, SaleMode, SaleState, Withdrawal
from shop.catalogue.queries import numbers_beside
from shop.catalogue.reviews.models import ProductReview
from tests.factories.catalogue import CategoryFactory, DeliveryWayFactory, PartnerFactory, ProductFactory

pytestmark = pytest.mark.django_db


def get(client, offer, query=""):
    return client.get(offer.get_absolute_url() + query)


def text_of(response):
    return response.content.decode().replace("\u00a0", " ")


def other_month():
    return [today().month % 12 + 1]


def test_a_buyer_finds_the_form_for_the_basket(client):
    offer = ProductFactory(stock=5)

    text = text_of(get(client, offer))

    assert f'action="{reverse("basket:add")}"' in text
    assert f'name="product" value="{offer.pk}"' in text
    assert 'data-max="5"' in text


@pytest.mark.parametrize("slug", ["stary-adres", "x"])
def test_another_word_in_the_address_leads_to_the_right_one(client, slug):
    offer = ProductFactory()

    response = client.get(reverse("shop:offer", kwargs={"slug": slug, "pk": offer.pk}) + "?wariant=7")

    assert response.status_code == 301
    assert response.url == offer.get_absolute_url() + "?wariant=7"


def _draft():
    return ProductFactory(draft=True)


def _unlisted():
    return ProductFactory(partner__profile__listed=False)


def _variant():
    return ProductFactory(with_variants=True).children.first()


@pytest.mark.parametrize("make", [_draft, _unlisted, _variant])
def test_what_is_not_public_is_gone_but_leads_on(client, make):
    offer = make()

    response = client.get(reverse("shop:offer", kwargs={"slug": offer.slug, "pk": offer.pk}))

    assert response.status_code == 404
    assert offer.title not in text_of(response)
    assert reverse("shop:home") in text_of(response)


@pytest.mark.parametrize("number", ["0", "999999", "99999999999999999999999999"])
def test_an_unknown_number_is_gone(client, number):
    assert client.get(f"/sklep/o/kubek-{number}/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "state"),
    [
        ({}, "buy"),
        ({"stock": 0}, "gone"),
        ({"stock": False}, "gone"),
        ({"made_to_order": True}, "buy"),
        ({"sale_state": SaleState.PAUSED}, "paused"),
        ({"sale_mode": SaleMode.QUOTE}, "quote"),
        ({"sale_mode": SaleMode.BOOKING}, "booking"),
        ({"partner__profile__break_from": today() - timedelta(days=1)}, "break"),
        ({"partner__profile__break_from": today() + timedelta(days=2)}, "buy"),
        (
            {
                "partner__profile__break_from": today() - timedelta(days=9),
                "partner__profile__break_until": today() - timedelta(days=1),
            },
            "buy",
        ),
    ],
)
def test_the_page_says_whether_it_can_be_had(client, fields, state):
    response = get(client, ProductFactory(**fields))

    assert response.context["page"].state == state
    assert (reverse("basket:add") in text_of(response)) is (state == "buy")


@pytest.mark.parametrize(("claimed", "state"), [(0, "buy"), (3, "buy"), (4, "full")])
def test_a_month_can_be_full(client, claimed, state):
    offer = ProductFactory(availability=Availability.CAPACITY, capacity_per_month=4)
    month = add_working_days(today(), offer.lead_days).replace(day=1)
    MonthCapacity.objects.create(product=offer, month=month, capacity=4, claimed=claimed)

    page = get(client, offer).context["page"]

    assert (page.state, page.left) == (state, 4 - claimed)


def test_out_of_season_names_the_months(client):
    response = get(client, ProductFactory(season_months=other_month()))

    assert response.context["page"].state == "season"
    assert reverse("basket:add") not in text_of(response)


def test_a_variant_has_an_address_and_its_own_price(client):
    offer = ProductFactory(with_variants=True, variants=["400 g", "1,2 kg"])
    small, large = offer.children.order_by("pk")
    large.stockrecords.update(price=Decimal("75.00"))

    first = get(client, offer)
    second = get(client, offer, f"?wariant={large.pk}")

    assert (first.context["page"].product, second.context["page"].product) == (small, large)
    assert second.context["page"].price == Decimal("75.00")
    assert f'name="product" value="{large.pk}"' in text_of(second)


def test_a_sold_out_variant_is_not_the_one_offered_first(client):
    offer = ProductFactory(with_variants=True)
    small, large = offer.children.order_by("pk")
    small.stockrecords.update(num_in_stock=0)

    assert get(client, offer).context["page"].product == large


@pytest.mark.parametrize(
    "query",
    [
        "?wariant=abc",
        "?wariant=-1",
        "?wariant=99999999999999999999",
        "?wariant=%00",
        "?zdjecie=0",
        "?zdjecie=-1",
        "?zdjecie=9999999999999999999999",
        "?zdjecie=1abc",
        "?zdjecie=%D9%A3",
        "?zdjecie=" + "9" * 5000,
    ],
)
def test_what_the_address_asks_wrongly_is_left_out(client, query):
    response = get(client, ProductFactory(with_variants=True), query)

    assert response.status_code == 200
    assert response.context["page"].shown == 1


@pytest.mark.parametrize(
    ("net_quantity", "price", "gross", "per"),
    [
        ({"amount": "300", "unit": "g"}, "25.00", "83.33", "kg"),
        ({"amount": "1.2", "unit": "kg"}, "75.00", "62.50", "kg"),
        ({"amount": "180", "unit": "ml"}, "9.00", "50.00", "l"),
        ({"amount": "0,5", "unit": "l"}, "9.00", "18.00", "l"),
    ],
)
def test_a_measured_thing_has_its_unit_price(client, net_quantity, price, gross, per):
    page = get(client, ProductFactory(net_quantity=net_quantity, price=price)).context["page"]

    assert (str(page.unit_price.gross), page.unit_price.per) == (gross, per)


@pytest.mark.parametrize(
    "net_quantity", [{}, {"amount": "0", "unit": "g"}, {"amount": "dużo", "unit": "g"}, {"amount": "NaN", "unit": "l"}]
)
def test_what_cannot_be_measured_has_none(client, net_quantity):
    assert get(client, ProductFactory(net_quantity=net_quantity)).context["page"].unit_price is None


def test_delivery_pickup_and_withdrawal_are_said(client):
    partner = PartnerFactory(free_delivery_from=Decimal("200.00"))
    DeliveryWayFactory(partner=partner, pickup=True)
    DeliveryWayFactory(partner=partner, code="OWN_DELIVERY", is_active=False, gross=Decimal("77.00"))

    text = text_of(get(client, ProductFactory(partner=partner, withdrawal=Withdrawal.SEALED_HYGIENE)))

    for words in ("15,90", "200,00", "pn.–pt.", "/odstap/"):
        assert words in text
    assert "77,00" not in text


@pytest.mark.parametrize("trader", [True, False, None])
def test_the_seller_is_named_with_the_sentence_on_traders(client, trader):
    offer = ProductFactory(partner__profile__trader_declared=trader)

    text = text_of(get(client, offer))

    assert offer.partner.profile.legal_entity.name in text.replace("&quot;", '"')
    assert ("i-badge-check" in text) is bool(trader)


def test_only_answered_public_questions_and_approved_reviews_are_shown(client):
    offer = ProductFactory()
    for words, answer, public in (
        ("Czy łamie?", "Nie.", True),
        ("Bez odpowiedzi?", "", True),
        ("Prywatne?", "Tak.", False),
    ):
        Question.objects.create(product=offer, text=words, answer=answer, is_public=public, asked_at=now())
    for words, status in (("Dobre", 1), ("Czeka", 0), ("Odrzucone", 2)):
        ProductReview.objects.create(
            product=offer, score=5, title=words, body=words, name="A", email="a@example.com", status=status
        )

    text = text_of(get(client, offer))

    assert all(words in text for words in ("Czy łamie?", "Dobre"))
    assert not any(words in text for words in ("Bez odpowiedzi?", "Prywatne?", "Czeka", "Odrzucone"))


def test_the_label_follows_the_category_and_emphasises_allergens(client):
    kind = CategoryFactory(slug="przetwory", required_legal=["ingredients", "allergens"])
    legal = {
        "allergens": ["orzechy"],
        "ingredients": "miód (55%), **orzechy**",
        "producer": {"name": "Fundacja", "address": "ul. Pszczela 3"},
        "dishes": [{"name": "Zupa", "allergens": ["seler"]}],
        "ce": True,
    }
    response = get(client, ProductFactory(category=kind, legal=legal))

    assert [words for _label, words in response.context["label"]][:2] == [
        "miód (55%), <strong>orzechy</strong>",
        "<strong>orzechy</strong>",
    ]
    assert "Zupa: <strong>seler</strong>" in text_of(response)


def test_what_a_seller_wrote_is_never_markup(client):
    evil = "</script><script>alert(1)</script>"
    offer = ProductFactory(
        title=f"Kubek {evil}",
        description=evil,
        legal={"ingredients": evil, "allergens": [evil], "warnings": [evil], "dishes": [{"name": evil}]},
        facts=[{"name": evil, "value": evil}, "zły wiersz"],
        tags=[evil],
    )

    text = text_of(get(client, offer))

    assert "<script>alert" not in text


def test_search_engines_get_the_offer_as_data(client):
    offer = ProductFactory(title="Kubek <b>& spółka", price="64.00")

    [data] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text_of(get(client, offer)), re.DOTALL)

    told = json.loads(data)
    assert told["name"] == offer.title
    assert told["offers"]["price"] == "64.00"


def test_more_of_the_seller_and_alike_elsewhere(client):
    kind = CategoryFactory(slug="ceramika")
    offer = ProductFactory(category=kind)
    mine = ProductFactory(partner=offer.partner)
    alike = ProductFactory(category=kind)
    ProductFactory(category=kind, draft=True)
    ProductFactory()

    context = get(client, offer).context

    assert [face.pk for face in context["more"]] == [mine.pk]
    assert [face.pk for face in context["alike"]] == [alike.pk]


def test_more_of_the_seller_is_of_the_same_kind_first_then_the_newest():
    kind = CategoryFactory(slug="ceramika")
    offer = ProductFactory(category=kind, published_at=now() - timedelta(days=9))
    older, newer = (
        ProductFactory(partner=offer.partner, category=kind, published_at=now() - timedelta(days=days))
        for days in (8, 7)
    )
    others = [ProductFactory(partner=offer.partner, published_at=now() - timedelta(days=days)) for days in (1, 2, 3)]

    assert numbers_beside(offer.pk) == ([newer.pk, older.pk, others[0].pk, others[1].pk], [])


@pytest.mark.django_db(transaction=True)
def test_an_offer_costs_the_same_with_much_around_it(client, settings, django_assert_max_num_queries):
    settings.OPES = settings.OPES | {"PAGES_KEPT_FOR": 0}  # the page itself is made anew, the menus are kept
    kind = CategoryFactory(slug="ceramika")
    offer = ProductFactory(category=kind, with_variants=True)

    def surround():
        ProductFactory(partner=offer.partner, category=kind, with_variants=True)
        ProductFactory(category=kind, with_variants=True)
        Question.objects.create(product=offer, text="?", answer="!", is_public=True, asked_at=now())

    surround()
    get(client, offer)
    with django_assert_max_num_queries(12) as few:
        get(client, offer)
    for _ in range(30):
        surround()
    with django_assert_max_num_queries(12) as many:
        get(client, offer)

    assert len(few) == len(many)


def test_the_front_shows_what_is_new_and_leads_to_sellers(client):
    ProductFactory(title="Kubek z kogutem")
    ProductFactory(title="Przegląd roweru", sale_mode=SaleMode.BOOKING)
    ProductFactory(title="Szkic", draft=True)

    text = text_of(client.get(reverse("shop:home")))

    assert all(words in text for words in ("Kubek z kogutem", "Przegląd roweru"))
    assert "Szkic" not in text


def test_an_empty_shop_leads_on(client):
    assert reverse("pes:join") in text_of(client.get(reverse("shop:home")))
