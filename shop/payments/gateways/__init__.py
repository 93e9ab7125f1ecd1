"""The operators of payments, each behind the same few verbs."""

from functools import cache

from django.conf import settings

from shop.fulfilment.models import VendorOrder
from shop.partner.models import PaymentMethod
from shop.payments.exceptions import GatewayOffError
from shop.payments.gateways.base import Gateway, NoticeData, Outcome, Started
from shop.payments.gateways.sandbox import SandboxGateway
from shop.payments.gateways.transfer import TransferGateway

__all__ = ["Gateway", "NoticeData", "Outcome", "Started", "gateway_of", "get_gateway", "is_known"]

_OWN: dict[str, Gateway] = {gateway.name: gateway for gateway in (TransferGateway(), SandboxGateway())}
_NAMES = frozenset({*_OWN, "stripe"})
_OF_METHOD = {
    PaymentMethod.TRANSFER: "transfer",
    PaymentMethod.TRANSFER_DEFERRED: "transfer",
    PaymentMethod.SANDBOX: "sandbox",
    PaymentMethod.STRIPE: "stripe",
}


def is_known(name: str) -> bool:
    return name in _NAMES


@cache
def _stripe() -> Gateway:
    # A portal without Stripe does not wait a second at every start for its SDK.
    from shop.payments.gateways.stripe import StripeGateway

    return StripeGateway()


def get_gateway(name: str) -> Gateway:
    """Return an operator that the portal's setting names.

    Raises `GatewayOffError` for any other, and for the test operator on a server whatever the setting says.
    """
    if name not in settings.OPES["PAYMENT_GATEWAYS"] or not is_known(name):
        raise GatewayOffError(name)
    if name == "stripe" and not settings.OPES["STRIPE_SECRET_KEY"]:
        raise GatewayOffError(name)
    gateway = _OWN.get(name) or _stripe()
    if gateway.is_test and settings.ENVIRONMENT == "production":
        raise GatewayOffError(name)
    return gateway


def gateway_of(vo: VendorOrder) -> Gateway:
    """Return the operator of the way in which a share is to be paid."""
    return get_gateway(_OF_METHOD[PaymentMethod(vo.payment_method)])
