"""A double click on “Connect Stripe”, at the same moment."""

import pytest

from shop.partner.models import Partner
from shop.payments import onboarding
from shop.payments.models import SellerAccount
from tests.shop.checkout.test_races import run_at_once

pytestmark = pytest.mark.django_db(transaction=True)


def clicking(seller):
    partner = Partner.objects.get(pk=seller.partner.pk)
    return lambda: onboarding.connect(partner, by=seller.owner, back="/tam/", again="/znowu/")


def test_two_clicks_at_once_open_one_account(seller, stripe):
    results = run_at_once([clicking(seller), clicking(seller)])

    assert all(isinstance(result, str) for result in results), results
    assert len(stripe.book.all_of("", "acct")) == 1
    assert SellerAccount.objects.get().account_id in results[0]


def test_without_a_key_of_our_own_row_there_would_be_two(seller, stripe, monkeypatch):
    """The control: what keeps them apart is the key alone."""
    keys = iter(["one", "two"])
    monkeypatch.setattr(SellerAccount, "idempotency_key", property(lambda account: next(keys)))

    for _click in range(2):
        clicking(seller)()
        SellerAccount.objects.update(account_id="")

    assert len(stripe.book.all_of("", "acct")) == 2
