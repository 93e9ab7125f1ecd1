"""The books of a share: every grosz has a place, nothing is booked twice, nothing is changed."""

from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError
from hypothesis import given, settings
from hypothesis import strategies as st

from operations.money import VAT_RATES, to_zloty, vat_in_gross
from operations.triggers import install_triggers, remove_triggers
from pes_profiles.models.legal_entity import VatStatus
from shop.catalogue.models import Product
from shop.checkout.invariants import broken_invariants
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.fulfilment.services import cancel_share, mark_refunded, mark_transfer_received
from shop.ledger import services as ledger
from shop.ledger.exceptions import AppendOnlyError, LedgerError, TooMuchError, UnbalancedError
from shop.ledger.models import Account, Entry, Posting
from shop.ledger.queries import Balances, balances
from shop.ledger.receivers import TABLES
from tests.factories.accounts import UserFactory
from tests.factories.catalogue import ProductFactory
from tests.factories.order import order_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def vo() -> VendorOrder:
    """Three mugs and their carriage, 75,90 zł, waiting for a transfer."""
    offer = ProductFactory()
    entity = offer.partner.profile.legal_entity
    entity.vat_status = VatStatus.ACTIVE
    entity.save()
    return order_of(Product.objects.get(pk=offer.pk), quantity=3).vendor_orders.get()


def test_a_placed_share_is_owed_by_its_buyer(vo):
    there = balances(vo)

    assert there[Account.BUYER] == 7590
    assert there.sold == 7590
    assert there.by_rate[Account.VAT, "23"] == -1419
    assert there.is_even
    assert broken_invariants() == []


def test_a_transfer_pays_what_is_owed(vo):
    mark_transfer_received(vo, by=UserFactory())

    there = balances(vo)
    assert (there[Account.BUYER], there[Account.BANK], there[Account.REFUND]) == (0, 7590, 0)
    assert broken_invariants() == []


def test_a_cancelled_unpaid_share_owes_nothing(vo):
    cancel_share(vo, by=None, who=CancelledBy.BUYER, reason="")

    assert set(balances(vo).totals.values()) == {0}
    assert broken_invariants() == []


def test_a_cancelled_paid_share_waits_for_its_refund_and_is_even_after_it(vo):
    owner = UserFactory()
    mark_transfer_received(vo, by=owner)
    cancel_share(vo, by=owner, who=CancelledBy.SELLER, reason="Brak gliny")
    assert balances(vo)[Account.REFUND] == -7590

    mark_refunded(vo, by=owner)

    assert set(balances(vo).totals.values()) == {0}
    assert broken_invariants() == []


def test_an_operators_fee_is_part_of_what_was_paid(vo):
    ledger.post_payment(vo, 7590, operator="stripe", fee=150, key="pay")

    there = balances(vo)
    assert (there[Account.OPERATOR], there[Account.FEE], there.received) == (7440, 150, 7590)


def test_the_same_key_is_booked_once(vo):
    for _ in range(3):
        ledger.post_charge(vo)
        ledger.post_payment(vo, 7590, operator="sandbox", key="pay")
        ledger.post_refund(vo, 1000, operator="sandbox", key="refund")

    assert Entry.objects.filter(vendor_order=vo).count() == 3
    assert balances(vo)[Account.OPERATOR] == 6590


def test_a_key_of_another_share_is_refused(vo):
    other = order_of(ProductFactory()).vendor_orders.get()
    ledger.post_payment(vo, 7590, key="pay")

    with pytest.raises(LedgerError):
        ledger.post_payment(other, 7590, key="pay")

    assert balances(other)[Account.BANK] == 0


def test_money_above_what_is_owed_has_to_go_back(vo):
    ledger.post_payment(vo, 7590, operator="sandbox", key="first")
    ledger.post_payment(vo, 7590, operator="sandbox", key="second")

    assert balances(vo)[Account.REFUND] == -7590


def test_never_more_goes_back_than_came(vo):
    ledger.post_payment(vo, 7590, key="pay")
    ledger.post_refund(vo, 7000, key="first")

    with pytest.raises(TooMuchError):
        ledger.post_refund(vo, 591, key="second")
    ledger.post_refund(vo, 590, key="third")

    assert set(balances(vo).totals.values()) == {0}


def test_a_refund_of_named_parts_takes_them_with_their_vat(vo):
    ledger.post_payment(vo, 7590, key="pay")
    goods = -balances(vo).by_rate[Account.GOODS, "23"]

    ledger.post_refund(vo, 1230, lines={"23": 1230}, key="refund")

    there = balances(vo)
    assert goods + there.by_rate[Account.GOODS, "23"] == 1000
    assert there.by_rate[Account.VAT, "23"] == -1419 + 230
    with pytest.raises(UnbalancedError):
        ledger.post_refund(vo, 100, lines={"23": 50}, delivery=20, key="uneven")


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_and_less_are_no_amounts(vo, amount):
    with pytest.raises(LedgerError):
        ledger.post_payment(vo, amount, key="pay")
    with pytest.raises(LedgerError):
        ledger.post_refund(vo, amount, key="refund")


def test_rows_are_never_changed_or_deleted(vo):
    for row in (Entry.objects.first(), Posting.objects.first()):
        with pytest.raises(AppendOnlyError):
            row.save()
        with pytest.raises(AppendOnlyError):
            row.delete()


def test_the_database_itself_refuses(vo):
    install_triggers(connection, TABLES)
    try:
        for act in (
            lambda: Posting.objects.update(amount=1),
            lambda: Posting.objects.all()._raw_delete("default"),
            lambda: Entry.objects.update(key="x"),
        ):
            with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
                act()
    finally:
        remove_triggers(connection, TABLES)
    assert balances(vo)[Account.BUYER] == 7590


def test_the_checker_names_a_share_whose_books_were_tampered_with(vo):
    Posting.objects.filter(account=Account.BUYER).update(amount=7591)

    faults = "\n".join(broken_invariants())

    assert vo.number in faults
    assert "do not add up to zero" in faults


def test_the_checker_names_a_share_paid_past_the_books(vo):
    VendorOrder.objects.filter(pk=vo.pk).update(payment_state="PAID")

    assert any(vo.number in fault for fault in broken_invariants())


RATES = st.sampled_from(list(VAT_RATES))


@given(
    parts=st.dictionaries(RATES, st.tuples(st.integers(0, 10**9), st.integers(0, 10**6)), min_size=1),
    refunds=st.lists(st.tuples(st.floats(0, 1), st.booleans(), RATES), max_size=6),
)
@settings(max_examples=300, deadline=None)
def test_any_row_of_refunds_leaves_every_account_within_what_was_sold(parts, refunds):
    there = Balances()
    for rate, (goods, delivery) in parts.items():
        vat = int(vat_in_gross(to_zloty(goods + delivery), rate) * Decimal(100))
        there.add(Account.GOODS, rate, -goods)
        there.add(Account.DELIVERY, rate, -delivery + min(vat, delivery))
        there.add(Account.GOODS, rate, vat - min(vat, delivery))
        there.add(Account.VAT, rate, -vat)
    total = there.sold

    for share, by_parts, rate in [*refunds, (1.0, False, "23")]:
        amount = int(there.sold * share)
        moves = ledger._smaller_sale(there, amount, goods={rate: amount} if by_parts else None, delivery=0)
        assert sum(moves.values()) == amount
        for (account, code), part in moves.items():
            assert part >= 0
            there.add(account, code, part)
            assert there.by_rate[account, code] <= 0
        total -= amount

    assert total == there.sold == 0
