"""The heart that other rooms' templates show."""

from functools import lru_cache
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from pes_profiles.models import Profile
from shop.wishlists.queries import is_saved

register = template.Library()


@register.simple_tag(takes_context=True)
def heart(context: template.Context, thing: Any, *, words: bool = False) -> SafeString:
    """Show the heart of an offer (or of its face on a card) or of a PES; `words` writes beside it what it does.

    Signed out it carries no token and no state, so that a page kept for everybody holds nobody's, and it is kept itself.
    """
    request = getattr(context, "request", None)
    if request is None or getattr(thing, "pk", None) is None:
        return SafeString()
    is_offer = not isinstance(thing, Profile)
    title = thing.title if is_offer else thing.short_name
    if not request.user.is_authenticated:
        return _for_everybody(thing.pk, title, is_offer=is_offer, words=words, language=get_language() or "")
    saved = is_saved(request, pk=thing.pk, is_offer=is_offer)
    return _drawn(thing.pk, title, is_offer=is_offer, words=words, is_saved=saved, token=get_token(request))


#: a list of 24 draws 24 of them; `language` is only told apart here
@lru_cache(maxsize=4000)
def _for_everybody(pk: int, title: str, *, is_offer: bool, words: bool, language: str) -> SafeString:
    return _drawn(pk, title, is_offer=is_offer, words=words)


def _drawn(pk: int, title: str, *, is_offer: bool, words: bool, is_saved: bool = False, token: str = "") -> SafeString:
    url = reverse("favourites:offer" if is_offer else "favourites:pes", args=[pk])
    told = {"url": url, "title": title, "is_saved": is_saved, "token": token, "words": words}
    return render_to_string("favourites/parts/heart.html", told)
