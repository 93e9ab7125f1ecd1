"""Form fields for what the law wants to know about an offer of a category, and the answers read back from them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from pes_profiles.models import Profile
from shop.catalogue.legal_answers import as_text, from_text
from shop.catalogue.legal_fields import ALLERGENS, PARTY_PARTS, LegalField, Widget, fields_for

NONE = "brak"
_LONG = 5000
_AREAS = frozenset({Widget.LONG, Widget.LINES, Widget.DISHES, Widget.PARTS})


def names_of(field: LegalField) -> list[str]:
    """Return the names of the form fields that one legal field takes."""
    if field.widget == Widget.PARTY:
        parts = field.parts if "unit" in field.parts else [part for part in PARTY_PARTS if part != "unit"]
        return [f"legal_{field.key}_{part}" for part in parts]
    return [f"legal_{field.key}"]


def form_fields(keys: Iterable[str], answers: dict[str, Any], profile: Profile) -> dict[str, forms.Field]:
    """Return form fields with what was answered so far; who answers for it is filled in from the PES."""
    made: dict[str, forms.Field] = {}
    for field in fields_for(keys):
        answer = answers.get(field.key)
        if field.widget == Widget.PARTY:
            made |= _party(field, answer if isinstance(answer, dict) else party_of(profile))
        else:
            made[f"legal_{field.key}"] = _field(field, answer)
    return made


def read(keys: Iterable[str], cleaned: dict[str, Any]) -> dict[str, Any]:
    """Return answers by key; what was left empty is left out."""
    answers: dict[str, Any] = {}
    for field in fields_for(keys):
        answer = _answer(field, cleaned)
        if answer not in (None, "", {}) and not (answer == [] and field.widget != Widget.ALLERGENS):
            answers[field.key] = answer
    return answers


def party_of(profile: Profile) -> dict[str, str]:
    """Return the PES as the one who answers for its goods."""
    entity = profile.legal_entity
    town = f"{entity.postcode} {entity.town}".strip() if entity else ""
    return {
        "name": entity.name if entity else profile.name,
        "address": ", ".join(filter(None, [entity.street, town])) if entity else profile.address,
        "email": profile.email,
        "phone": profile.phone,
    }


def _party(field: LegalField, answer: dict[str, Any]) -> dict[str, forms.Field]:
    return {
        name: forms.CharField(
            label=f"{field.label}: {PARTY_PARTS[name.removeprefix(f'legal_{field.key}_')]}",
            initial=str(answer.get(name.removeprefix(f"legal_{field.key}_")) or ""),
            required=False,
            max_length=255,
        )
        for name in names_of(field)
    }


def _field(field: LegalField, answer: Any) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "help_text": field.help, "required": False}
    if field.widget == Widget.CHECKBOX:
        return forms.BooleanField(initial=answer is True, **common)
    if field.widget == Widget.YES_NO:
        return forms.ChoiceField(
            initial={True: "tak", False: "nie"}.get(answer, "") if isinstance(answer, bool) else "",
            choices=[("tak", capfirst(_("yes"))), ("nie", capfirst(_("no")))],
            widget=forms.RadioSelect,
            error_messages={"invalid_choice": _("Choose from the list")},
            **common,
        )
    if field.widget == Widget.ALLERGENS:
        given = (answer or [NONE]) if isinstance(answer, list) else []
        return forms.MultipleChoiceField(
            initial=given,
            choices=[*ALLERGENS, (NONE, pgettext("allergens", "none"))],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"invalid_choice": _("Choose from the list")},
            **common,
        )
    if field.widget in _AREAS:
        area = forms.Textarea(attrs={"rows": 3})
        return forms.CharField(initial=as_text(field.widget, answer), widget=area, max_length=_LONG, **common)
    return forms.CharField(initial=as_text(field.widget, answer), max_length=500, **common)


def _answer(field: LegalField, cleaned: dict[str, Any]) -> Any:
    if field.widget == Widget.PARTY:
        prefix = f"legal_{field.key}_"
        return {name.removeprefix(prefix): cleaned[name] for name in names_of(field) if cleaned.get(name)}
    given = cleaned.get(f"legal_{field.key}")
    if field.widget == Widget.CHECKBOX:
        return True if given else None
    if field.widget == Widget.YES_NO:
        return {"tak": True, "nie": False}.get(given or "")
    if field.widget == Widget.ALLERGENS:
        return [each for each in given if each != NONE] if given else None
    return from_text(field.widget, given or "")
