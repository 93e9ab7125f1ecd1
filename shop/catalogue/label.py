"""What the law wants said about an offer, as rows for its page. Answers come as text, lists or small records."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shop.catalogue.legal_fields import FIELDS, fields_for
from shop.catalogue.models import Product

#: keys that steer the page and are not shown
HIDDEN = frozenset({"perishable_rule"})
#: The law wants allergens to stand out (Reg. 1169/2011 art. 21).
EMPHASISED = frozenset({"allergens"})
#: a text with one marked word falls into this many parts
MARKED = 3


def label_rows(offer: Product) -> list[tuple[str, str | SafeString]]:
    """Return what was answered, named, in the order its category asks; empty answers are left out."""
    given = {key: value for key, value in offer.legal.items() if key not in HIDDEN}
    asked = offer.main_category.required_legal if offer.main_category else []
    keys = [key for key in dict.fromkeys([*asked, *FIELDS]) if key in given]
    rows = [(str(field.label), _words(field.key, given[field.key])) for field in fields_for(keys)]
    return [(label, words) for label, words in rows if words]


def _words(key: str, value: Any) -> str | SafeString:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if key in EMPHASISED:
        return _strong(value) or pgettext("allergens", "none")
    if isinstance(value, Mapping):
        return _record(value)
    if isinstance(value, (list, tuple)):
        return _lines(value)
    return _starred(str(value or ""))


def _starred(text: str) -> SafeString | str:
    """Emphasise what stands between ** and **: allergens within the ingredients."""
    parts = text.split("**")
    if len(parts) < MARKED:
        return text
    whole = len(parts) % 2 == 1
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<strong>{}</strong>", part) if number % 2 and (whole or number < len(parts) - 1) else part,)
            for number, part in enumerate(parts)
        ),
    )


def _strong(value: Any) -> SafeString | str:
    words = value if isinstance(value, (list, tuple)) else [value]
    return format_html_join(", ", "<strong>{}</strong>", ((word,) for word in words if word))


def _record(value: Mapping[str, Any]) -> str:
    """Write who answers for it: name, unit, address, e-mail, phone."""
    known = [value.get(key) for key in ("name", "unit", "address", "email", "phone")]
    return ", ".join(str(part) for part in known if part)


def _lines(values: Iterable[Any]) -> SafeString:
    return format_html_join("", "{}<br>", ((_line(value),) for value in values if value))


def _line(value: Any) -> str | SafeString:
    if not isinstance(value, Mapping):
        return str(value)
    allergens = value.get("allergens")
    name = str(value.get("name", ""))
    return format_html("{}: {}", name, _strong(allergens)) if allergens else name
