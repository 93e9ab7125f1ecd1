"""What is known about a seller's account with Stripe, and what follows from it for buyers."""

import re
from collections.abc import Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from shop.partner.methods import running_methods
from shop.partner.models import Partner, PaymentMethod
from shop.payments.account_models import SellerAccount

#: what Stripe asks for, by the beginning of its code, in the words of a seller; the first that fits counts
_ASKED: tuple[tuple[str, Promise], ...] = (
    (r"external_account|bank_account", _("the bank account to which Stripe is to pay out")),
    (r"tos_acceptance", _("your consent to Stripe's terms")),
    (r"business_type|company\.structure", _("the kind of your organisation")),
    (r"company\.(tax_id|vat_id|registration_number)", _("NIP and the number in the register")),
    (r"company\.verification|documents\.", _("a document of the organisation, such as an extract from KRS")),
    (r"company\.\w*(owner|director|executive)", _("a statement who runs and who owns the organisation")),
    (r"company", _("the organisation's name, address and phone")),
    (r"business_profile|settings", _("what you sell and the address of your page")),
    (r"(\w+)\.(verification|\w*document)", _("an identity document of the person who represents you")),
    (r"(directors|owners|executives)", _("data of members of the board and owners")),
    (r"(representative|person_\w+|individual|email)", _("data of the person who represents you")),
)
_OTHER = _("something else that Stripe names on its page")


def account_of(partner: Partner) -> SellerAccount | None:
    """Return a seller's account as it was last heard of; one query for an instance of the seller."""
    return getattr(partner, "stripe_account", None)


def open_methods(partner: Partner) -> list[PaymentMethod]:
    """Return the ways to pay that the portal runs and that this seller may offer now, in their usual order."""
    running = running_methods()
    if PaymentMethod.STRIPE not in running:
        return running
    account = account_of(partner)
    takes = account is not None and account.takes_payments
    return [method for method in running if takes or method != PaymentMethod.STRIPE]


def is_running() -> bool:
    """Whether the portal takes payments through Stripe at all."""
    return PaymentMethod.STRIPE in running_methods()


def asked_for(codes: Iterable[str]) -> list[str]:
    """Say what Stripe asks for: each thing once, however many fields it is made of."""
    said = [next((words for pattern, words in _ASKED if re.match(pattern, code)), _OTHER) for code in codes]
    return list(dict.fromkeys(map(str, said)))
