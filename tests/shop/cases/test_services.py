"""What the acts on a thread do, and what they refuse."""

from decimal import Decimal

import pytest
from django.test import override_settings

from operations.clock import today
from operations.models import AuditEntry
from shop.aftersales.models import MoneyBack
from shop.cases import rules, services
from shop.cases.answers import answer_complaint
from shop.cases.deadlines import send_reminders
from shop.cases.exceptions import (
    AlreadyCalledInError,
    AlreadyDecidedError,
    ClosedError,
    NoMoneyError,
    NotCalledInError,
    NothingChosenError,
)
from shop.cases.models import Case, Complaint, Entry, Side
from shop.fulfilment.forms import new_form_key
from shop.ledger.models import Account
from shop.ledger.queries import balances, broken_books
from shop.order.models import Order
from tests.clock import at
from tests.factories.order import order_of
from tests.shop.cases.conftest import ask, complain, fresh, letters, say

Outcome, State = Complaint.Outcome, Complaint.State


def answer(complaint, outcome, **kwargs):
    kwargs.setdefault("text", "Wyślemy nowy kubek do piątku.")
    answer_complaint(fresh(complaint), outcome=outcome, by=kwargs.pop("by", None), **kwargs)
    return fresh(complaint)


def test_complaint_has_a_number_a_deadline_and_the_buyers_words(vo, buyer):
    with at(2026, 11, 27, 9, 30):
        complaint = complain(vo, by=buyer)

    assert complaint.number == "R-100001"
    assert f"{complaint.deadline:%d.%m.%Y}" == "11.12.2026"
    assert [(item.line.title, item.quantity, item.bought) for item in complaint.items.all()] == [("Kubek", 1, 3)]
    entry = complaint.case.entries.get()
    assert (entry.side, entry.by, entry.kind, entry.text) == ("BUYER", buyer, "OPENED", "Pękło ucho.")
    assert fresh(complaint.case).seller_unread == 1
    assert fresh(complaint.case).buyer_unread == 0


def test_one_form_sent_twice_is_one_complaint(vo):
    key = new_form_key()

    assert complain(vo, form_key=key) == complain(vo, form_key=key)

    assert Complaint.objects.count() == Entry.objects.count() == 1


@pytest.mark.parametrize("chosen", [{}, {"own": 0}, {"own": 4}, {"strange": 1}])
def test_complaint_is_about_what_was_bought_here(vo, guests_order, chosen):
    pks = {"own": vo.lines[0].pk, "strange": guests_order.lines.get().pk}

    with pytest.raises(NothingChosenError):
        complain(vo, chosen={pks[name]: pieces for name, pieces in chosen.items()})

    assert not Case.objects.exists()


def test_receipt_says_when_until_when_and_what_silence_means(vo, buyer):
    with at(2026, 11, 27, 9, 30):
        complain(vo, by=buyer)
        receipt, told = letters("complaint_receipt")[0], letters("complaint_seller")[0]

    assert receipt.to == vo.order.email
    assert receipt.subject == "Reklamacja R-100001 przyjęta"
    assert "27\u00a0listopada\u00a02026" in receipt.text
    assert "11\u00a0grudnia\u00a02026" in receipt.text
    assert "portal sam niczego nie rozstrzyga" in receipt.text
    assert "uważa się za uznaną" not in receipt.text + told.text
    assert told.to == vo.partner.profile.email
    assert "Pękło ucho." in told.text


@override_settings(OPES={"COMPLAINT_SILENCE": [("2014-12-25", "OPEN"), ("2026-12-01", "ACCEPTED")], "LIMITS": False})
def test_meaning_of_silence_is_dated():
    days = {
        f"{day:%m-%d}": rules.silence_on(day) for day in [today().replace(2026, 11, 30), today().replace(2026, 12, 1)]
    }

    assert days == {"11-30": "OPEN", "12-01": "ACCEPTED"}


@pytest.mark.parametrize(("meaning", "state"), [("OPEN", "OPEN"), ("ACCEPTED", "ACCEPTED")])
def test_silence_does_what_the_setting_says(settings, vo, meaning, state):
    settings.OPES = settings.OPES | {"COMPLAINT_SILENCE": [("2014-12-25", meaning)]}
    with at(2026, 11, 27, 9, 30):
        complaint = complain(vo)
    with at(2026, 12, 11, 23, 59):
        send_reminders()
        assert fresh(complaint).state == "OPEN"
    with at(2026, 12, 12, 8, 0):
        send_reminders()

    assert fresh(complaint).state == state
    assert fresh(complaint).outcome == ""
    assert complaint.case.entries.filter(kind="ACCEPTED").exists() is (state == "ACCEPTED")


