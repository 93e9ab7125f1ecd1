"""What the button costs the database: written in batches, whatever the number of sellers and things."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.images.tests.utils import get_test_image_file

from cms.media.models import Image
from shop.catalogue.models import ProductImage
from tests.factories.catalogue import PartnerFactory, ProductFactory
from tests.shop.checkout.walk import place, to_review

pytestmark = pytest.mark.django_db


def cost_of_placing(visitor, offers, django_assert_max_num_queries, most):
    form = to_review(visitor, *offers)
    with django_assert_max_num_queries(most) as seen:
        assert place(visitor, form).url.startswith("/zamowienie/status/")
    return len(seen)


@pytest.mark.parametrize("sellers", [1, 6], ids=["of one seller", "of six sellers"])
def test_placing_six_things_costs_one_statement_more_for_each_thing_to_reserve(
    client, sellers, django_assert_max_num_queries
):
    partners = [PartnerFactory() for _ in range(sellers)]
    offers = [ProductFactory(partner=partners[number % sellers]) for number in range(6)]

    place(client, to_review(client, ProductFactory()))  # what every process reads once

    one = cost_of_placing(type(client)(), [ProductFactory()], django_assert_max_num_queries, 31)
    six = cost_of_placing(type(client)(), offers, django_assert_max_num_queries, 36)

    assert six == one + 5


def test_the_page_after_the_button_costs_six_statements_and_those_of_the_frame(client, django_assert_max_num_queries):
    to_order = place(client, to_review(client, *[ProductFactory() for _ in range(3)])).url

    with django_assert_max_num_queries(10):  # the frame's four are kept for all once a transaction has committed
        assert client.get(to_order).status_code == 200


def test_pictures_of_three_things_cost_the_page_of_the_order_what_one_costs(client, settings):
    settings.CACHES = settings.CACHES | {"renditions": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    costs = []
    for number in (1, 3):
        offers = [ProductFactory() for _ in range(number)]
        for offer in offers:
            picture = Image.objects.create(title="Kubek", file=get_test_image_file(filename=f"{offer.pk}.png"))
            ProductImage.objects.create(product=offer, image=picture, alt="Kubek", display_order=0)
        visitor = type(client)()
        to_order = place(visitor, to_review(visitor, *offers)).url
        visitor.get(to_order)  # makes the crops
        with CaptureQueriesContext(connection) as seen:
            assert visitor.get(to_order).text.count("<img src=") >= number
        costs.append(len(seen))

    assert costs[0] == costs[1]
