"""Changes with the buyer's yes: nothing before the answer, everything after it, one answer."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from operations.outbox import drain
from shop.aftersales import proposing
from shop.aftersales.models import MoneyBack, Proposal
from shop.checkout.invariants import broken_invariants
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.forms import new_form_key
from shop.fulfilment.models import VendorOrder
from shop.fulfilment.services import mark_packed, mark_transfer_received, ship
from tests.clock import at
from tests.factories.order import order_of, seller_of
from tests.shop.aftersales.conftest import letters

pytestmark = pytest.mark.django_db
Kind = Proposal.Kind


@pytest.fixture
def paid(mugs, buyer) -> VendorOrder:
    """Three mugs at 20 zł with a courier at 15,90 zł, paid by transfer."""
    vo = order_of(mugs, quantity=3, by=buyer).vendor_orders.get()
    mark_transfer_received(vo, by=None)
    return vo


def line_of(vo):
    return vo.order.lines.get(partner=vo.partner)


def ask(vo, kind=Kind.SUBSTITUTE, **words):
    known = {"line": line_of(vo), "new_gross": Decimal("45.00"), "text": "Niebieskie zamiast zielonych"}
    if kind == Kind.LESS:
        known = {"line": line_of(vo), "pieces": 1, "text": "Jeden pękł"}
    if kind == Kind.LATER:
        known = {"new_date": vo.dispatch_by + timedelta(days=3), "text": "Piec stygnie"}
    return proposing.propose(vo, kind, by=None, form_key=new_form_key(), **{**known, **words})


def state_of(vo):
    vo.refresh_from_db()
    line = line_of(vo)
    return vo.fulfilment_state, line.left, vo.payable_gross, vo.dispatch_by


@pytest.mark.parametrize("kind", Kind.values)
def test_until_the_answer_nothing_changes(paid, kind):
    before = state_of(paid)

    proposal = ask(paid, kind)

    assert state_of(paid) == before
    assert not MoneyBack.objects.exists()
    (letter,) = letters("change_asked")
    for body in (letter.text, letter.html):
        assert proposal.text in body
        assert proposal.token in body


@pytest.mark.parametrize(
    ("kind", "left", "back"), [(Kind.SUBSTITUTE, 3, 1500), (Kind.LIGHTER, 3, 1500), (Kind.LESS, 2, 2000)]
)
def test_a_yes_makes_it_so_and_the_money_follows(paid, kind, left, back):
    proposing.answer(ask(paid, kind), yes=True, by=None)

    assert state_of(paid)[1:3] == (left, Decimal("75.90") - Decimal(back) / 100)
    assert MoneyBack.objects.get().amount == back
    assert len(letters("change_answered")) == 1
    assert broken_invariants() == []


def test_a_substitute_at_the_same_price_moves_no_money(paid):
    proposing.answer(ask(paid, new_gross=Decimal("60.00")), yes=True, by=None)

    assert not MoneyBack.objects.exists()
    assert broken_invariants() == []


@pytest.mark.parametrize("kind", [Kind.SUBSTITUTE, Kind.LESS, Kind.LIGHTER])
def test_a_no_to_the_only_line_calls_everything_off_for_free(paid, kind):
    mark_packed(paid, by=None)

    proposing.answer(ask(paid, kind), yes=False, by=None)
    while drain().done:
        pass

    assert state_of(paid)[0] == "CANCELLED"
    assert MoneyBack.objects.get().amount == 7590
    assert broken_invariants() == []


def test_the_answer_comes_once(paid):
    proposal = ask(paid, Kind.LESS)
    proposing.answer(proposal, yes=True, by=None)

    with pytest.raises(NotNowError):
        proposing.answer(proposal, yes=False, by=None)

    assert state_of(paid)[1] == 2


def test_what_is_sent_meanwhile_is_not_changed_any_more(paid):
    proposal = ask(paid, Kind.LESS)
    mark_packed(paid, by=None)
    ship(paid, by=None)

    with pytest.raises(NotNowError):
        proposing.answer(proposal, yes=True, by=None)

    proposal.refresh_from_db()
    assert proposal.is_open
    assert line_of(paid).left == 3


def test_what_is_taken_back_cannot_be_answered(paid, seller):
    proposal = ask(paid, Kind.LESS)
    proposing.take_back(proposal, by=seller.owner)

    with pytest.raises(NotNowError):
        proposing.answer(proposal, yes=True, by=None)

    assert letters("change_asked") == []
    assert ask(paid, Kind.LESS).is_open


@pytest.mark.parametrize(
    "words",
    [{"new_gross": Decimal("60.01")}, {"new_gross": Decimal(0)}, {"new_gross": None}, {"line": None}],
)
def test_a_substitute_never_costs_more(paid, words):
    with pytest.raises(NotNowError):
        ask(paid, **words)

    assert not Proposal.objects.exists()


def test_one_open_proposal_about_a_line(paid):
    ask(paid)

    with pytest.raises(NotNowError):
        ask(paid, Kind.LESS)


def test_the_same_form_sent_twice_is_one_proposal(paid):
    key = new_form_key()
    for _ in range(2):
        proposing.propose(paid, Kind.LESS, by=None, form_key=key, line=line_of(paid), pieces=1, text="x")

    assert len(letters("change_asked")) == 1


# --- Another day ---


def test_another_day_once_with_the_buyer_s_yes(paid):
    proposal = ask(paid, Kind.LATER)
    proposing.answer(proposal, yes=True, by=None)

    assert state_of(paid)[3] == proposal.new_date
    with pytest.raises(NotNowError):
        ask(paid, Kind.LATER)


def test_a_no_to_another_day_is_a_free_cancellation(paid):
    proposing.answer(ask(paid, Kind.LATER), yes=False, by=None)
    while drain().done:
        pass

    assert state_of(paid)[0] == "CANCELLED"
    assert MoneyBack.objects.get().amount == 7590


@pytest.mark.parametrize(
    ("promised", "moment", "allowed"),
    [
        ((2026, 10, 25), (2026, 10, 25, 23, 59), True),  # the day of the change to winter time has 25 hours
        ((2026, 10, 25), (2026, 10, 26, 0, 0), False),
        ((2026, 3, 29), (2026, 3, 29, 23, 59), True),  # and of the change to summer time 23
        ((2028, 2, 29), (2028, 2, 29, 12, 0), True),  # a leap day
        ((2028, 2, 29), (2028, 3, 1, 0, 0), False),
    ],
)
def test_another_day_only_before_the_promised_one_is_over(paid, promised, moment, allowed):
    VendorOrder.objects.update(dispatch_by=date(*promised))
    paid.refresh_from_db()

    with at(*moment):
        assert proposing.may_move_day(paid) is allowed


@pytest.mark.parametrize(("days", "allowed"), [(0, False), (-1, False), (1, True), (21, True), (22, False)])
def test_the_new_day_is_later_but_not_much(paid, days, allowed):
    when = paid.dispatch_by + timedelta(days=days)
    if allowed:
        assert ask(paid, Kind.LATER, new_date=when).new_date == when
        return
    with pytest.raises(NotNowError):
        ask(paid, Kind.LATER, new_date=when)


# --- Pages ---


def test_seller_asks_and_a_guest_answers_by_the_link(client, mugs, seller):
    vo = order_of(mugs, quantity=3).vendor_orders.get()
    mark_transfer_received(vo, by=None)
    client.force_login(seller.owner)
    address = reverse("aftersales_panel:propose", args=[seller.slug, vo.number])
    assert address in client.get(reverse("seller:order", args=[seller.slug, vo.number])).content.decode()
    assert client.get(address).status_code == 200
    sent = {
        "key": new_form_key(),
        "line": line_of(vo).pk,
        "kind": "LIGHTER",
        "text": "Chleb 0,8 kg",
        "new_gross": "50,00",
    }
    client.post(address, sent)
    client.logout()
    proposal = Proposal.objects.get()
    link = reverse("aftersales:proposal", args=[proposal.token])
    page = client.get(link)
    assert "Chleb 0,8 kg" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"

    client.post(link, {"answer": "maybe"})
    assert Proposal.objects.get().is_open
    client.post(link, {"answer": "yes"})
    client.post(link, {"answer": "no"})

    assert Proposal.objects.get().state == "ACCEPTED"
    assert state_of(vo)[:3] == ("NEW", 3, Decimal("65.90"))


def test_the_buyer_finds_the_question_on_the_order(client, paid, buyer):
    proposal = ask(paid)
    client.force_login(buyer)

    page = client.get(reverse("account:order", args=[paid.order.number])).content.decode()

    assert reverse("aftersales:proposal", args=[proposal.token]) in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "LESS", "pieces": "3"},
        {"kind": "LESS", "pieces": ""},
        {"kind": "LIGHTER", "new_gross": "60"},
        {"kind": "LIGHTER", "new_gross": ""},
        {"kind": "SUBSTITUTE", "new_gross": "60,01"},
        {"kind": "SUBSTITUTE", "new_gross": "-1"},
        {"kind": "SUBSTITUTE", "text": ""},
        {"kind": "LATER"},
        {"line": "0"},
    ],
)
def test_a_proposal_that_makes_no_sense_is_refused_at_its_field(client, paid, seller, wrong):
    client.force_login(seller.owner)
    sent = {"key": new_form_key(), "line": line_of(paid).pk, "kind": "SUBSTITUTE", "text": "x"} | wrong

    response = client.post(reverse("aftersales_panel:propose", args=[seller.slug, paid.number]), sent)

    assert response.status_code == 422
    assert not Proposal.objects.exists()


def test_seller_asks_for_another_day_and_takes_it_back(client, paid, seller):
    client.force_login(seller.owner)
    address = reverse("aftersales_panel:propose-day", args=[seller.slug, paid.number])
    assert client.get(address).status_code == 200
    bad = client.post(address, {"new_date": paid.dispatch_by.isoformat(), "text": "x"})
    assert bad.status_code == 422
    client.post(address, {"new_date": (paid.dispatch_by + timedelta(days=2)).isoformat(), "text": "Piec"})
    proposal = Proposal.objects.get()

    client.post(reverse("aftersales_panel:take-back", args=[seller.slug, proposal.pk]))

    proposal.refresh_from_db()
    assert proposal.state == "TAKEN_BACK"
    assert client.get(address).status_code == 404


def test_strangers_neither_ask_nor_take_back_nor_answer(client, paid, seller, buyer):
    proposal = ask(paid)
    other = seller_of()
    assert client.get(reverse("aftersales:proposal", args=["0" * 64])).status_code == 404
    assert client.post(reverse("aftersales:proposal", args=["0" * 64]), {"answer": "yes"}).status_code == 404
    for person, place in ((buyer, seller), (other.owner, seller), (other.owner, other)):
        client.force_login(person)
        for name, key in (("propose", paid.number), ("propose-day", paid.number), ("take-back", proposal.pk)):
            assert client.post(reverse(f"aftersales_panel:{name}", args=[place.slug, key])).status_code == 404

    assert Proposal.objects.get().is_open
