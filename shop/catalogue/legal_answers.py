"""Answers to legal fields as people type and read them."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from shop.catalogue.legal_fields import FIELDS, PARTY_PARTS, Widget, fields_for


def as_text(widget: Widget, answer: Any) -> str:
    """Return an answer as a person types or reads it: for text areas and for tables."""
    if answer is None or answer == "":
        return ""
    if widget in {Widget.CHECKBOX, Widget.YES_NO} or isinstance(answer, bool):
        return _("yes") if answer else _("no")
    if widget == Widget.ALLERGENS and isinstance(answer, list):
        return ", ".join(map(str, answer)) or _("none")
    if widget == Widget.PARTY and isinstance(answer, dict):
        return "\n".join(str(answer[part]) for part in PARTY_PARTS if answer.get(part))
    if isinstance(answer, list):
        return "\n".join(_line(widget, each) for each in answer)
    return str(answer)


def from_text(widget: Widget, text: str) -> Any:
    """Read what was typed into one text area; what cannot be read stays for `fault` to name."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if widget == Widget.LINES:
        return lines
    if widget == Widget.DISHES:
        return [_dish(line) for line in lines]
    if widget == Widget.PARTS:
        return [_part(line) for line in lines]
    return text.strip()


def rows(legal: dict[str, Any], keys: Iterable[str] = ()) -> list[tuple[str, str, str]]:
    """Return (key, label, answer as text) of the required fields, answered or not, and of whatever else was answered."""
    wanted = list(keys)
    wanted += [key for key in legal if key not in wanted and key in FIELDS]
    return [(field.key, str(field.label), as_text(field.widget, legal.get(field.key))) for field in fields_for(wanted)]


def _line(widget: Widget, each: Any) -> str:
    if not isinstance(each, dict):
        return str(each)
    name = str(each.get("name", ""))
    if widget == Widget.DISHES:
        allergens = ", ".join(map(str, each.get("allergens") or []))
        return f"{name}: {allergens}" if allergens else name
    return "; ".join([name, str(each.get("gross", "")).replace(".", ","), str(each.get("vat", ""))])


def _dish(line: str) -> dict[str, Any]:
    name, _colon, rest = line.partition(":")
    return {"name": name.strip(), "allergens": [word.strip().lower() for word in rest.split(",") if word.strip()]}


def _part(line: str) -> dict[str, str]:
    name, gross, vat = ([part.strip() for part in line.split(";")] + ["", ""])[:3]
    return {"name": name, "gross": gross.replace(" ", "").replace(",", "."), "vat": vat.upper().removesuffix("%")}
