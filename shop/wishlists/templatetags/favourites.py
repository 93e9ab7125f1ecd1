"""The heart that other rooms' templates show."""

from typing import Any

from django import template
from django.db.models import Model
from django.middleware.csrf import get_token
from django.urls import reverse

from shop.catalogue.faces import Face
from shop.catalogue.models import Product
from shop.wishlists.queries import is_saved

register = template.Library()


@register.inclusion_tag("favourites/parts/heart.html", takes_context=True)
def heart(context: template.Context, thing: Any, *, words: bool = False) -> dict[str, Any]:
    """Show the heart of an offer or a PES; `words` writes beside it what it does.

    Signed out it carries no token and no state, so that a page kept for everybody holds nobody's.
    """
    request = getattr(context, "request", None)
    if request is None or not isinstance(thing, Model | Face) or thing.pk is None:
        return {"url": ""}
    is_offer = isinstance(thing, Product | Face)
    signed_in = request.user.is_authenticated
    return {
        "url": reverse("favourites:offer" if is_offer else "favourites:pes", args=[thing.pk]),
        "title": thing.title if is_offer else thing.short_name,
        "is_saved": is_saved(request, thing),
        "token": get_token(request) if signed_in else "",
        "words": words,
    }
