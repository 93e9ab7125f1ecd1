"""What follows a statement: things at the seller's are called off, money goes back the way it came, legal refusals."""

from decimal import Decimal

import pytest
from django.urls import reverse

from operations.clock import today
from operations.outbox import drain
from shop.aftersales import services
from shop.aftersales.cancelling import cancel_items
from shop.aftersales.exceptions import AlreadyWithdrawnError, NothingOwedError
from shop.aftersales.models import MoneyBack, RefusalCode
from shop.aftersales.queries import parts_of, to_settle
from shop.aftersales.refunds import return_money
from shop.aftersales.refusal_texts import TEXTS
from shop.aftersales.settling import refuse_statement, return_money_of, take_refusal_back
from shop.checkout.invariants import broken_invariants
from shop.fulfilment.forms import new_form_key
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.fulfilment.services import mark_delivered, mark_packed, mark_transfer_received, ship
from shop.ledger.models import Account, Entry
from shop.ledger.queries import balances
from shop.order.models import Order
from tests.factories.order import deliver, order_of, seller_of
from tests.shop.aftersales.conftest import choose, confirmed, letters
from tests.shop.payments.conftest import say, session_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def packed(mugs) -> Order:
    """Three mugs, paid by transfer and packed."""
    placed = order_of(mugs, quantity=3)
    vo = placed.vendor_orders.get()
    mark_transfer_received(vo, by=None)
    mark_packed(vo, by=None)
    return Order.objects.get(pk=placed.pk)


@pytest.fixture
def online(mugs) -> Order:
    """Three mugs, paid through the test operator and delivered."""
    placed = order_of(mugs, quantity=3, method="SANDBOX")
    vo = placed.vendor_orders.get()
    say(session_of(vo), "PAID")
    vo.refresh_from_db()
    mark_packed(vo, by=None)
    ship(vo, by=None)
    mark_delivered(vo, by=None)
    return Order.objects.get(pk=placed.pk)


def work() -> None:
    while drain().done:
        pass


def url(name, seller, *args):
    return reverse(f"aftersales_panel:{name}", args=[seller.slug, *args])


# --- Before sending ---


def test_things_still_at_the_seller_s_are_called_off_at_once(packed):
    share = confirmed(packed, Kubek=2).shares.get()

    vo = packed.vendor_orders.get()
    assert share.called_off
    assert (vo.fulfilment_state, vo.payable_gross) == ("PACKED", Decimal("35.90"))
    assert MoneyBack.objects.get().amount == 4000
    assert not to_settle(vo.partner).exists()
    assert broken_invariants() == []


def test_everything_called_off_brings_the_whole_delivery_back(packed, seller):
    confirmed(packed, Kubek=1)
    share = confirmed(packed, Kubek=2).shares.get()
    work()

    vo = packed.vendor_orders.get()
    assert vo.fulfilment_state == "CANCELLED"
    assert share.delivery_gross == Decimal("15.90")
    assert sum(MoneyBack.objects.values_list("amount", flat=True)) == 7590
    assert broken_invariants() == []


def test_the_account_of_the_statement_is_where_the_money_goes(packed, seller):
    statement = choose(packed)
    type(statement).objects.update(account="61109010140000071219812874")
    statement.refresh_from_db()

    services.confirm_statement(statement, by=None)
    work()

    assert MoneyBack.objects.get().account == "61109010140000071219812874"


def test_an_unpaid_session_is_closed_by_a_withdrawal(mugs):
    order = order_of(mugs, quantity=3, method="SANDBOX")
    payment = session_of(order.vendor_orders.get())

    confirmed(Order.objects.get(pk=order.pk), Kubek=1)

    payment.refresh_from_db()
    assert payment.state == "EXPIRED"
    assert balances(order.vendor_orders.get())[Account.BUYER] == 5590
    assert broken_invariants() == []


