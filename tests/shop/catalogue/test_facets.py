"""Filters counted by the database say the same as somebody who looks at the offers one by one."""

import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict

from operations.clock import now, today
from pes_profiles.models import PesKind
from shop.catalogue.facets import Facets
from shop.catalogue.filters import MODES, kind_slug
from shop.catalogue.models import Product
from shop.catalogue.queries import offers_below
from tests.factories.catalogue import CategoryFactory, DeliveryWayFactory, PartnerFactory, ProductFactory
from tests.factories.pes_profiles import CertificateFactory

pytestmark = pytest.mark.django_db

KINDS = {"ceramika": "Ceramika", "swiece": "Świece", "hafty": "Hafty"}
DAY = timedelta(days=1)


@pytest.fixture
def section():
    return CategoryFactory(slug="rekodzielo")


@pytest.fixture
def shelves(section):
    return [CategoryFactory(slug=slug, name=name, parent=section) for slug, name in KINDS.items()]


def sellers(dice):
    breaks = [(None, None), (today() - DAY, None), (today() - DAY, today()), (today() + DAY, None)]
    for number in range(6):
        begins, ends = breaks[number % len(breaks)]
        made = PartnerFactory(
            profile__kind=dice.choice(list(PesKind)), profile__break_from=begins, profile__break_until=ends
        )
        if dice.random() < 0.5:
            CertificateFactory(profile=made.profile)
        if dice.random() < 0.5:
            DeliveryWayFactory(partner=made, pickup=True)
        yield made


def fill(dice, shelves):
    partners = list(sellers(dice))
    for number in range(36):
        offer = ProductFactory(
            category=dice.choice(shelves), partner=dice.choice(partners), with_variants=dice.random() < 0.2,
            quote=dice.random() < 0.2, stock=dice.choice([0, 3, None]),
            price=Decimal(dice.randint(1, 9)), season_months=dice.choice([[], [today().month], [today().month % 12 + 1]]),
            sale_state=dice.choice(["ACTIVE", "ACTIVE", "PAUSED"]),
            published_at=None if number == 0 else now() - dice.randint(0, 5) * DAY,
        )  # fmt: skip
        if dice.random() < 0.3:
            offer.categories.add(dice.choice(shelves))


def one_by_one(section):
    for offer in Product.objects.public().for_cards().filter(pk__in=offers_below(section)):
        profile = offer.partner.profile
        yield {
            "pk": offer.pk,
            "price": offer.from_price,
            "published": offer.published_at,
            "kategoria": min(offer.categories.all(), key=lambda kind: kind.path).slug,
            "powiat": profile.gmina.powiat.slug,
            "sposob": next(slug for slug, mode in MODES.items() if mode == offer.sale_mode),
            "rodzaj": kind_slug(profile.kind),
            "znak": profile.certificates.filter(granted_on__lte=today(), valid_to__gte=today()).exists(),
            "odbior": offer.partner.delivery_ways.filter(code="PICKUP", is_active=True).exists(),
            "dostepne": offer.sale_state == "ACTIVE"
            and not offer.is_out_of_season
            and not offer.is_on_break
            and any(record.free is None or record.free > 0 for record in offer.records),
        }


def passes(row, asked, low, high, skip=""):
    chosen = all(
        (row[key] in values) if key not in {"znak", "odbior", "dostepne"} else row[key]
        for key, values in asked.items()
        if key != skip
    )
    price = row["price"]
    within = price is not None and (low is None or price >= low) and (high is None or price <= high)
    return chosen and (skip == "cena" or within or (low is None and high is None))


def order(sort):
    def key(row):
        newest = (-(row["published"].timestamp() if row["published"] else 0), -row["pk"])
        price = row["price"] if row["price"] is not None else Decimal(0)
        return ((row["price"] is None, price if sort == "cena" else -price) if sort else ()) + newest

    return key


def question(dice, rows):
    asked = {
        key: {dice.choice(rows)[key] for _ in range(dice.randint(1, 2))}
        for key in ("kategoria", "powiat", "sposob", "rodzaj")
        if dice.random() < 0.3
    } | {key: {"1"} for key in ("znak", "odbior", "dostepne") if dice.random() < 0.25}
    low = dice.choice([None, None, 3])
    high = dice.choice([None, None, 6])
    return asked, low, high, dice.choice(["", "cena", "-cena"])


@pytest.mark.parametrize("seed", [1, 2])
def test_any_filters_find_and_count_what_a_look_at_each_offer_does(section, shelves, seed):
    dice = random.Random(seed)
    fill(dice, shelves)
    rows = list(one_by_one(section))
    assert len(rows) == 36
    seen = 0

    for _ in range(40):
        asked, low, high, sort = question(dice, rows)
        data = QueryDict(mutable=True)
        for key, values in asked.items():
            data.setlist(key, sorted(values))
        data.update({"cena_od": str(low or ""), "cena_do": str(high or ""), "sort": sort})

        facets = Facets(offers_below(section), data, action="/", kinds=KINDS)

        found = sorted((row for row in rows if passes(row, asked, low, high)), key=order(sort))
        assert list(facets.found[:100]) == [row["pk"] for row in found]
        assert facets.found[2:5] == [row["pk"] for row in found][2:5]
        assert facets.total == len(found)
        for group in facets.panel["groups"]:
            for option in group["options"]:
                key = group["key"] or option["key"]
                alike = [
                    row
                    for row in rows
                    if passes(row, asked, low, high, skip=key)
                    and (row[key] == option["value"] if group["key"] else row[key])
                ]
                assert option["count"] == len(alike), (key, option)
        in_use = [*asked, *(["cena"] if low or high else [])]
        hidden = [sum(passes(row, asked, low, high, skip=key) for row in rows) for key in in_use]
        assert sorted(number for _words, number, _url in facets.relaxations) == sorted(n for n in hidden if n)
        seen += len(found)
    assert seen > 40


@pytest.mark.parametrize("query", ["", "cena_od=2&dostepne=1&powiat=nie-ma&sort=cena"])
def test_counting_costs_no_more_for_many_offers(section, shelves, query, django_assert_max_num_queries):
    def cost():
        with django_assert_max_num_queries(5) as seen:
            list(Facets(offers_below(section), QueryDict(query), action="/", kinds=KINDS).found[:24])
        return len(seen)

    ProductFactory(category=shelves[0])
    one = cost()
    ProductFactory.create_batch(9, category=shelves[0])
    ProductFactory.create_batch(9, category=shelves[1])

    assert cost() == one
