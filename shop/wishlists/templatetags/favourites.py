"""The heart that other rooms' templates show."""

from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.urls import reverse

from pes_profiles.models import Profile
from shop.wishlists.queries import is_saved

register = template.Library()


@register.inclusion_tag("favourites/parts/heart.html", takes_context=True)
def heart(context: template.Context, thing: Any, *, words: bool = False) -> dict[str, Any]:
    """Show the heart of an offer (or of its face on a card) or of a PES; `words` writes beside it what it does.

    Signed out it carries no token and no state, so that a page kept for everybody holds nobody's.
    """
    request = getattr(context, "request", None)
    if request is None or getattr(thing, "pk", None) is None:
        return {"url": ""}
    is_offer = not isinstance(thing, Profile)
    signed_in = request.user.is_authenticated
    return {
        "url": reverse("favourites:offer" if is_offer else "favourites:pes", args=[thing.pk]),
        "title": thing.title if is_offer else thing.short_name,
        "is_saved": is_saved(request, pk=thing.pk, is_offer=is_offer),
        "token": get_token(request) if signed_in else "",
        "words": words,
    }
