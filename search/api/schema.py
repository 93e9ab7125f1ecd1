"""What the document of the API speaks of: our own public doors, not the back office's."""

from collections.abc import Callable
from typing import Any

PUBLIC = "/api/v1/"

Endpoint = tuple[str, str, str, Callable[..., Any]]


def only_public(endpoints: list[Endpoint]) -> list[Endpoint]:
    """Leave out the doors of Wagtail's editor."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(PUBLIC)]
