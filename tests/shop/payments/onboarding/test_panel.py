"""The panel's page of online payments: for owners, in words, and never further than Stripe lets."""

import pytest
from django.urls import reverse

from shop.payments.models import SellerAccount
from tests.factories.accounts import UserFactory
from tests.factories.payments import SellerAccountFactory
from tests.shop.seller.conftest import seller_of

POSTS = ["connect", "check", "stripe"]
GETS = ["account", "again", "back"]


def address(seller, name: str = "account") -> str:
    return reverse(f"payments_panel:{name}", args=[seller.slug])


def page(owner, seller) -> str:
    response = owner.get(address(seller))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", [*GETS, *POSTS])
@pytest.mark.parametrize("who", ["stranger", "packer", "other owner"])
def test_only_owners_find_the_page(client, seller, stripe, account, who, name):
    people = {"stranger": UserFactory, "packer": lambda: seller.packer, "other owner": lambda: seller_of().owner}
    client.force_login(people[who]())
    before = len(stripe.requests)

    response = client.post(address(seller, name)) if name in POSTS else client.get(address(seller, name))

    assert response.status_code == 404
    assert len(stripe.requests) == before


@pytest.mark.parametrize("name", [*GETS, *POSTS])
def test_whoever_is_signed_out_is_sent_to_the_door(client, seller, stripe, name):
    response = client.post(address(seller, name)) if name in POSTS else client.get(address(seller, name))

    assert response.status_code == 302
    assert not stripe.requests


@pytest.mark.parametrize("name", POSTS)
def test_nothing_is_done_by_a_link(owner, seller, stripe, name):
    assert owner.get(address(seller, name)).status_code == 405


def test_without_stripe_the_page_says_so(owner, seller):
    html = page(owner, seller)

    assert "Połącz ze Stripe" not in html
    assert "<form" not in html.partition("<main")[2]


def test_an_owner_is_sent_to_stripe_and_comes_back_active(owner, seller, stripe):
    assert "Połącz ze Stripe" in page(owner, seller)

    away = owner.post(address(seller, "connect"))
    assert away.status_code == 302
    assert away["Location"].startswith(f"{stripe.address}/setup/acct_")
    assert address(seller, "back") in away["Location"]
    stripe.enable(SellerAccount.objects.get().account_id)

    back = owner.get(address(seller, "back"), follow=True)

    assert "Stripe jest połączony" in back.content.decode()
    assert SellerAccount.objects.get().takes_payments


def test_the_page_lets_its_form_lead_to_stripe(owner, seller, stripe):
    policy = owner.get(address(seller))["Content-Security-Policy"]

    (rule,) = [each for each in policy.split("; ") if each.startswith("form-action")]
    assert "'self'" in rule
    assert "https://connect.stripe.com" in rule


def test_a_stale_page_of_stripes_gets_a_new_one(owner, seller, stripe, account):
    assert owner.get(address(seller, "again"))["Location"].startswith(f"{stripe.address}/setup/")


def test_what_stripe_asks_for_is_listed(owner, seller, stripe):
    SellerAccountFactory(partner=seller.partner, fresh=True, account_id=stripe.seller(charges=False))

    html = page(owner, seller)

    assert "Stripe czeka na dane" in html
    assert "rachunek bankowy" in html
    assert "external_account" not in html


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"payouts_enabled": False}, "Wypłaty są wstrzymane"),
        ({"charges_enabled": False}, "Stripe sprawdza"),
        ({"charges_enabled": False, "disabled_reason": "rejected.other"}, "Stripe odrzucił"),
        ({}, "Stripe jest połączony"),
    ],
)
def test_every_standing_has_its_words(owner, seller, stripe, changes, words):
    SellerAccountFactory(partner=seller.partner, **changes)

    assert words in page(owner, seller)


def test_a_disconnected_account_is_told_and_may_be_connected_again(owner, seller, stripe, account):
    account.deauthorised_at = account.created_at
    account.save()

    html = page(owner, seller)

    assert "Stripe jest odłączony" in html
    assert "Połącz ze Stripe" in html


@pytest.mark.parametrize("name", POSTS)
def test_a_silent_stripe_is_told_and_changes_nothing(owner, seller, stripe, account, name):
    for path in ("/v1/accounts", "/v1/account_links"):
        for method in ("GET", "POST"):
            stripe.fail(method, path, "500", times=5)

    response = owner.post(address(seller, name), follow=True)

    assert response.status_code == 200
    assert "Stripe nie odpowiada" in response.content.decode()
    account.refresh_from_db()
    assert account.takes_payments


def test_tries_are_limited(owner, seller, stripe, account):
    statuses = [owner.post(address(seller, "check")).status_code for _ in range(21)]

    assert statuses[-1] == 429
    assert set(statuses[:-1]) == {302}


def test_the_page_of_ways_to_pay_offers_stripe_once_it_may_be_used(owner, seller, stripe):
    seller.partner.payment_methods = ["TRANSFER"]
    seller.partner.save()
    assert 'value="STRIPE"' not in owner.get(seller.url("delivery")).content.decode()

    SellerAccountFactory(partner=seller.partner)

    html = owner.get(seller.url("delivery")).content.decode()
    assert 'value="STRIPE"' in html
    assert address(seller) in html
