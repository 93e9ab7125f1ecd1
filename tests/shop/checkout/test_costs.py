"""What the button costs the database: written in batches, whatever the number of sellers and things."""

import pytest

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
