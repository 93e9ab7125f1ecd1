"""Which letters about an order have gone out: told to its buyer in full, to a seller of its own share only."""

import pytest
from django.urls import reverse

from operations import outbox
from operations.models import MailMessage, MailState
from shop.fulfilment.services import mark_transfer_received
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of, seller_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller():
    return seller_of()


def send_all():
    while outbox.drain().done:
        pass


def text(answer) -> str:
    assert answer.status_code == 200
    return answer.text.replace("\xa0", " ")


def test_a_letter_is_waiting_then_sent_or_not_delivered_and_its_buyer_reads_which(client):
    order = order_of(ProductFactory())
    address = reverse("checkout:letters", args=[order_token(order)])
    assert address in text(client.get(reverse("checkout:status", args=[order_token(order)])))
    assert "Żaden list jeszcze nie wyszedł" in text(client.get(address))

    send_all()
    letter = MailMessage.objects.get(kind="order_confirmation")
    page = text(client.get(address))
    assert letter.subject.replace("\xa0", " ") in page
    assert '<span class="badge badge-ok">wysłano</span>' in page

    MailMessage.objects.filter(pk=letter.pk).update(state=MailState.FAILED)
    answer = client.get(address)
    assert '<span class="badge badge-error">nie doręczono</span>' in text(answer)
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in answer["Cache-Control"]


def test_letters_to_sellers_and_of_other_orders_are_not_among_them(client, seller):
    buyer = UserFactory()
    order = order_of(ProductFactory(partner=seller.partner), by=buyer)
    other = order_of(ProductFactory())
    mark_transfer_received(order.vendor_orders.get(), by=seller.owner)
    send_all()
    client.force_login(buyer)

    page = text(client.get(reverse("account:letters", args=[order.number])))

    assert page.count('class="badge') == 2  # received, paid
    assert other.number not in page
    client.force_login(UserFactory())
    assert client.get(reverse("account:letters", args=[order.number])).status_code == 404


def test_a_seller_reads_of_the_letters_about_its_own_share_only(client, seller):
    order = order_of(ProductFactory(partner=seller.partner), ProductFactory())
    share, strange = (
        order.vendor_orders.get(partner=seller.partner),
        order.vendor_orders.exclude(partner=seller.partner),
    )
    for each in (share, strange.get()):
        mark_transfer_received(each, by=None)
    send_all()
    client.force_login(seller.owner)

    page = text(client.get(reverse("seller:order", args=[seller.slug, share.number])))

    listed = page.split('id="listy"')[1].split("</section>")[0]
    assert listed.count('class="badge') == 1
    assert strange.get().number not in listed
