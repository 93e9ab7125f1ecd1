"""What other rooms' templates may ask of the catalogue."""

from typing import TypedDict

from django import template
from django.core.cache import cache
from django.utils.translation import get_language

from shop.catalogue.models import Category

register = template.Library()

SECTIONS_SECONDS = 300


class Section(TypedDict):
    """A group of the shop as navigation needs it."""

    name: str
    slug: str
    url: str
    dye: str
    ornament: str


def sections() -> list[Section]:
    """Return the shop's groups in their order. Kept for five minutes: they change about once a year."""
    language = get_language()
    key = f"sections:{language}"
    kept = cache.get(key)
    if kept is not None:
        return kept

    found: list[Section] = [
        {
            "name": (language == "en" and category.name_en) or category.name,
            "slug": category.slug,
            "url": category.get_absolute_url(),
            "dye": category.dye,
            "ornament": category.ornament,
        }
        for category in Category.objects.filter(depth=1, is_public=True).order_by("path")
    ]
    if found:
        cache.set(key, found, SECTIONS_SECONDS)
    return found


@register.inclusion_tag("parts/section_nav.html")
def section_nav(current: str = "") -> dict:
    """Show the row of sections under the header; `current` is the slug of the section one is in."""
    return {"sections": sections(), "current": current}


@register.inclusion_tag("parts/section_menu.html")
def section_menu() -> dict:
    """Show the sections as lines of the phone menu."""
    return {"sections": sections()}


@register.inclusion_tag("parts/section_eggs.html")
def section_eggs() -> dict:
    """Show the sections as the row of dyed eggs on the home page."""
    return {"sections": sections()}
