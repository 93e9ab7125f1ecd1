"""The PES is written to when its Stripe changes something for its buyers or its money."""

import pytest

from operations.models import MailMessage
from operations.outbox import drain
from shop.payments import onboarding

LEFT = "account.application.deauthorized"


@pytest.fixture
def letters(seller):
    seller.profile.email = "pes@example.com"
    seller.profile.save()
    return lambda: [mail.kind for mail in MailMessage.objects.filter(kind="stripe_account")]


def hear(stripe, account, **state) -> None:
    stripe.enable(account.account_id, **state)
    onboarding.follow(account.account_id, "account.updated")


def test_payouts_that_stop_are_told_once(stripe, account, letters):
    for _again in range(3):
        hear(stripe, account, payouts=False, due=("external_account",))

    assert len(letters()) == 1


def test_nothing_is_written_while_nothing_changes(stripe, account, letters):
    hear(stripe, account)

    assert letters() == []


def test_a_seller_who_left_is_told_once(stripe, account, letters):
    for _again in range(2):
        onboarding.follow(account.account_id, LEFT)

    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ({"payouts": False}, "Stripe wstrzymał Twoje wypłaty"),
        ({"charges": False, "due": ("company.tax_id",)}, "Kupujący nie mogą płacić Ci online"),
    ],
)
def test_the_letter_says_what_it_means_for_the_seller(stripe, account, letters, mailoutbox, state, words):
    hear(stripe, account, **state)

    drain()

    (letter,) = [each for each in mailoutbox if each.to == ["pes@example.com"]]
    assert letter.subject == words
    assert f"/panel/{account.partner.profile.slug}/platnosci/" in letter.body


def test_a_pes_without_an_address_is_not_written_to(stripe, account, seller, mailoutbox):
    seller.profile.email = ""
    seller.profile.save()

    hear(stripe, account, payouts=False)

    assert not MailMessage.objects.filter(kind="stripe_account").exists()
