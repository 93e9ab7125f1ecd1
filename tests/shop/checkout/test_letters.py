"""The letters of a placed order."""

import pytest
from django.core import mail as post

from operations import outbox
from operations.models import MailMessage, OutboxEntry, OutboxState
from shop.basket.models import Basket
from shop.checkout.queries import summary_of
from shop.checkout.services import place_order
from shop.documents.content import packing_content
from shop.fulfilment.models import CancelledBy
from shop.fulfilment.services import cancel_share
from shop.order.tokens import order_token
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import DeliveryWayFactory, PartnerFactory, ProductFactory
from tests.factories.order import order_of, ready_basket
from tests.factories.pes_profiles import MembershipFactory

pytestmark = pytest.mark.django_db


def letters(kind):
    outbox.drain(raising=True)
    messages = MailMessage.objects.filter(kind=kind)
    numbers = {message.subject for message in messages}
    return [letter for letter in post.outbox if letter.subject in numbers]


def both(letter):
    """The letter's text and HTML with ordinary spaces."""
    return [part.replace("\xa0", " ") for part in (letter.body, letter.alternatives[0][0])]


def test_the_buyer_gets_the_whole_contract_with_each_seller():
    first, second = ProductFactory(price="20.00"), ProductFactory(price="30.00", withdrawal="CUSTOM_MADE")
    order = order_of(first, second)

    (letter,) = letters("order_confirmation")

    assert letter.to == ["gosc@example.com"]
    assert order.number in letter.subject
    for words in both(letter):
        for offer in (first, second):
            entity = offer.partner.profile.legal_entity
            assert offer.title in words
            assert entity.nip in words
            assert entity.address in words
            assert offer.partner.profile.email in words
        assert "81,80 zł" in words
        assert "OPES 100001-1" in words
        assert f"/zamowienie/status/{order_token(order)}/" in words
        assert "/regulamin/kupujacy/" in words
        assert "/regulamin/odstapienie/" in words
        nrb = first.partner.profile.legal_entity.nrb
        assert f"{nrb[:2]} {nrb[2:6]}" in words


def test_a_signed_in_buyer_gets_the_address_in_the_account_and_no_key():
    user = UserFactory(email="gosc@example.com")
    order = order_of(ProductFactory(), by=user)

    (letter,) = letters("order_confirmation")

    assert letter.to == [user.email]
    assert f"/konto/zamowienia/{order.number}/" in letter.body
    assert "/status/" not in letter.body


def test_a_letter_is_sent_once_however_often_it_is_asked_for():
    order_of(ProductFactory())
    outbox.drain(raising=True)
    sent = len(post.outbox)
    assert sent == 2

    OutboxEntry.objects.update(state=OutboxState.PENDING, locked_until=None)
    outbox.drain(raising=True)

    assert len(post.outbox) == sent


def test_a_seller_gets_its_own_share_only():
    first, second = ProductFactory(price="20.00"), ProductFactory(price="30.00")
    order_of(first, second)

    mine = [letter for letter in letters("new_order_seller") if letter.to == [first.partner.profile.email]]

    assert len(mine) == 1
    for words in both(mine[0]):
        assert first.title in words
        assert "35,90 zł" in words
        assert second.title not in words
        assert second.partner.profile.short_name not in words
        assert "81,80" not in words
        assert "Halina" in words
    assert mine[0].reply_to == ["gosc@example.com"]


def test_every_active_member_of_the_pes_is_told_once():
    offer = ProductFactory()
    profile = offer.partner.profile
    member = MembershipFactory(profile=profile)
    gone = MembershipFactory(profile=profile, is_active=False)
    MembershipFactory(profile=profile, user=UserFactory(email=profile.email))
    order_of(offer)

    addresses = [letter.to[0] for letter in letters("new_order_seller")]

    assert sorted(addresses) == sorted([profile.email, member.user.email])
    assert gone.user.email not in addresses


def test_a_seller_learns_the_address_only_where_it_brings_something():
    seller = PartnerFactory(courier=False)
    DeliveryWayFactory(partner=seller, pickup=True)
    offer = ProductFactory(partner=seller)
    from shop.basket.models import Basket
    from shop.checkout.queries import summary_of
    from shop.checkout.services import place_order
    from tests.factories.order import ready_basket

    basket, draft = ready_basket(offer)
    draft.deliveries = {str(seller.pk): {"code": "PICKUP"}}
    draft.save()
    basket = Basket.objects.get(pk=basket.pk)
    place_order(basket, draft, stamp=summary_of(basket, draft).stamp)

    (letter,) = letters("new_order_seller")

    for words in both(letter):
        assert "Halina" in words
        assert "Lipowa" not in words


def test_a_share_called_off_meanwhile_is_not_announced_as_work():
    order = order_of(ProductFactory())
    cancel_share(order.vendor_orders.get(), by=None, who=CancelledBy.BUYER, reason="")

    assert letters("new_order_seller") == []
    assert len(letters("order_confirmation")) == 1


def test_words_of_buyers_are_escaped():
    order_of(ProductFactory(title="<script>alert(1)</script> & kubek"))

    for kind in ("order_confirmation", "new_order_seller"):
        (letter,) = letters(kind)
        assert "<script>" not in letter.alternatives[0][0]
        assert "<script>alert(1)</script> & kubek" in letter.body


def test_words_for_a_thing_stand_in_both_letters_and_on_the_packing_slip():
    offer = ProductFactory(personalisation="imię na kubku", withdrawal="CUSTOM_MADE")
    basket, draft = ready_basket(offer)
    basket.lines.update(personalisation="Dla Hani")
    stamp = summary_of(Basket.objects.get(pk=basket.pk), draft).stamp
    order = place_order(Basket.objects.get(pk=basket.pk), draft, stamp=stamp)

    for kind in ("order_confirmation", "new_order_seller"):
        for text in both(letters(kind)[0]):
            assert "„Dla Hani”" in text
    [row] = packing_content(order.vendor_orders.get())["rows"]
    assert row["personalisation"] == "Dla Hani"
    assert order.lines.get().withdrawal == "CUSTOM_MADE"
