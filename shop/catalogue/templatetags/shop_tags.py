"""What other rooms' templates may ask of the catalogue."""

from collections.abc import Iterable
from typing import TypedDict

from django import template
from django.core.paginator import Paginator
from django.utils.translation import get_language

from operations import versions
from pes_profiles.models import Profile
from shop.catalogue.faces import Face, face_of
from shop.catalogue.models import Product
from shop.catalogue.queries import offers_of, public_categories

register = template.Library()

PES_PAGE = 24


class Section(TypedDict):
    """A group of the shop as navigation needs it."""

    name: str
    slug: str
    url: str
    dye: str
    ornament: str


def sections() -> list[Section]:
    """Return the shop's groups in their order. Kept until a category changes."""
    language = get_language()

    def build() -> list[Section]:
        return [
            {
                "name": (language == "en" and category.name_en) or category.name,
                "slug": category.slug,
                "url": category.get_absolute_url(),
                "dye": category.dye,
                "ornament": category.ornament,
            }
            for category in public_categories()
            if category.depth == 1
        ]

    return versions.kept(f"sections:{language}", build, "words")


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


# --- Offers ---


@register.inclusion_tag("shop/parts/pes_offers.html", takes_context=True)
def pes_offers(context: template.Context, profile: Profile) -> dict:
    """Show the offers of a PES on its page, 24 at a time (`?strona=`), or say that there are none now."""
    request = context.get("request")
    page = Paginator(offers_of(profile), PES_PAGE).get_page(request.GET.get("strona") if request else 1)
    return {"profile": profile, "offers": list(page), "page": page, "total": page.paginator.count, "request": request}


@register.inclusion_tag("shop/parts/cards.html")
def offer_cards(offers: Iterable[Product], level: str = "h3", css: str = "cards-4") -> dict:
    """Show offers as cards; they come from `Product.objects.for_cards()`."""
    return {"offers": offers, "level": level, "css": css}


@register.simple_tag
def card_face(offer: Product | Face, level: str = "", first: bool = False) -> Face:
    """Return the face of a card: as it was kept, or made now."""
    return offer if isinstance(offer, Face) else face_of(offer, level=level or "h3", eager=bool(first))


@register.simple_tag
def offers_number(profile: Profile) -> int:
    """Return how many offers a PES shows now."""
    return Product.objects.public().filter(partner__profile=profile).count()
