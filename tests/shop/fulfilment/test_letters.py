"""Letters about a share: who gets which, and what they say."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import mail as outgoing
from django.utils.html import strip_tags

from cms.base.formats import day_full
from operations import outbox
from operations.clock import now, today
from operations.models import MailMessage
from shop.fulfilment import services
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.order.tokens import order_token
from shop.payments import services as payments
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of
from tests.shop.fulfilment.conftest import put_into

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> object:
    return UserFactory()


def letters() -> dict[str, object]:
    """Do the waiting work of our topics and return the letters that came of it, by their kind."""
    from operations.models import OutboxEntry

    OutboxEntry.objects.filter(topic__in=["mail.order_confirmation", "mail.new_order_seller"]).delete()
    outbox.drain(raising=True)
    found = {}
    for message in MailMessage.objects.filter(kind__startswith="share_"):
        letter = next(letter for letter in outgoing.outbox if letter.subject == message.subject)
        found[message.kind] = letter
    return found


def text_of(letter) -> str:
    html = letter.alternatives[0][0]
    assert "{{" not in letter.body + html
    assert "{%" not in letter.body + html
    assert "\n\n\n" not in letter.body
    return " ".join((letter.subject + letter.body + strip_tags(html)).replace("\xa0", " ").split())


def test_a_paid_buyer_hears_of_it(vo, seller):
    services.mark_transfer_received(vo, by=seller)

    sent = letters()

    assert set(sent) == {"share_paid"}  # the seller said so itself
    assert sent["share_paid"].to == ["gosc@example.com"]
    assert "Zapłata dotarła, część 100001-1" in text_of(sent["share_paid"])
    assert order_token(vo.order) in sent["share_paid"].body


def test_a_seller_hears_of_money_that_an_operator_saw(online):
    services.mark_paid(online, at=now())

    sent = letters()

    assert set(sent) == {"share_paid", "share_paid_seller"}
    assert sent["share_paid_seller"].to == [online.partner.profile.email]
    assert "Można pakować" in text_of(sent["share_paid_seller"])


def test_a_sent_parcel_comes_with_its_number(vo, seller):
    put_into(vo, "PACKED", "PAID")
    services.ship(vo, by=seller, carrier="InPost", tracking_no="6200 0001")

    text = text_of(letters()["share_shipped"])

    assert "Przewoźnik: InPost" in text
    assert "6200 0001" in text
    assert "https://inpost.pl/sledzenie-przesylek?number=6200%200001" in text
    assert "1 × Kubek próbny" in text


def test_a_parcel_without_a_number_leaves_no_empty_words(vo, seller):
    put_into(vo, "PACKED", "PAID")
    services.ship(vo, by=seller)

    text = text_of(letters()["share_shipped"])

    assert "Przewoźnik" not in text
    assert "Numer przesyłki" not in text


def test_pickup_is_told_with_place_and_hours(pickup, seller):
    put_into(pickup, "PACKED", "PAID")
    services.mark_ready_for_pickup(pickup, by=seller)

    text = text_of(letters()["share_ready"])

    assert "ul. Próbna 1, 45-001 Opole" in text
    assert "pn.–pt. 9.00–15.00" in text
    assert "100001-1" in text


def test_a_seller_who_calls_off_says_why_and_returns_the_transfer(vo, seller):
    put_into(vo, "PACKED", "PAID")
    services.cancel_share(vo, by=seller, who=CancelledBy.SELLER, reason="Pękło w piecu")

    sent = letters()

    assert set(sent) == {"share_cancelled"}
    text = text_of(sent["share_cancelled"])
    assert "Sprzedawca odwołał część 100001-1" in text
    assert "Powód: Pękło w piecu" in text
    assert f"przelewem, najpóźniej do {day_full(today() + timedelta(days=14))}".replace("\xa0", " ") in text
    assert "Pozostałe części" not in text


def test_a_seller_hears_that_the_buyer_stepped_back(vo):
    services.cancel_share(vo, by=None, who=CancelledBy.BUYER, reason="")

    sent = letters()

    assert set(sent) == {"share_cancelled", "share_cancelled_seller"}
    assert "nic nie trzeba płacić" in text_of(sent["share_cancelled"])
    assert f"/panel/{vo.partner.profile.slug}/zamowienia/100001-1/" in sent["share_cancelled_seller"].body
    assert "Kupujący anulował 100001-1" in text_of(sent["share_cancelled_seller"])
    assert "zapłacił" not in text_of(sent["share_cancelled_seller"])


def test_both_hear_that_rops_cancelled_and_the_other_parts_go_on(seller):
    vo = order_of(ProductFactory(), ProductFactory()).vendor_orders.order_by("pk").first()
    services.cancel_share(vo, by=seller, who=CancelledBy.ROPS, reason="")

    sent = letters()

    assert "ROPS anulował część" in text_of(sent["share_cancelled"])
    assert "Pozostałe części" in text_of(sent["share_cancelled"])
    assert "ROPS anulował" in text_of(sent["share_cancelled_seller"])


def test_an_expired_share_says_that_nothing_is_to_be_paid(vo):
    VendorOrder.objects.update(hold_until=now() - timedelta(minutes=1))
    services.expire_share(vo)

    assert "nic nie trzeba płacić" in text_of(letters()["share_expired"]).lower()


def test_a_reminder_repeats_what_the_bank_asks_for(vo):
    VendorOrder.objects.update(placed_at=now() - timedelta(days=2, minutes=1))
    payments.remind_of_transfers()

    text = text_of(letters()["share_reminder"])

    assert "OPES 100001-1" in text
    assert vo.seller["legal_name"] in text
    assert vo.seller["nrb"][-4:] in text
    assert vo.total_gross == Decimal("35.90")
    assert "35,90 zł" in text


def test_a_reminder_is_not_sent_when_the_money_came_meanwhile(vo, seller):
    VendorOrder.objects.update(placed_at=now() - timedelta(days=2, minutes=1))
    payments.remind_of_transfers()
    services.mark_transfer_received(vo, by=seller)

    assert set(letters()) == {"share_paid"}


def test_a_member_s_letter_leads_to_the_account(seller):
    buyer = UserFactory()
    vo = order_of(ProductFactory(), by=buyer).vendor_orders.get()
    services.mark_transfer_received(vo, by=seller)

    letter = letters()["share_paid"]

    assert letter.to == [vo.order.email]
    assert f"/konto/zamowienia/{vo.order.number}/" in letter.body


def test_an_erased_address_gets_no_letter(vo, seller):
    vo.order.guest_email = ""
    vo.order.save(update_fields=["guest_email"])
    services.mark_transfer_received(vo, by=seller)

    assert letters() == {}


def test_an_english_buyer_s_letter_is_english_throughout(vo, seller):
    vo.order.language = "en"
    vo.order.save(update_fields=["language"])
    services.mark_transfer_received(vo, by=seller)

    text = text_of(letters()["share_paid"])

    assert "The payment has arrived, part 100001-1" in text
    assert "Courier" in text
    assert "35.90 zł" in text
