"""What every template may ask of the portal itself."""

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict:
    """Return the environment's word and whether the data is invented. No query."""
    return {"demo": settings.OPES["DEMO"], "environment": settings.ENVIRONMENT}
