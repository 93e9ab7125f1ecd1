"""What the templates share: icons, pictures, form fields, money and dates as Polish readers expect them.

The library is a builtin: no `{% load %}` is needed. Every tag works in a partial that was included with `only`.
"""

import datetime as dt
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.templatetags.static import static
from django.urls import translate_url
from django.utils import formats, timezone
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from cms.media.models import Image
from cms.media.sizes import SIZES

register = template.Library()

NBSP = "\u00a0"

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
def icon(name: str, css: str = "") -> SafeString:
    """Draw a symbol of the sprite. It is decoration: the word beside it, or an accessible name, carries the meaning."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        f" {css}" if css else "",
        _sprite(),
        name,
    )


@register.simple_tag
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
    """Show a picture in one of the named sizes, or the section's egg when there is none.

    Width and height are always set, so nothing jumps. Renditions come from the prefetch when the
    queryset used `prefetch_renditions(*specs(size))`; otherwise they cost one query each.
    """
    if image is None:
        egg_part = egg(dye, ornament)
        if alt:
            return format_html('<span class="ph" role="img" aria-label="{}">{}</span>', alt, egg_part)
        return format_html('<span class="ph" aria-hidden="true">{}</span>', egg_part)

    shown = SIZES[size]
    made = image.get_renditions(*shown.specs)
    renditions = [made[spec] for spec in shown.specs]
    largest = renditions[-1]
    return format_html(
        '<img src="{}" srcset="{}" sizes="{}" width="{}" height="{}" alt="{}"{}>',
        renditions[0].url,
        ", ".join(f"{rendition.url} {rendition.width}w" for rendition in renditions),
        shown.sizes,
        largest.width,
        largest.height,
        image.alt if alt is None else alt,
        mark_safe(' fetchpriority="high"' if eager else ' loading="lazy" decoding="async"'),
    )


@register.filter
def picture_url(image: Image | None, size: str = "full") -> str:
    """Return the address of the largest crop of a size, for links and for social cards."""
    if image is None:
        return ""
    return image.get_rendition(SIZES[size].specs[-1]).url


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


def _shape(field: forms.BoundField) -> str:
    """Return how a field is laid out: check (one box), group (a list of choices), select, area, file or line."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "group"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.Textarea):
        return "area"
    return "line"


@register.inclusion_tag("parts/field.html")
def field(
    bound: forms.BoundField,
    *,
    unit: str = "",
    short: bool = False,
    label: str = "",
    hint: str = "",
    optional: bool = True,
) -> dict[str, Any]:
    """Render label, hint, control and error in this order, tied together for screen readers.

    `unit` stands inside the control ("zł", "szt."), `short` narrows it, `optional=False` leaves out
    the word "optional" (in filters, where everything is). Hidden fields come out bare.
    """
    if bound.is_hidden:
        return {"field": bound, "shape": "hidden"}
    shape = _shape(bound)
    hint = hint or bound.help_text
    error = bound.errors[0] if bound.errors else ""
    described = [
        *([f"{bound.auto_id}_hint"] if hint else []),
        *([f"{bound.auto_id}_error"] if error else []),
    ]
    attrs: dict[str, Any] = {}
    if shape in {"line", "area", "file"}:
        given = bound.field.widget.attrs.get("class", "")
        attrs["class"] = f"input {given}".strip()
    if described and shape != "group":
        attrs["aria-describedby"] = " ".join(described)
    if error and shape != "group":
        attrs["aria-invalid"] = "true"
    return {
        "field": bound,
        "shape": shape,
        "control": "" if shape == "group" else bound.as_widget(attrs=attrs),
        "label": label or bound.label,
        "hint": hint,
        "error": error,
        "described": " ".join(described),
        "unit": unit,
        "short": short,
        "optional": optional and not bound.field.required and shape != "check",
    }


@register.inclusion_tag("parts/errors.html")
def errors(*sources: forms.BaseForm | forms.BaseFormSet | None) -> dict[str, Any]:
    """List what has to be corrected, each line a link to its field. Takes forms and formsets; nothing wrong, nothing shown."""
    rows: list[dict[str, str]] = []
    for source in sources:
        if source is None:
            continue
        formset = isinstance(source, forms.BaseFormSet)
        if formset and source.is_bound:
            rows += [{"text": text, "target": "", "label": ""} for text in source.non_form_errors()]
        for form in source.forms if formset else [source]:
            rows += _form_errors(form)
    return {"rows": rows}


def _form_errors(form: forms.BaseForm) -> Iterable[dict[str, str]]:
    if not form.is_bound:
        return
    for text in form.non_field_errors():
        yield {"text": text, "target": "", "label": ""}
    for bound in form:
        for text in bound.errors:
            yield {
                "text": text,
                "target": "" if bound.is_hidden else bound.auto_id,
                "label": bound.label,
            }


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


# --- Money, dates, numbers ---


