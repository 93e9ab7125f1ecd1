"""What the law wants said about an offer, as rows for its page. Answers come as text, lists or small records."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shop.catalogue.models import Product

#: In the order of a label: what it is, what it is made of, how to keep it, who answers for it.
LABELS = {
    "food_name": gettext_lazy("Name of the food"),
    "ingredients": gettext_lazy("Ingredients"),
    "allergens": gettext_lazy("Allergens"),
    "dishes": gettext_lazy("Dishes and allergens"),
    "bundle_items": gettext_lazy("Inside"),
    "net_quantity": gettext_lazy("Net quantity"),
    "materials": gettext_lazy("Materials"),
    "fibre": gettext_lazy("Fibre composition"),
    "wood": gettext_lazy("Wood"),
    "finish": gettext_lazy("Finish"),
    "wax": gettext_lazy("Wax"),
    "burn_time": gettext_lazy("Burning time"),
    "inci": gettext_lazy("Ingredients (INCI)"),
    "function": gettext_lazy("Function"),
    "origin": gettext_lazy("Origin"),
    "storage": gettext_lazy("Storage"),
    "durability": gettext_lazy("Durability"),
    "care": gettext_lazy("Care"),
    "nutrition": gettext_lazy("Nutrition"),
    "food_contact": gettext_lazy("For contact with food"),
    "food_contact_note": gettext_lazy("Contact with food"),
    "min_age": gettext_lazy("Age"),
    "ce": gettext_lazy("CE mark"),
    "declaration_no": gettext_lazy("Declaration of conformity"),
    "cpnp": "CPNP",
    "warnings": gettext_lazy("Warnings"),
    "identification": gettext_lazy("Identification"),
    "producer": gettext_lazy("Producer"),
    "operator": gettext_lazy("Food business"),
    "registration": gettext_lazy("Supervision"),
    "provider": gettext_lazy("Service provider"),
    "service_terms": gettext_lazy("Terms of the service"),
    "insurance": gettext_lazy("Insurance"),
    "qualifications": gettext_lazy("Qualifications"),
    "licence": gettext_lazy("Licence"),
    "certificate": gettext_lazy("Certificate"),
    "data_processing": gettext_lazy("Personal data"),
    "child_protection": gettext_lazy("Protection of children"),
    "accommodation_register": gettext_lazy("Register of accommodation"),
    "accessibility": gettext_lazy("Accessibility"),
    "note": gettext_lazy("Note"),
}
#: keys that steer the page and are not shown
HIDDEN = frozenset({"perishable_rule"})
#: The law wants allergens to stand out (Reg. 1169/2011 art. 21).
EMPHASISED = frozenset({"allergens"})


def label_rows(offer: Product) -> list[tuple[str, str | SafeString]]:
    """Return what was answered, named, in the order of a label. Anything else the seller said comes last."""
    given = {key: value for key, value in offer.legal.items() if key not in HIDDEN}
    known = [key for key in LABELS if key in given]
    rows = [(str(LABELS[key]), _words(key, given[key])) for key in known]
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
    return str(value or "")


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
