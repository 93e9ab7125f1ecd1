"""A refund that Stripe refuses stays owed: both sides are told, it can be asked for again, and goes back once."""

import pytest
from django.urls import reverse

from cms.base.formats import day_full
from operations import outbox
from operations.clock import today
from operations.models import MailMessage, OutboxEntry
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.models import MoneyBack
from shop.aftersales.refunds import ask_again, confirm_returned, return_money
from shop.checkout.invariants import broken_invariants
from shop.fulfilment import services as fulfilment
from shop.fulfilment.models import CancelledBy, PaymentState, VendorOrder
from shop.ledger.models import Account
from shop.ledger.queries import balances
from shop.payments import reconciler, services
from shop.payments.models import Incident, Payment, Refund
from tests.factories.accounts import UserFactory
from tests.factories.pes_profiles import MembershipFactory
from tests.shop.payments.stripe.conftest import do_work, later, paid, state

pytestmark = pytest.mark.django_db


@pytest.fixture
def payment(stripe, vo, buyer) -> Payment:
    vo.partner.profile.email = "pes@example.com"
    vo.partner.profile.save()
    found = paid(stripe, buyer)
    stripe.poor.add(found.account)
    return found


@pytest.fixture
def owner(vo):
    return MembershipFactory(profile=vo.partner.profile).user


def called_off(vo: VendorOrder) -> None:
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")
    work()


def work() -> None:
    OutboxEntry.objects.exclude(topic__regex=r"^(payments|aftersales|mail\.(refund_refused|money_|deliver))").delete()
    while outbox.drain(raising=True).done:
        pass


def made(stripe, payment: Payment) -> int:
    return len(stripe.book.all_of(payment.account, "re"))


def letters(kind: str) -> list[MailMessage]:
    return list(MailMessage.objects.filter(kind=kind).order_by("pk"))


def test_a_refused_refund_of_a_part_is_told_to_everyone_once_and_stays_owed(stripe, vo, payment):
    return_money(vo, 1000, key="complaint:1", by=None)
    work()
    with later(hours=1):
        reconciler.reconcile()
    work()

    back = MoneyBack.objects.get()
    assert (back.state, back.is_refused, back.refund.refused_why) == ("DUE", True, "FUNDS")
    assert Incident.objects.get().kind == "REFUND_REFUSED"
    assert "balance_insufficient" in Incident.objects.get().reference
    [to_seller], [to_buyer] = letters("refund_refused"), letters("money_late")
    assert (to_seller.to, to_buyer.to) == ("pes@example.com", vo.order.email)
    assert "10,00" in to_seller.text
    assert "jest za mało pieniędzy" in to_seller.text
    assert day_full(back.due_by) in to_seller.text
    assert "nadal Ci się należą" in to_buyer.text
    assert len(stripe.made("POST", "/v1/refunds")) == 1
    assert balances(vo)[Account.REFUND] == -1000
    assert broken_invariants() == []


def test_asked_again_it_goes_back_once_and_the_incident_is_settled(stripe, vo, payment, owner):
    called_off(vo)
    back = MoneyBack.objects.get()
    assert (back.amount, state(vo)[0]) == (3590, PaymentState.PAID)

    stripe.poor.clear()
    ask_again(back, by=owner)
    with pytest.raises(NothingOwedError):
        ask_again(back, by=owner)
    work()
    services.refund_share(VendorOrder.objects.get(pk=vo.pk))

    back.refresh_from_db()
    keys = {key for method, path, *_, key in stripe.requests if (method, path) == ("POST", "/v1/refunds")}
    assert len(keys) == 2  # Stripe repeats its refusal to a key that it knows
    assert made(stripe, payment) == 1
    assert (back.state, state(vo)) == ("RETURNED", (PaymentState.REFUNDED, ["REFUNDED"]))
    assert Incident.objects.get().settled_by == owner
    assert len(letters("money_back")) == 1
    assert broken_invariants() == []


def test_refused_twice_the_seller_hears_of_it_twice_and_the_buyer_once(stripe, vo, payment, owner):
    called_off(vo)

    ask_again(MoneyBack.objects.get(), by=owner)
    work()

    assert MoneyBack.objects.get().is_refused
    assert Refund.objects.get().tries == 2
    assert [row.settled_at is None for row in Incident.objects.order_by("pk")] == [False, True]
    assert (len(letters("refund_refused")), len(letters("money_late"))) == (2, 1)
    assert broken_invariants() == []


