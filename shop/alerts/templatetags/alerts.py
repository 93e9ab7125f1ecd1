"""The form "tell me when it is back" that other rooms' templates show."""

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.urls import reverse

from pes_profiles.models import Profile
from shop.alerts.queries import is_on_break
from shop.catalogue.models import Product

register = template.Library()


@register.inclusion_tag("alerts/parts/notify.html", takes_context=True)
def notify_form(context: template.Context, thing: Any, *, is_full: bool = False) -> dict[str, Any]:
    """Show the form for an offer or a variant that cannot be had now, or for a PES that is on a break.

    `is_full`: it can be had, but all that can be made this month is ordered.
    """
    request = getattr(context, "request", None)
    is_product = isinstance(thing, Product)
    if request is None or thing.pk is None or (isinstance(thing, Profile) and not is_on_break(thing)):
        return {"url": ""}
    user = request.user
    return {
        "url": reverse("alerts:offer" if is_product else "alerts:pes", args=[thing.pk]),
        "is_offer": is_product,
        "is_full": is_full,
        "email": user.email if user.is_authenticated else "",
        "token": get_token(request),
    }