@register.filter
def money(value: Decimal | float | str | None) -> str:
    """Write an amount as `1 230,00 zł`, never broken between lines. Nothing in, nothing out."""
    if value is None or value == "":
        return ""
    text = f"{Decimal(str(value)):,.2f}"
    if get_language() != "en":
        text = text.replace(",", NBSP).replace(".", ",")
    return f"{text}{NBSP}zł"


def _local_date(value: dt.date) -> dt.date:
    return timezone.localtime(value).date() if isinstance(value, dt.datetime) else value


@register.filter
def day_month(value: dt.date | dt.datetime | None) -> str:
    """Write a day as `27 listopada`; the year is added when it is not this one."""
    if not value:
        return ""
    day = _local_date(value)
    pattern = "j E" if day.year == timezone.localdate().year else "j E Y"
    return formats.date_format(day, pattern).replace(" ", NBSP)


@register.filter
def day_full(value: dt.date | dt.datetime | None) -> str:
    """Write a day with its year, `27 listopada 2026`."""
    if not value:
        return ""
    return formats.date_format(_local_date(value), "j E Y").replace(" ", NBSP)


@register.filter
def day_time(value: dt.datetime | None) -> str:
    """Write a moment as `27 listopada, 18.42`."""
    if not value:
        return ""
    return f"{day_month(value)}, {clock(value)}"


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """Write an hour with a dot, `9.30`, as Polish timetables do."""
    if not value:
        return ""
    moment = timezone.localtime(value).time() if isinstance(value, dt.datetime) else value
    separator = ":" if get_language() == "en" else "."
    return f"{moment.hour}{separator}{moment.minute:02d}"


@register.filter
def nrb(value: str | None) -> str:
    """Group the 26 digits of an account number: `80 0009 9903 …`. Anything else stays as it is."""
    digits = re.sub(r"\D", "", value or "")
    if len(digits) != 26:
        return value or ""
    return NBSP.join([digits[:2], *(digits[start : start + 4] for start in range(2, len(digits), 4))])


_MOBILE = re.compile(r"^(45|50|51|53|57|60|66|69|72|73|78|79|88)")


@register.filter
def phone(value: str | None) -> str:
    """Write a Polish number in groups, `77 000 44 00` or `600 000 000`; foreign numbers stay as given."""
    digits = re.sub(r"\D", "", value or "")
    if digits.startswith("48") and len(digits) == 11:
        digits = digits[2:]
    if len(digits) != 9:
        return value or ""
    cuts = (0, 3, 6, 9) if _MOBILE.match(digits) else (0, 2, 5, 7, 9)
    return NBSP.join(digits[a:b] for a, b in pairwise(cuts))


@register.filter
def phone_link(value: str | None) -> str:
    """Return the number for a `tel:` link, with the country code."""
    digits = re.sub(r"\D", "", value or "")
    return f"+{digits}" if (value or "").strip().startswith("+") else f"+48{digits}"


# --- Typography ---

_TAG = re.compile(r"(<[^>]*>)")
_UNITS = r"zł|g|kg|dag|ml|l|szt\.|cm|mm|m|m²|km|dni|sztuk|os\.|%|r\."
_TYPOGRAPHY = (
    (re.compile(r"(?<![\w„])([aiouwzAIOUWZ]) (?=\S)"), rf"\1{NBSP}"),
    (re.compile(rf"(\d) (?=(?:{_UNITS})(?!\w))"), rf"\1{NBSP}"),
    (re.compile(r"\b(ul\.|pl\.|al\.|os\.|nr|art\.|ust\.|tel\.) (?=\S)"), rf"\1{NBSP}"),
    (
        re.compile(r"(?<![\w-])(\d\d-\d{3}|\d{1,2}\.\d\d–\d{1,2}\.\d\d)(?![\w-])"),
        r'<span class="nowrap">\1</span>',
    ),
)


@register.filter(is_safe=True)
def tidy(value: object) -> SafeString:
    """Keep together what Polish does not break: one-letter words, amounts with units, postcodes, hours.

    People's text is escaped first; only text between tags is touched. For text, not for attributes.
    """
    parts = _TAG.split(conditional_escape(value))
    for index in range(0, len(parts), 2):
        for pattern, replacement in _TYPOGRAPHY:
            parts[index] = pattern.sub(replacement, parts[index])
    return mark_safe("".join(parts))


@register.filter
def paragraphs(value: str | None) -> SafeString:
    """Turn a person's plain text into escaped, tidied paragraphs."""
    blocks = [block.strip() for block in re.split(r"\n\s*\n|\r\n\s*\r\n", value or "")]
    return mark_safe("".join(f"<p>{tidy(block)}</p>" for block in blocks if block))


# --- Languages ---


@register.simple_tag(takes_context=True)
def other_language(context: template.Context) -> dict[str, str]:
    """Return code, name and address of the page in the other language, or of that language's home."""
    code = "pl" if get_language() == "en" else "en"
    names = {"pl": "Polski", "en": "English"}
    home = "/" if code == settings.LANGUAGE_CODE else f"/{code}/"
    request = context.get("request")
    here = request.path if request else ""
    there = translate_url(here, code) if here else ""
    return {"code": code, "name": names[code], "url": there if there != here else home}
