"""System checks: nothing is routed that nobody declared, nothing is declared that leads nowhere."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 -- Django's name
from django.urls import get_resolver

from operations import routes


@register
def every_route_is_declared(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Fail on a route of ours without roles; mention a declaration whose route is gone."""
    if not getattr(settings, "ROOT_URLCONF", ""):
        return []

    found: list[CheckMessage] = []
    named = set()
    for name, address, view in routes.walk(get_resolver()):
        named.add(name)
        if routes.lookup(name, address) is None and routes.must_be_declared(name, view):
            found.append(
                Error(
                    f"The route {name or 'without a name'} at /{address} is not declared.",
                    hint="Say who may use it in the room's routes.py: routes.declare(name, roles=[…]).",
                    id="operations.E001",
                )
            )
    found += [
        Warning(
            f"The declared route {name} does not exist.",
            hint="Take the declaration out of the room's routes.py or route it.",
            id="operations.W001",
        )
        for name in sorted(routes.declared().keys() - named)
    ]
    return found
