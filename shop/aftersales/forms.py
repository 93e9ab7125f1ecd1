"""The questions of a withdrawal: which things, or in words; and who returns the money to whom."""

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from operations.clock import local_day, today
from operations.money import to_grosze
from pes_profiles.numbers import clean_nrb
from shop.aftersales.models import MoneyBack, RefusalCode, WithdrawalShare
from shop.aftersales.queries import Part, Thing
from shop.fulfilment.forms import KeyedForm, pieces_field


class _StatementForm(KeyedForm):
    """Who withdraws."""

    buyer_name = forms.CharField(
        label=gettext_lazy("Your first and last name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Enter your first and last name")},
    )
    account = forms.CharField(
        label=gettext_lazy("Account number for the refund"),
        help_text=gettext_lazy("Give it if you paid by transfer. 26 digits, we ignore spaces"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )

    def clean_account(self) -> str:
        return clean_nrb(self.cleaned_data["account"])


class ChooseForm(_StatementForm):
    """Which things of an order; a box for a single piece, a number for several."""

    field_order = ("buyer_name", "account")

    def __init__(self, *args: Any, parts: list[Part], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts = parts
        self.things = {thing.key: thing for part in parts for thing in part.things if thing.is_choosable}
        for key, thing in self.things.items():
            self.fields[key] = pieces_field(
                thing.line,
                most=thing.left,
                how_many=_("How many pieces, at most %(n)s. %(words)s") % {"n": thing.left, "words": thing.words},
                too_many=_("You can withdraw from at most %(limit_value)s"),
                words=thing.words,
            )

    @property
    def rows(self) -> list[tuple[Part, list[tuple[Thing, forms.BoundField | None]]]]:
        """The parts with their things, each with its field or without one."""
        return [
            (part, [(thing, self[thing.key] if thing.key in self.things else None) for thing in part.things])
            for part in self.parts
        ]

    @property
    def chosen(self) -> dict[int, int]:
        return {thing.line.pk: int(self.cleaned_data.get(key) or 0) for key, thing in self.things.items()}

    def clean(self) -> dict[str, Any]:
        answers = super().clean() or self.cleaned_data
        if not self.errors and not any(self.chosen.values()):
            self.add_error(next(iter(self.things), None), _("Choose at least one thing"))
        return answers


class TypedForm(_StatementForm):
    """Without the order's page: its number, the e-mail given with it, and words."""

    field_order = ("typed_number", "email", "text", "buyer_name", "account")

    typed_number = forms.CharField(
        label=gettext_lazy("Order number"),
        help_text=gettext_lazy("It is in the letter that confirmed the order, for example 100123"),
        max_length=40,
        error_messages={"required": gettext_lazy("Enter the order number")},
    )
    email = forms.EmailField(
        label=gettext_lazy("Email address"),
        help_text=gettext_lazy("The one you gave with the order. The receipt goes there"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": gettext_lazy("Enter your email address"),
            "invalid": gettext_lazy("An email address looks like this: name@domain.pl"),
        },
    )
    text = forms.CharField(
        label=gettext_lazy("What do you withdraw from?"),
        help_text=gettext_lazy("For example: two mugs with a rooster. Or: the whole order. You need not give a reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Write what you withdraw from")},
    )


class _DayForm(forms.Form):
    """The day on which the seller returned the money: none to come, none before it was to be returned."""

    first_day: date
    too_early: str
    on = forms.DateField(
        label=pgettext_lazy("refund", "Day of the transfer"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": gettext_lazy("Enter the day"),
            "invalid": gettext_lazy("Enter the day, for example 2026-12-24"),
        },
    )

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if day > today():
            raise ValidationError(_("This day is still to come"))
        if day < self.first_day:
            raise ValidationError(self.too_early)
        return day


class RefundForm(_DayForm):
    """The money of a statement: the day after a transfer, the amount when the buyer wrote in words."""

    def __init__(self, *args: Any, share: WithdrawalShare, by_operator: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today()}, **kwargs)
        submitted = share.withdrawal.submitted_at
        self.first_day, self.too_early = local_day(submitted), _("This day is before the statement")
        if by_operator:
            del self.fields["on"]
        if share.refund_gross is None:
            self.fields["amount"] = forms.DecimalField(
                label=_("How much goes back, in zł"),
                min_value=Decimal("0.01"),
                max_value=share.vendor_order.payable_gross,
                decimal_places=2,
                widget=forms.TextInput(attrs={"inputmode": "decimal"}),
                localize=True,
                error_messages={
                    "required": gettext_lazy("Enter the amount"),
                    "invalid": gettext_lazy("Enter the amount, for example 12,50"),
                    "max_value": gettext_lazy("This is more than the buyer paid"),
                    "min_value": gettext_lazy("Enter the amount, for example 12,50"),
                },
            )

    @property
    def amount_field(self) -> forms.BoundField | None:
        return self["amount"] if "amount" in self.fields else None

    @property
    def amount(self) -> int | None:
        """The seller's count, in grosze."""
        typed = self.cleaned_data.get("amount")
        return to_grosze(typed) if typed else None


class RefuseForm(forms.Form):
    """A legal reason from the list, and the seller's own words to it."""

    code = forms.ChoiceField(
        label=gettext_lazy("Legal reason"),
        error_messages={
            "required": gettext_lazy("Choose the legal reason"),
            "invalid_choice": gettext_lazy("Choose the legal reason"),
        },
    )
    words = forms.CharField(
        label=gettext_lazy("What it means here"),
        help_text=gettext_lazy("For example: the jar was opened. The buyer reads it in the letter"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": gettext_lazy("Write what it means here")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].choices = [("", "–"), *RefusalCode.choices]


class ReturnedForm(_DayForm):
    """One return of money by the seller's own transfer."""

    def __init__(self, *args: Any, back: MoneyBack, **kwargs: Any) -> None:
        super().__init__(*args, initial={"on": today()}, auto_id=f"id_zwrot{back.pk}_%s", **kwargs)
        self.back = back
        self.first_day, self.too_early = (
            local_day(back.vendor_order.placed_at),
            _("This day is before the order"),
        )