def test_what_silence_accepted_is_settled_and_not_rejected(settings, vo, seller):
    settings.OPES = settings.OPES | {"COMPLAINT_SILENCE": [("2014-12-25", "ACCEPTED")]}
    with at(2026, 11, 27, 9, 30):
        complaint = complain(vo)
    with at(2026, 12, 12, 8, 0):
        send_reminders()
        with pytest.raises(AlreadyDecidedError):
            answer(complaint, Outcome.REJECTED)
        assert answer(complaint, Outcome.EXCHANGE).state == State.ANSWERED


@pytest.mark.parametrize("outcome", [Outcome.REPAIR, Outcome.EXCHANGE, Outcome.REJECTED])
def test_answer_without_money_moves_none(complaint, seller, outcome):
    done = answer(complaint, outcome, adr="REFUSES", by=seller.owner)

    assert (done.state, done.outcome, done.amount, done.answered_by) == ("ANSWERED", outcome, None, seller.owner)
    assert done.adr == ("REFUSES" if outcome == Outcome.REJECTED else "")
    assert not MoneyBack.objects.exists()
    assert done.case.closes_on is not None


@pytest.mark.parametrize("outcome", [Outcome.PRICE_CUT, Outcome.REFUND])
def test_answer_with_money_returns_it_once(complaint, seller, outcome):
    answer(complaint, outcome, amount=Decimal("12.50"), by=seller.owner)

    back = MoneyBack.objects.get()
    assert (back.amount, back.key, back.vendor_order) == (
        1250,
        f"complaint:{complaint.pk}",
        complaint.case.vendor_order,
    )
    assert broken_books() == []


@pytest.mark.parametrize(
    ("amount", "goods", "delivery"), [("12.50", 1250, 0), ("35.90", 2000, 1590)], ids=["price cut", "with delivery"]
)
def test_money_comes_off_the_things_complained_about_before_the_delivery(complaint, seller, amount, goods, delivery):
    vo = complaint.case.vendor_order
    before = balances(vo)

    answer(complaint, Outcome.REFUND, amount=Decimal(amount), by=seller.owner)

    after = balances(vo)
    cut = {account: after[account] - before[account] for account in (Account.GOODS, Account.DELIVERY)}
    assert (cut[Account.GOODS], cut[Account.DELIVERY]) == (goods, delivery)
    assert broken_books() == []


def test_more_than_was_paid_is_not_returned_and_nothing_is_answered(complaint, seller):
    with pytest.raises(NoMoneyError):
        answer(complaint, Outcome.REFUND, amount=Decimal("75.91"), by=seller.owner)

    assert fresh(complaint).state == "OPEN"
    assert complaint.case.entries.count() == 1
    assert not MoneyBack.objects.exists()


def test_answered_once(complaint, seller):
    answer(complaint, Outcome.REPAIR)

    with pytest.raises(AlreadyDecidedError):
        answer(complaint, Outcome.REFUND, amount=Decimal(10), by=seller.owner)
    with pytest.raises(AlreadyDecidedError):
        answer(complaint, Outcome.REFUND, amount=Decimal(10), seen="REPAIR", by=seller.owner)

    assert fresh(complaint).outcome == "REPAIR"
    assert not MoneyBack.objects.exists()


def test_rejection_may_become_better_for_the_buyer(complaint, seller):
    answer(complaint, Outcome.REJECTED)
    with pytest.raises(AlreadyDecidedError):  # seen before somebody rejected it
        answer(complaint, Outcome.REFUND, amount=Decimal(10), by=seller.owner)

    answer(complaint, Outcome.REFUND, amount=Decimal(10), seen="REJECTED", by=seller.owner)

    assert fresh(complaint).outcome == "REFUND"
    assert MoneyBack.objects.get().amount == 1000


def test_rejection_says_where_to_go_and_knows_no_odr(complaint, seller):
    answer(complaint, Outcome.REJECTED, text="Ucho pękło od uderzenia.", adr="REFUSES", by=seller.owner)

    letter = letters("complaint_answered")[0]
    for words in ("Ucho pękło od uderzenia.", "rzecznik konsumentów", "Inspekcji Handlowej", "nie zgadza się"):
        assert words in letter.text
    assert "odr" not in letter.text.lower()
    assert "ec.europa.eu" not in letter.html


def test_withdrawn_complaint_needs_no_answer(complaint, buyer, seller):
    services.withdraw_complaint(complaint, by=buyer)

    with pytest.raises(AlreadyDecidedError):
        answer(complaint, Outcome.REPAIR)
    with pytest.raises(AlreadyDecidedError):
        services.withdraw_complaint(complaint, by=buyer)
    assert fresh(complaint).state == "WITHDRAWN"
    assert "wycofano reklamację" in letters("case_notice")[0].text.lower()


def test_messages_of_a_share_are_one_thread(vo, buyer, seller):
    first, second = ask(vo, by=buyer), ask(vo, Side.SELLER, "Jutro", by=seller.owner)

    assert first == second
    assert [entry.text for entry in first.entries.all()] == ["Kiedy wysyłka?", "Jutro"]
    assert (fresh(first).buyer_unread, fresh(first).seller_unread) == (1, 1)


