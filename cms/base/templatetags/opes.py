"""What the templates share: icons, pictures, form fields, money and dates as Polish readers expect them.

The library is a builtin: no `{% load %}` is needed. Every tag works in a partial that was included with `only`.
"""

import logging
from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import translate_url
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from wagtail.images.models import AbstractRendition, Filter, SourceImageIOError
from wagtail.models import Page as PortalPage

from cms.base.contents import contents
from cms.base.form_parts import errors, field
from cms.base.formats import clock, day_full, day_month, day_time, money, nrb, phone, phone_link
from cms.base.typography import paragraphs, tidy
from cms.base.units import one_unit, units
from cms.media.models import Image, Rendition
from cms.media.sizes import SIZES, avif_of

register = template.Library()
logger = logging.getLogger("cms.pictures")

#: A seller's and a section's colour is one of these seven, never a free one: white reads on each of them.
DYES = ("mallow", "onion", "cornflower", "rye", "elder", "woad", "alder")
ORNAMENTS = (
    "klos",
    "tulipan",
    "ptak",
    "paproc",
    "serce",
    "dab",
    "rozeta",
    "galazka",
    "bukiet",
)


# --- Icons, eggs, pictures ---


@lru_cache(maxsize=1)
def _sprite() -> str:
    return static("icons/icons.svg")


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, css: str = "") -> SafeString:
    """Draw a symbol of the sprite. It is decoration: the word beside it, or an accessible name, carries the meaning."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        f" {css}" if css else "",
        _sprite(),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=512)
def egg(dye: str = "", ornament: str = "", css: str = "") -> SafeString:
    """Draw a dyed egg with its scratched ornament. Unknown slugs become the alder egg with a rosette."""
    return format_html(
        '<span class="egg dye-{} orn-{}{}" aria-hidden="true"></span>',
        dye if dye in DYES else "alder",
        ornament if ornament in ORNAMENTS else "rozeta",
        f" {css}" if css else "",
    )


@register.simple_tag
def picture(
    image: Image | None,
    size: str = "card",
    alt: str | None = None,
    *,
    eager: bool = False,
    dye: str = "",
    ornament: str = "",
) -> SafeString:
    """Show a picture in one of the named sizes, or the section's egg when there is none or its file is lost.

    Width and height are always set, so nothing jumps. Renditions come from the prefetch when the
    queryset used `prefetch_renditions(*specs(size))`; otherwise they cost one query each.
    """
    shown = SIZES[size]
    renditions, smaller = _renditions(image, shown.specs)
    if not image or not renditions:
        egg_part = egg(dye, ornament)
        if alt:
            return format_html('<span class="ph" role="img" aria-label="{}">{}</span>', alt, egg_part)
        return format_html('<span class="ph" aria-hidden="true">{}</span>', egg_part)

    largest = renditions[-1]
    img = format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}>',
        renditions[0].url,
        _srcset(renditions),
        shown.sizes,
        largest.width,
        largest.height,
        image.alt if alt is None else alt,
        mark_safe(' fetchpriority="high"' if eager else ' loading="lazy" decoding="async"'),  # two constants
    )
    if not smaller:
        return img
    return format_html(
        '<picture><source type="image/avif" srcset="{}" sizes="{}">{}</picture>', _srcset(smaller), shown.sizes, img
    )


@register.filter
def picture_url(image: Image | None, size: str = "full") -> str:
    """Return the address of the largest crop of a size, for links and for social cards."""
    renditions, _smaller = _renditions(image, SIZES[size].specs[-1:])
    return renditions[0].url if renditions else ""


def _srcset(renditions: Sequence[AbstractRendition]) -> str:
    return ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions)


@lru_cache(maxsize=128)
def crop(spec: str) -> Filter:
    """Return a crop as Wagtail knows it. What its words mean is found out once: it costs more than the picture's row."""
    return Filter(spec)


def _renditions(image: Image | None, specs: Sequence[str]) -> tuple[list[AbstractRendition], list[AbstractRendition]]:
    """Return a picture in each of the sizes, and the same as AVIF when the worker has made all of them.

    Nothing when its file is lost: a page is worth more than its picture.
    """
    if not image:
        return [], []
    try:
        made = image.get_renditions(*map(crop, specs))
    except SourceImageIOError:
        logger.exception("the file of a picture is lost", extra={"image": image.pk})
        return [], []
    return [made[spec] for spec in specs], _smaller(image, [avif_of(spec) for spec in specs])


