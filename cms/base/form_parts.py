"""Form fields and their errors, tied together for screen readers."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst


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
    error = _all_words(bound)
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
        "label": capfirst(label or bound.label),
        "hint": hint,
        "error": error,
        "described": " ".join(described),
        "unit": unit,
        "short": short,
        "optional": optional and not bound.field.required and shape != "check",
    }


def errors(*sources: forms.BaseForm | forms.BaseFormSet | None) -> dict[str, Any]:
    """List what has to be corrected, each line a link to its field. Takes forms and formsets; nothing wrong, nothing shown."""
    rows: list[dict[str, str]] = []
    for source in sources:
        if source is None:
            continue
        formset = isinstance(source, forms.BaseFormSet)
        if formset and source.is_bound:
            rows += [{"text": str(text), "target": "", "label": ""} for text in source.non_form_errors()]
        for form in source.forms if formset else [source]:
            rows += _form_errors(form)
    return {"rows": rows}


def _all_words(bound: forms.BoundField) -> str:
    """Return everything that is wrong with a field as one text: at the field and in the list of errors it reads the same."""
    *first, last = [str(text) for text in bound.errors] or [""]
    return " ".join([*(f"{text.removesuffix('.')}." for text in first), last])


def _before(label: str) -> str:
    """Return a label as it stands before an error: a question keeps its own mark."""
    label = capfirst(label)
    return label if label.endswith("?") else f"{label}:"


def _form_errors(form: forms.BaseForm) -> Iterable[dict[str, str]]:
    if not form.is_bound:
        return
    for text in form.non_field_errors():
        yield {"text": str(text), "target": "", "label": ""}
    for bound in form:
        if bound.errors:
            yield {
                "text": _all_words(bound),
                "target": "" if bound.is_hidden else bound.auto_id,
                "label": _before(str(bound.label)),
            }
