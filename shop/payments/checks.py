"""A server never offers the test payment."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

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