def test_a_statement_counts_also_while_the_operator_takes_the_money(mugs):
    order = order_of(mugs, quantity=3, method="SANDBOX")
    say(session_of(order.vendor_orders.get()), "PROCESSING")

    share = confirmed(Order.objects.get(pk=order.pk), Kubek=1).shares.get()

    assert not share.called_off
    assert share.withdrawal.number


def test_a_seller_who_is_no_trader_decides_about_packed_things(packed):
    VendorOrder.objects.update(seller={"is_trader": False, "short_name": "Koło"})

    share = confirmed(Order.objects.get(pk=packed.pk)).shares.get()

    assert not share.called_off
    assert packed.vendor_orders.get().fulfilment_state == "PACKED"


def test_cancelled_pieces_cannot_be_withdrawn_from(mugs):
    order = order_of(mugs, quantity=3)
    vo = order.vendor_orders.get()
    cancel_items(vo, {order.lines.get().pk: 1}, by=None, who=CancelledBy.BUYER)
    deliver(vo)

    (part,) = parts_of(Order.objects.get(pk=order.pk))
    assert part.things[0].left == 2
    share = confirmed(Order.objects.get(pk=order.pk), Kubek=2).shares.get()

    assert share.is_whole
    assert share.refund_gross == Decimal("55.90")


def test_a_draft_written_before_a_cancellation_is_not_confirmed_after_it(mugs):
    order = order_of(mugs, quantity=3)
    draft = choose(Order.objects.get(pk=order.pk))
    cancel_items(order.vendor_orders.get(), {order.lines.get().pk: 1}, by=None, who=CancelledBy.BUYER)

    with pytest.raises(AlreadyWithdrawnError):
        services.confirm_statement(draft, by=None)


# --- Money ---


def test_one_click_returns_an_operator_s_money(client, online, seller):
    share = confirmed(online, Kubek=1).shares.get()
    client.force_login(seller.owner)
    page = client.get(url("statement", seller, share.pk)).content.decode()
    assert "Zwróć pieniądze" in page
    assert 'name="on"' not in page

    client.post(url("refund", seller, share.pk))
    client.post(url("refund", seller, share.pk))
    work()

    share.refresh_from_db()
    payment = online.vendor_orders.get().payments.get()
    assert (share.refunded_on, payment.refunded) == (today(), 2000)
    assert Entry.objects.filter(kind="REFUND").count() == 1
    assert broken_invariants() == []


def test_a_transfer_s_return_is_noted_with_its_day(client, order, seller):
    share = confirmed(order, Kubek=1).shares.get()
    client.force_login(seller.owner)

    client.post(url("refund", seller, share.pk), {"on": today().isoformat()})

    share.refresh_from_db()
    assert (share.back.state, share.back.amount, share.refunded_on) == ("RETURNED", 2000, today())
    assert len(letters("money_back")) == 1
    assert broken_invariants() == []


def test_the_part_of_the_delivery_is_booked_as_delivery(order, seller):
    vo = order.vendor_orders.get()
    rate = vo.taxes.get().rate
    before = balances(vo).by_rate[Account.DELIVERY, rate]

    return_money_of(confirmed(order, Kubek=1).shares.get(), by=seller.owner, on=today())
    assert balances(vo).by_rate[Account.DELIVERY, rate] == before
    return_money_of(confirmed(order, Kubek=2).shares.get(), by=seller.owner, on=today())

    assert balances(vo).sold == 0
    assert broken_invariants() == []


def test_what_a_complaint_brought_back_does_not_go_back_again(order, seller):
    return_money(order.vendor_orders.get(), 1000, key="case:1", by=None)

    back = return_money_of(confirmed(order).shares.get(), by=seller.owner, on=today())

    assert back.amount == 6590
    assert broken_invariants() == []


def typed(order: Order):
    statement = services.draft_typed_statement(
        order,
        form_key=new_form_key(),
        typed_number=order.number,
        email=order.email,
        text="Kubek",
        buyer_name="H",
    )
    services.confirm_statement(statement, by=None)
    return statement.shares.get()