def _smaller(image: Image, specs: Sequence[str]) -> list[AbstractRendition]:
    """Return the crops as AVIF, from the prefetch or as they were found a moment ago; empty while one is still to be made."""
    filters = [crop(spec) for spec in specs]
    if hasattr(image, "prefetched_renditions") or "renditions" in getattr(image, "_prefetched_objects_cache", {}):
        found = list(image.find_existing_renditions(*filters).values())
    else:
        cache = Rendition.cache_backend
        key = f"avif-{image.pk}-{filters[-1].get_cache_key(image)}-{specs[-1].replace('|', '-')}"
        found = cache.get(key)
        if found is None:
            found = list(image.find_existing_renditions(*filters).values())
            cache.set(key, found)
    return found if len(found) == len(specs) else []


# --- Notes and forms ---

_NOTE_ICONS = {
    "info": "info",
    "ok": "circle-check",
    "warn": "triangle-alert",
    "error": "circle-alert",
}


@register.simple_block_tag
def note(content: str, kind: str = "info", symbol: str = "") -> SafeString:
    """Wrap a message: `{% note "warn" %}<p>…</p>{% endnote %}`. Kinds: info, ok, warn, error."""
    return format_html(
        '<div class="note note-{}">{}<div>{}</div></div>',
        kind if kind in _NOTE_ICONS else "info",
        icon(symbol or _NOTE_ICONS.get(kind, "info")),
        content,
    )


register.simple_block_tag(contents)
register.inclusion_tag("parts/field.html")(field)
register.inclusion_tag("parts/errors.html")(errors)


# --- Lists, steps, stars ---


@register.inclusion_tag("parts/pages.html", takes_context=True)
def pages(context: template.Context, page: Page, key: str = "strona") -> dict[str, Any]:
    """Show the pages of a list. Every link keeps the rest of the query string."""
    request = context.get("request")
    query = request.GET.copy() if request else None

    def address(number: int) -> str:
        if query is None:
            return f"?{key}={number}"
        query[key] = str(number)
        if number == 1:
            del query[key]
        return f"?{query.urlencode()}"

    numbers = [
        {"number": number, "url": address(number)} if isinstance(number, int) else {"gap": True}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "numbers": numbers,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


@register.inclusion_tag("parts/steps.html")
def steps(rows: Iterable[tuple[str, str]], current: int) -> dict[str, Any]:
    """Show the steps of a form or of the checkout: `rows` of (label, address), `current` counted from 1.

    A step already done is a link when it has an address; the ones ahead never are.
    """
    return {
        "rows": [
            {
                "label": label,
                "url": url if number < current else "",
                "state": "done" if number < current else "now" if number == current else "next",
            }
            for number, (label, url) in enumerate(rows, start=1)
        ]
    }


@register.inclusion_tag("parts/stars.html")
def stars(value: float | Decimal | None) -> dict[str, Any]:
    """Show a mark of 1 to 5 as stars, with the number in words for those who do not see them."""
    full = round(value or 0)
    return {"value": full, "marks": [number <= full for number in range(1, 6)]}


# --- Money, dates, numbers, typography ---

for _filter in (money, day_month, day_full, day_time, clock, nrb, phone, phone_link, paragraphs, units, one_unit):
    register.filter(_filter.__name__, _filter)
register.filter("tidy", tidy, is_safe=True)


# --- Languages ---


@register.simple_tag(takes_context=True)
def other_language(context: template.Context) -> dict[str, str]:
    """Return code, name and address of the page in the other language, or of that language's home."""
    code = "pl" if get_language() == "en" else "en"
    names = {"pl": "Polski", "en": "English"}
    home = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
    request, page = context.get("request"), context.get("page")
    if isinstance(page, PortalPage):
        return {"code": code, "name": names[code], "url": _translated(page, code, request) or home}
    return {"code": code, "name": names[code], "url": _address_in(request, code) or home}


def _address_in(request: HttpRequest | None, code: str) -> str:
    """Return the address of a view in another language, empty without one. Looked up once for the top and the foot."""
    if request is None:
        return ""
    kept: dict[str, str] = request.__dict__.setdefault("_addresses_in", {})
    if code not in kept:
        there = translate_url(request.path, code)
        kept[code] = there if there != request.path else ""
    return kept[code]


def _translated(page: PortalPage, code: str, request: HttpRequest | None) -> str:
    """Return the address of a page's translation, empty without one. Asked for at the top and foot, looked up once."""
    kept: dict[str, str] = page.__dict__.setdefault("_translated_addresses", {})
    if code not in kept:
        found = page.get_translations().live().filter(locale__language_code=code).first()
        kept[code] = (found.get_url(request) or "") if found else ""
    return kept[code]