def test_one_message_sent_twice_is_one(complaint):
    key = new_form_key()

    assert [say(complaint.case, form_key=key), say(complaint.case, form_key=key)] == [True, False]

    assert complaint.case.entries.filter(kind="WORDS").count() == 1


def test_reading_clears_what_was_there_and_not_what_came_since(complaint):
    seen = fresh(complaint.case)
    say(complaint.case)

    services.mark_read(seen, side=Side.SELLER)
    assert fresh(complaint.case).seller_unread == 2

    services.mark_read(fresh(complaint.case), side=Side.SELLER)
    assert fresh(complaint.case).seller_unread == 0


def test_letters_are_calm_and_tell_each_entry_once(vo, seller):
    with at(2026, 11, 27, 9, 0):
        case = ask(vo, text="Pierwsze")
        assert len(letters("case_notice")) == 1
    with at(2026, 11, 27, 9, 2):
        say(case, text="Drugie")
        say(case, text="Trzecie")
        assert len(letters("case_notice")) == 1
    with at(2026, 11, 27, 9, 16):
        told = letters("case_notice")

    assert len(told) == 2
    assert told[0].to == vo.partner.profile.email
    assert "Pierwsze" in told[0].text
    assert "Pierwsze" not in told[1].text
    assert "Drugie" in told[1].text
    assert "Trzecie" in told[1].text


def test_what_was_read_in_time_needs_no_letter(vo):
    with at(2026, 11, 27, 9, 0):
        case = ask(vo)
        letters("case_notice")
    with at(2026, 11, 27, 9, 2):
        say(case, text="Drugie")
        services.mark_read(fresh(case), side=Side.SELLER)
    with at(2026, 11, 27, 9, 20):
        assert len(letters("case_notice")) == 1
        say(case, text="Trzecie")
        told = letters("case_notice")

    assert "Drugie" not in told[-1].text
    assert "Trzecie" in told[-1].text


def test_rops_comes_when_called_and_never_uninvited(complaint, buyer, moderator):
    with pytest.raises(NotCalledInError):
        say(complaint.case, Side.ROPS)

    services.call_in_rops(complaint.case, side=Side.BUYER, by=buyer)
    with pytest.raises(AlreadyCalledInError):
        services.call_in_rops(fresh(complaint.case), side=Side.SELLER, by=None)

    assert say(complaint.case, Side.ROPS, "Pomożemy.", by=moderator)
    assert [letter.to for letter in letters("case_rops")] == [moderator.email]
    assert "Pękło ucho" not in letters("case_rops")[0].text
    assert (fresh(complaint.case).buyer_unread, fresh(complaint.case).seller_unread) == (1, 3)


def test_rops_alone_needs_a_reason_that_everybody_reads(complaint, moderator):
    with pytest.raises(NotCalledInError):
        services.call_in_rops(complaint.case, side=Side.ROPS, by=moderator, text="  ")

    services.call_in_rops(complaint.case, side=Side.ROPS, by=moderator, text="Skarga na sprzedawcę.")

    assert complaint.case.entries.last().text == "Skarga na sprzedawcę."
    logged = AuditEntry.objects.get(action="shop.cases.call_in")
    assert (logged.actor_id, logged.ids["side"]) == (moderator.pk, "ROPS")
    assert not letters("case_rops")


def test_thread_closes_30_days_after_the_outcome_and_opens_again(vo):
    with at(2026, 11, 27, 9, 30):
        complaint = complain(vo)
        answer(complaint, Outcome.REPAIR)
    with at(2026, 12, 27, 23, 59):
        assert say(complaint.case)
    with at(2026, 12, 28, 0, 0):
        with pytest.raises(ClosedError):
            say(complaint.case)
        services.reopen(fresh(complaint.case), side=Side.BUYER, by=None)
        services.reopen(fresh(complaint.case), side=Side.BUYER, by=None)
        assert say(complaint.case)

    assert complaint.case.entries.filter(kind="REOPENED").count() == 1


@pytest.mark.parametrize(
    ("meaning", "there", "absent"),
    [
        ("OPEN", "portal sam niczego nie rozstrzyga", "uważa się za uznaną"),
        ("ACCEPTED", "uważa się za uznaną", "portal sam"),
    ],
)
def test_confirmation_of_an_order_says_what_silence_means(settings, mugs, meaning, there, absent):
    settings.OPES = settings.OPES | {"COMPLAINT_SILENCE": [("2014-12-25", meaning)]}
    order_of(mugs)

    letter = letters("order_confirmation")[0]

    for text in (letter.text, letter.html):
        assert there in text
        assert absent not in text


def test_company_hears_nothing_of_the_rules_for_consumers(vo):
    Order.objects.update(buyer_kind="BUSINESS")

    complaint = complain(fresh(vo))

    assert rules.silence_accepts(complaint) is False
    assert "portal sam" not in letters("complaint_receipt")[0].text