def test_a_try_whose_answer_was_lost_is_not_made_again(stripe, vo, payment, owner):
    called_off(vo)
    stripe.poor.clear()
    ask_again(MoneyBack.objects.get(), by=owner)
    stripe.fail("POST", "/v1/refunds", "lost")
    outbox.drain()
    assert (made(stripe, payment), Refund.objects.get().state) == (1, "ASKED")
    stripe.book.asked.clear()  # a day later Stripe forgot the key

    with later(hours=1):
        reconciler.reconcile()

    assert made(stripe, payment) == 1
    assert MoneyBack.objects.get().state == "RETURNED"
    assert state(vo)[0] == PaymentState.REFUNDED
    assert broken_invariants() == []


def test_returned_by_hand_the_operator_is_never_asked_again(stripe, vo, payment, owner):
    called_off(vo)
    back = MoneyBack.objects.get()

    confirm_returned(back, on=today(), by=owner)
    stripe.poor.clear()
    with pytest.raises(NothingOwedError):
        ask_again(MoneyBack.objects.get(), by=owner)
    services.refund_share(VendorOrder.objects.get(pk=vo.pk))
    work()

    assert made(stripe, payment) == 0
    assert state(vo)[0] == PaymentState.REFUNDED
    assert balances(vo)[Account.BANK] == -3590
    assert Incident.objects.get().settled_by == owner
    assert "przelewem" in letters("money_back")[0].text.lower()
    assert broken_invariants() == []


def test_returned_at_stripe_by_the_seller_the_task_is_over(stripe, vo, payment, buyer):
    called_off(vo)
    account, charge = stripe.charge_of(payment.reference)
    stripe.give_back(account, charge, 3590)

    buyer.deliver()
    work()

    assert MoneyBack.objects.get().state == "RETURNED"
    assert balances(vo).received == 0
    assert broken_invariants() == []


def test_late_money_that_stripe_does_not_return_is_owed(stripe, vo, buyer):
    buyer.pay()
    stripe.pay(buyer.session())
    fulfilment.cancel_share(vo, by=None, who=CancelledBy.SELLER, reason="")
    stripe.poor.add(Payment.objects.get().account)

    buyer.deliver()
    do_work()

    assert MoneyBack.objects.get().is_refused
    assert MoneyBack.objects.get().amount == 3590
    assert sorted(Incident.objects.values_list("kind", flat=True)) == ["LATE_MONEY", "REFUND_REFUSED"]
    assert broken_invariants() == []


def test_a_disputed_payment_is_not_to_be_returned_by_hand(client, stripe, vo, payment, owner):
    called_off(vo)
    Refund.objects.update(refused_why="DISPUTE")
    client.force_login(owner)

    html = client.get(reverse("aftersales_panel:money", args=[vo.partner.profile.slug])).content.decode()

    assert "dostałby pieniądze dwa razy" in html.replace("\u00a0", " ")
    assert reverse("aftersales_panel:again", args=[vo.partner.profile.slug, MoneyBack.objects.get().pk]) in html
    assert 'name="on"' not in html


def test_the_seller_asks_again_from_the_panel_and_nobody_else_does(client, stripe, vo, payment, owner):
    called_off(vo)
    slug, back = vo.partner.profile.slug, MoneyBack.objects.get()
    again = reverse("aftersales_panel:again", args=[slug, back.pk])
    packer = MembershipFactory(profile=vo.partner.profile, packer=True).user
    for person in (UserFactory(), packer):
        client.force_login(person)
        assert client.post(again).status_code == 404
    assert Refund.objects.get().tries == 1

    client.force_login(owner)
    assert again in client.get(reverse("aftersales_panel:money", args=[slug])).content.decode()
    client.post(again)
    client.post(again)

    assert (Refund.objects.get().tries, Refund.objects.get().state) == (2, "ASKED")


def test_rops_asks_again_beside_the_incident(client, stripe, vo, payment):
    called_off(vo)
    incident = Incident.objects.get()
    again = reverse("refund_admin:again", args=[incident.pk])
    client.force_login(UserFactory(editor=True))
    assert client.post(again).status_code in {302, 403}
    assert Refund.objects.get().tries == 1

    client.force_login(UserFactory(rops=True))
    assert again in client.get(reverse("money_admin:list")).content.decode()
    client.post(again)
    client.post(again)

    incident.refresh_from_db()
    assert Refund.objects.get().tries == 2
    assert incident.settled_at is not None


def test_of_a_return_that_the_bank_sent_back_the_buyer_gets_one_letter(stripe, vo, payment, buyer):
    stripe.poor.clear()
    called_off(vo)
    stripe.fail_refund(stripe.book.all_of(payment.account, "re")[0]["id"])

    buyer.deliver(times=2)
    work()

    [letter] = letters("money_late")
    assert letter.to == vo.order.email
    assert "bank odesłał" in letter.text
    assert broken_invariants() == []
