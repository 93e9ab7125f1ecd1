"""The seller's page of money that has to go back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from operations.clock import today
from pes_profiles.models import Membership
from shop.aftersales.models import MoneyBack
from shop.aftersales.refunds import return_money
from shop.fulfilment.services import mark_transfer_received
from tests.factories.order import order_of, seller_of
from tests.factories.pes_profiles import MembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def back(order, seller) -> MoneyBack:
    return return_money(order.vendor_orders.get(), 1000, key="a", by=None, note="Rysa na kubku", account="1" * 26)


def url(name, seller, *args):
    return reverse(f"aftersales_panel:{name}", args=[seller.slug, *args])


def test_the_seller_sees_what_is_due_and_notes_the_day(client, seller, back):
    client.force_login(seller.owner)
    page = client.get(url("money", seller)).content.decode()
    assert "10,00" in page
    assert "Rysa na kubku" in page
    assert "11 1111 1111" in page.replace("\u00a0", " ")

    response = client.post(url("returned", seller, back.pk), {"on": today().isoformat()}, follow=True)

    back.refresh_from_db()
    assert (back.state, back.returned_by) == ("RETURNED", seller.owner)
    assert "10,00" in response.content.decode()


def test_what_is_overdue_is_red(client, seller, back):
    MoneyBack.objects.update(due_by=today() - timedelta(days=1))
    client.force_login(seller.owner)

    assert "badge-error" in client.get(url("money", seller)).content.decode()


@pytest.mark.parametrize("day", ["", "jutro", "2999-01-01", "2020-01-01"])
def test_an_impossible_day_is_refused_at_its_field(client, seller, back, day):
    client.force_login(seller.owner)

    response = client.post(url("returned", seller, back.pk), {"on": day})

    back.refresh_from_db()
    assert response.status_code == 422
    assert f"id_zwrot{back.pk}_on" in response.content.decode()
    assert back.state == "DUE"


def test_a_second_click_changes_nothing(client, seller, back):
    client.force_login(seller.owner)
    day = (today()).isoformat()
    client.post(url("returned", seller, back.pk), {"on": day})

    client.post(url("returned", seller, back.pk), {"on": day})

    assert back.vendor_order.events.filter(kind="REFUNDED").count() == 1


def test_strangers_packers_and_other_sellers_change_nothing(client, seller, back, buyer):
    other = seller_of()
    packer = MembershipFactory(profile=seller.partner.profile, role=Membership.Role.PACKER).user
    for person, place in ((buyer, seller), (packer, seller), (other.owner, seller), (other.owner, other)):
        client.force_login(person)
        response = client.post(url("returned", place, back.pk), {"on": today().isoformat()})
        assert response.status_code == 404
    client.force_login(packer)
    assert client.get(url("money", seller)).status_code == 404

    back.refresh_from_db()
    assert back.state == "DUE"


def test_the_list_asks_as_often_for_one_as_for_thirty(client, seller, mugs):
    mugs.stockrecords.update(num_in_stock=100)
    client.force_login(seller.owner)

    def another(number: int) -> None:
        vo = order_of(mugs).vendor_orders.get()
        mark_transfer_received(vo, by=None)
        for key in range(number):
            return_money(vo, 100, key=str(key), by=None)

    counts = []
    for number in (1, 29):
        another(number)
        client.get(url("money", seller))
        with CaptureQueriesContext(connection) as seen:
            client.get(url("money", seller))
        counts.append(len(seen))

    assert counts[0] == counts[1]
    assert MoneyBack.objects.count() == 30


def test_today_names_the_transfers_to_send(client, seller, back):
    client.force_login(seller.owner)

    assert url("money", seller) in client.get(reverse("seller:home", args=[seller.slug])).content.decode()
