"""What forms about a bought thing have in common: a one-time key, and a field for how many pieces of a line."""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from shop.order.models import Line

KEY = re.compile(r"[A-Za-z0-9_-]{43}")


def new_form_key() -> str:
    return secrets.token_urlsafe(32)


class KeyedForm(forms.Form):
    """`key` makes a second submit of the same form find what the first one wrote."""

    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, initial: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={"key": new_form_key(), **(initial or {})}, **kwargs)

    def clean_key(self) -> str:
        """A key that we did not make is replaced: the form is then a new one."""
        key = self.cleaned_data["key"]
        return key if KEY.fullmatch(key) else new_form_key()


def pieces_field(line: Line, *, most: int, how_many: str, too_many: str, words: str = "") -> forms.Field:
    """Return a box for a single piece, a number for several. `words` stand under the box, `how_many` at the number."""
    label = ", ".join(filter(None, [line.title, line.variant]))
    if most == 1:
        return forms.BooleanField(label=label, required=False, help_text=words)
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=most,
        help_text=how_many,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={
            "invalid": gettext_lazy("Enter a whole number"),
            "max_value": too_many,
            "min_value": gettext_lazy("Enter a whole number"),
        },
    )
