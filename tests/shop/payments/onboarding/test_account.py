"""A seller's account: opened once, kept as Stripe says, and gone when Stripe says so."""

import pytest

from operations.models import AuditEntry
from shop.partner.models import Partner, PaymentMethod
from shop.payments import account_queries, onboarding
from shop.payments.exceptions import AccountGoneError, GatewayOffError, UnreachableError
from shop.payments.models import SellerAccount
from tests.factories.payments import SellerAccountFactory

WAYS = {"back": "/panel/x/platnosci/powrot/", "again": "/panel/x/platnosci/dalej/"}
Standing = SellerAccount.Standing


def connect(seller) -> str:
    return onboarding.connect(seller.partner, by=seller.owner, **WAYS)


def test_connecting_opens_one_account_however_often_it_is_asked(seller, stripe):
    first, second = connect(seller), connect(seller)

    account = SellerAccount.objects.get(partner=seller.partner)
    assert account.account_id in first
    assert account.account_id in second
    assert len(stripe.made("POST", "/v1/accounts")) == 1


def test_an_account_whose_opening_was_never_answered_is_opened_once(seller, stripe, settings):
    settings.OPES = settings.OPES | {"STRIPE_RETRIES": 0}
    stripe.fail("POST", "/v1/accounts", "lost")

    with pytest.raises(UnreachableError):
        connect(seller)
    connect(seller)

    assert len({asked[4] for asked in stripe.requests if asked[1] == "/v1/accounts"}) == 1
    assert len(stripe.book.all_of("", "acct")) == 1


def test_stripe_learns_the_organisation_and_nobodys_name(seller, stripe):
    connect(seller)

    (sent,) = stripe.made("POST", "/v1/accounts")
    entity = seller.profile.legal_entity
    assert sent["company"]["tax_id"] == entity.nip
    assert sent["company"]["name"] == entity.name
    assert sent["country"] == "PL"
    assert sent["controller"]["losses"]["payments"] == "stripe"
    assert "individual" not in sent
    assert "external_account" not in sent
    assert seller.owner.email not in str(sent)


def test_data_that_stripe_does_not_take_is_left_to_the_seller(seller, stripe):
    stripe.fail("POST", "/v1/accounts", "402")

    assert connect(seller)

    assert "company" not in stripe.made("POST", "/v1/accounts")[-1]


def test_an_account_is_kept_as_stripe_says(seller, stripe):
    connect(seller)
    account = SellerAccount.objects.get(partner=seller.partner)
    onboarding.sync(account)
    assert account.standing == Standing.DUE
    assert "external_account" in account.requirements_due

    stripe.enable(account.account_id, payouts=False, due=("external_account",))
    onboarding.follow(account.account_id, "account.updated")
    account.refresh_from_db()
    assert account.standing == Standing.PAUSED

    stripe.enable(account.account_id)
    onboarding.follow(account.account_id, "account.updated")
    account.refresh_from_db()
    assert account.standing == Standing.ACTIVE
    assert account.instruments == ["card", "blik", "p24"]


def test_a_seller_who_leaves_is_no_longer_offered_and_may_come_back(seller, stripe, account):
    assert onboarding.follow(account.account_id, "account.application.deauthorized")
    onboarding.follow(account.account_id, "account.updated")  # comes late: changes nothing

    account.refresh_from_db()
    assert account.standing == Standing.GONE
    assert AuditEntry.objects.filter(action="shop.payments.account.gone").count() == 1

    old = account.account_id
    connect(seller)
    account.refresh_from_db()
    assert account.account_id not in {"", old}
    assert account.attempt == 2
    assert account.deauthorised_at is None


def test_an_account_that_stripe_no_longer_knows_is_gone(seller, stripe):
    account = SellerAccountFactory(partner=seller.partner, account_id="acct_nobodys")

    onboarding.sync(account)
    assert account.standing == Standing.GONE


def test_the_way_to_stripe_says_that_an_account_is_gone(seller, stripe):
    account = SellerAccountFactory(partner=seller.partner, account_id="acct_nobodys")

    with pytest.raises(AccountGoneError):
        connect(seller)

    account.refresh_from_db()
    assert account.standing == Standing.GONE


def test_a_notice_about_a_foreign_account_changes_nothing(stripe, account):
    assert not onboarding.follow("acct_foreign", "account.application.deauthorized")
    assert not onboarding.follow("", "account.application.deauthorized")

    account.refresh_from_db()
    assert account.takes_payments


def test_every_account_is_asked_about_daily_and_a_silent_one_stops_nobody(stripe, account):
    behind = SellerAccountFactory(account_id=stripe.seller(), charges_enabled=False)
    stripe.fail("GET", f"/v1/accounts/{account.account_id}", "500")

    assert onboarding.sync_all() == 1

    behind.refresh_from_db()
    assert behind.charges_enabled


def test_without_a_key_nothing_is_asked(seller, stripe, settings):
    settings.OPES = settings.OPES | {"STRIPE_SECRET_KEY": ""}

    with pytest.raises(GatewayOffError):
        connect(seller)
    assert not SellerAccount.objects.exists()
    assert not stripe.requests


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"account_id": ""}, Standing.NONE),
        ({"charges_enabled": False, "details_submitted": False}, Standing.DUE),
        ({"charges_enabled": False, "requirements_due": ["x"]}, Standing.DUE),
        ({"charges_enabled": False}, Standing.CHECKING),
        ({"charges_enabled": False, "disabled_reason": "rejected.fraud"}, Standing.REFUSED),
        ({"payouts_enabled": False}, Standing.PAUSED),
        ({}, Standing.ACTIVE),
    ],
)
def test_an_account_has_one_standing(changes, standing):
    assert SellerAccountFactory.build(partner=None, **changes).standing == standing


def test_what_is_asked_for_is_said_once_in_the_sellers_words():
    said = account_queries.asked_for(
        ["external_account", "representative.dob.day", "representative.dob.month", "company.tax_id", "strange.thing"]
    )

    assert len(said) == 4
    assert not any("_" in words or "." in words for words in said)


@pytest.mark.parametrize(
    ("changes", "is_open"),
    [
        ({}, True),
        ({"payouts_enabled": False}, True),
        ({"charges_enabled": False}, False),
        ({"account_id": ""}, False),
    ],
)
def test_buyers_may_choose_stripe_once_charges_are_enabled(seller, stripe, changes, is_open):
    SellerAccountFactory(partner=seller.partner, **changes)

    assert (PaymentMethod.STRIPE in account_queries.open_methods(seller.partner)) is is_open


def test_a_seller_without_an_account_costs_one_query(seller, stripe, django_assert_num_queries):
    partner = Partner.objects.get(pk=seller.partner.pk)

    with django_assert_num_queries(1):
        for _again in range(3):
            assert PaymentMethod.STRIPE not in account_queries.open_methods(partner)


def test_a_portal_without_stripe_asks_nothing(seller, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert PaymentMethod.STRIPE not in account_queries.open_methods(seller.partner)
