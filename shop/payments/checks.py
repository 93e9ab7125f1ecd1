"""A server never offers the test payment, and Stripe only with all that it needs."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Caution

from shop.payments import gateways


@register(Tags.security)
def gateways_are_fit(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse the test operator in production, and any name that no operator has. Runs at every start."""
    named = settings.OPES["PAYMENT_GATEWAYS"]
    found: list[CheckMessage] = []
    if settings.ENVIRONMENT == "production" and "sandbox" in named:
        found.append(
            Error(
                "The test payment is offered on a production server.",
                hint="Take “sandbox” out of PAYMENT_GATEWAYS.",
                id="payments.E001",
            )
        )
    found += [
        Error(f"No operator of payments is called “{name}”.", hint="See PAYMENT_GATEWAYS.", id="payments.E002")
        for name in named
        if not gateways.is_known(name)
    ]
    return found


@register(Tags.security)
def stripe_is_whole(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Name the settings of Stripe that are missing, or do not belong together. Values are never shown."""
    key, secrets = settings.OPES["STRIPE_SECRET_KEY"], settings.OPES["STRIPE_WEBHOOK_SECRETS"]
    if "stripe" not in settings.OPES["PAYMENT_GATEWAYS"]:
        return [Caution(text, id="payments.W001") for text in _unused(key, secrets)]
    faults = []
    if not key.startswith(("sk_", "rk_")):
        faults.append(("STRIPE_SECRET_KEY is missing, or is no secret or restricted key.", "payments.E003"))
    elif ("_live_" in key) is not (settings.ENVIRONMENT == "production"):
        faults.append(("STRIPE_SECRET_KEY is of the other mode: live keys are for the server alone.", "payments.E004"))
    if not secrets or not all(secret.startswith("whsec_") for secret in secrets):
        faults.append(("STRIPE_WEBHOOK_SECRETS is missing, or names what is no webhook secret.", "payments.E005"))
    if settings.ENVIRONMENT == "production" and settings.OPES["STRIPE_API_BASE"]:
        faults.append(("STRIPE_API_BASE sends a server's payments elsewhere than to Stripe.", "payments.E006"))
    return [Error(text, hint="See docs/payments.md.", id=number) for text, number in faults]


def _unused(key: str, secrets: list[str]) -> list[str]:
    given = [name for name, value in (("STRIPE_SECRET_KEY", key), ("STRIPE_WEBHOOK_SECRETS", secrets)) if value]
    return [f"{name} is set, but PAYMENT_GATEWAYS does not name “stripe”." for name in given]
