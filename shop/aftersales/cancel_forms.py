"""Which pieces of a share are called off, and why."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.fulfilment.forms import pieces_field
from shop.fulfilment.models import VendorOrder
from shop.order.models import Line

REASON_LENGTH = 500


class CancelForm(forms.Form):
    """A box for a single piece, a number for several. Each row carries how many pieces the person saw."""

    def __init__(self, *args: Any, vo: VendorOrder, needs_reason: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = [line for line in vo.lines if line.left]
        for line in self.lines:
            self.fields[_key(line)] = pieces_field(
                line,
                most=line.left,
                how_many=_("How many pieces to cancel, at most %(n)s") % {"n": line.left},
                too_many=_("You can cancel at most %(limit_value)s"),
            )
            self.fields[_seen(line)] = forms.IntegerField(
                widget=forms.HiddenInput, initial=line.left, required=False, min_value=0
            )
        self.fields["reason"] = forms.CharField(
            label=_("Reason"),
            required=needs_reason,
            max_length=REASON_LENGTH,
            help_text=_("The buyer reads it in the letter") if needs_reason else "",
            error_messages={"required": gettext_lazy("Write why; the buyer will read it")},
        )

    @property
    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[_key(line)], self[_seen(line)]) for line in self.lines]

    @property
    def chosen(self) -> dict[int, int]:
        return {line.pk: int(self.cleaned_data.get(_key(line)) or 0) for line in self.lines}

    @property
    def seen(self) -> dict[int, int]:
        """How many pieces of each line were left on the page that the person answered."""
        return {line.pk: self.cleaned_data.get(_seen(line)) or 0 for line in self.lines}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if not self.errors and not any(self.chosen.values()):
            self.add_error(next(map(_key, self.lines), None), _("Choose at least one thing"))
        return answers


def _key(line: Line) -> str:
    return f"ile-{line.pk}"


def _seen(line: Line) -> str:
    return f"bylo-{line.pk}"