def test_of_words_the_seller_counts_the_amount(client, order, seller):
    share = typed(order)
    client.force_login(seller.owner)
    address = url("refund", seller, share.pk)
    for wrong in ("", "abc", "0", "-1", "1000", "1,234"):
        response = client.post(address, {"on": today().isoformat(), "amount": wrong})
        assert response.status_code == 422, wrong

    client.post(address, {"on": today().isoformat(), "amount": "12,50"})

    share.refresh_from_db()
    assert share.back.amount == 1250


# --- Refusals ---


@pytest.fixture
def share(order):
    return confirmed(order, Kubek=1).shares.get()


def test_every_legal_reason_has_its_text_and_place():
    assert set(TEXTS) == set(RefusalCode.values)
    assert all(str(text.text) and text.basis for text in TEXTS.values())


def test_a_refusal_names_the_law_and_the_ways_to_object(client, seller, share):
    client.force_login(seller.owner)

    client.post(url("refuse", seller, share.pk), {"code": "SEALED_HYGIENE", "words": "Słoik był otwarty."})

    share.refresh_from_db()
    assert (share.refused_code, share.refused_by) == ("SEALED_HYGIENE", seller.owner)
    (letter,) = letters("withdrawal_refused")
    for body in (letter.text, letter.html.replace("\xa0", " ")):
        assert "art. 38 ust. 1 pkt 5" in body
        assert "Słoik był otwarty." in body
        assert "rzecznik konsumentów" in body
        assert "Inspekcji Handlowej" in body
        assert "ec.europa.eu" not in body
    assert not to_settle(seller.partner).exists()


@pytest.mark.parametrize(
    "sent", [{"code": "", "words": "x"}, {"code": "BO_NIE", "words": "x"}, {"code": "LATE", "words": " "}]
)
def test_a_refusal_without_a_legal_reason_is_none(client, seller, share, sent):
    client.force_login(seller.owner)

    response = client.post(url("refuse", seller, share.pk), sent)

    share.refresh_from_db()
    assert response.status_code == 422
    assert share.refused_code == ""


def test_the_seller_may_think_better_of_it(client, seller, share):
    refuse_statement(share, code="LATE", words="Po terminie", by=seller.owner)
    letters("withdrawal_refused")
    client.force_login(seller.owner)
    assert "Cofnij odmowę" in client.get(url("statement", seller, share.pk)).content.decode()

    client.post(url("accept", seller, share.pk))
    client.post(url("accept", seller, share.pk))

    share.refresh_from_db()
    assert share.refused_code == ""
    assert len(letters("withdrawal_accepted")) == 1
    assert to_settle(seller.partner).exists()
    refuse_statement(share, code="PERISHABLE", words="Chleb", by=seller.owner)
    assert len(letters("withdrawal_refused")) == 2


def test_refused_money_is_not_returned_and_returned_money_not_refused(seller, order):
    refused, paid = confirmed(order, Kubek=1).shares.get(), confirmed(order, Kubek=1).shares.get()
    refuse_statement(refused, code="LATE", words="x", by=seller.owner)
    return_money_of(paid, by=seller.owner, on=today())

    with pytest.raises(NothingOwedError):
        return_money_of(refused, by=seller.owner, on=today())
    with pytest.raises(NothingOwedError):
        refuse_statement(paid, code="LATE", words="x", by=seller.owner)
    with pytest.raises(NothingOwedError):
        take_refusal_back(paid, by=seller.owner)

    assert MoneyBack.objects.count() == 1


def test_strangers_neither_refuse_nor_accept(client, seller, share, buyer):
    other = seller_of()
    for person, place in ((buyer, seller), (other.owner, seller), (other.owner, other)):
        client.force_login(person)
        for name in ("refuse", "accept"):
            response = client.post(url(name, place, share.pk), {"code": "LATE", "words": "x"})
            assert response.status_code == 404

    share.refresh_from_db()
    assert share.refused_code == ""
