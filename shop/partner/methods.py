"""Which ways to pay the portal runs now: a seller offers among them, a buyer chooses among those of the seller."""

from django.conf import settings

from shop.partner.models import PaymentMethod

GATEWAY_OF = {
    PaymentMethod.TRANSFER: "transfer",
    PaymentMethod.TRANSFER_DEFERRED: "transfer",
    PaymentMethod.SANDBOX: "sandbox",
    PaymentMethod.STRIPE: "stripe",
}


def running_methods() -> list[PaymentMethod]:
    """Return the methods whose gateway is switched on, in the order of `PaymentMethod`."""
    return [method for method in PaymentMethod if GATEWAY_OF[method] in settings.OPES["PAYMENT_GATEWAYS"]]
