"""What a seller proposes: another thing, fewer pieces, a lower price for less, or another day."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from operations.clock import today
from shop.aftersales.models import Proposal
from shop.aftersales.proposing import MOST_DAYS
from shop.fulfilment.forms import KeyedForm
from shop.fulfilment.models import VendorOrder
from shop.order.models import Line

Kind = Proposal.Kind


class _KeyForm(KeyedForm):
    def __init__(self, *args: Any, vo: VendorOrder, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.vo = vo


class ChangeForm(_KeyForm):
    """About one line."""

    line = forms.ChoiceField(
        label=gettext_lazy("Which thing"), error_messages={"required": gettext_lazy("Choose the thing")}
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("What you propose"),
        choices=[(kind.value, capfirst(kind.label)) for kind in (Kind.SUBSTITUTE, Kind.LESS, Kind.LIGHTER)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what you propose")},
    )
    text = forms.CharField(
        label=gettext_lazy("In your words"),
        help_text=gettext_lazy("For example: instead of the green mug a blue one of the same size"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what you propose")},
    )
    pieces = forms.IntegerField(
        label=gettext_lazy("How many pieces are missing"),
        help_text=gettext_lazy("Only for fewer pieces"),
        required=False,
        min_value=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"invalid": gettext_lazy("Enter a whole number")},
    )
    new_gross = forms.DecimalField(
        label=gettext_lazy("New price of the whole line, in zł"),
        help_text=gettext_lazy("Never more than the buyer ordered it for"),
        required=False,
        min_value=Decimal("0.01"),
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
        error_messages={"invalid": gettext_lazy("Enter the amount, for example 12,50")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lines = {str(line.pk): line for line in self.vo.lines if line.left}
        self.fields["line"].choices = [
            (key, f"{line.left} × {line.title}, {line.left_gross} zł".replace(".", ","))
            for key, line in self.lines.items()
        ]

    @property
    def chosen_line(self) -> Line:
        return self.lines[self.cleaned_data["line"]]

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        kind, line = answers.get("kind"), self.lines.get(answers.get("line", ""))
        if line is None or kind is None or self.errors:
            return answers
        if kind == Kind.LESS:
            answers["new_gross"] = None
            if not 0 < (answers.get("pieces") or 0) < line.left:
                self.add_error(
                    "pieces", ValidationError(_("Enter a number from 1 to %(most)s") % {"most": line.left - 1})
                )
            return answers
        answers["pieces"] = 0
        price = answers.get("new_gross")
        if price is None and kind == Kind.SUBSTITUTE:
            answers["new_gross"] = price = line.left_gross
        if price is None or price > line.left_gross or (kind == Kind.LIGHTER and price == line.left_gross):
            self.add_error("new_gross", ValidationError(_("Enter a price that is not higher than the ordered one")))
        return answers


class DayForm(_KeyForm):
    """Another day of dispatch."""

    new_date = forms.DateField(
        label=gettext_lazy("New day of dispatch"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the day"),
            "invalid": gettext_lazy("Enter the day, for example 2026-12-24"),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write why; the buyer will read it")},
    )

    def clean_new_date(self) -> date:
        day: date = self.cleaned_data["new_date"]
        promised = self.vo.dispatch_by or today()
        if not promised < day <= promised + timedelta(days=MOST_DAYS):
            raise ValidationError(
                _("Choose a day after the promised one, at most %(days)s days later") % {"days": MOST_DAYS}
            )
        return day
