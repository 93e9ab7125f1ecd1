"""Sellers' accounts with an operator of online payments."""

import factory

from operations.clock import now
from shop.payments.models import SellerAccount
from tests.factories.catalogue import PartnerFactory


class SellerAccountFactory(factory.django.DjangoModelFactory):
    """An account that takes card, BLIK and Przelewy24 and pays out; `fresh=True` is one just opened."""

    class Meta:
        model = SellerAccount

    class Params:
        fresh = factory.Trait(
            charges_enabled=False,
            payouts_enabled=False,
            details_submitted=False,
            instruments=[],
            requirements_due=["external_account", "company.tax_id", "tos_acceptance.date"],
        )

    partner = factory.SubFactory(PartnerFactory, payment_methods=["TRANSFER", "STRIPE"])
    account_id = factory.Sequence(lambda n: f"acct_test{n:04d}")
    charges_enabled = True
    payouts_enabled = True
    details_submitted = True
    instruments = factory.LazyFunction(lambda: ["card", "blik", "p24"])
    checked_at = factory.LazyFunction(now)
