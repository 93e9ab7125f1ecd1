"""What ROPS writes when it decides about a PES."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from operations.clock import end_of_day, today
from pes_profiles.models import VerificationDecision

ReasonCode = VerificationDecision.ReasonCode
LONGEST_REASON = 4000
#: "the data agree" is the reason of a yes
REASONS_AGAINST = [
    (code.value, capfirst(str(code.label))) for code in ReasonCode if code != ReasonCode.REGISTER_MATCHES
]


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


def day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class VerifyForm(forms.Form):
    """Yes: what the register said and when it was looked at."""

    register_note = forms.CharField(
        label=_("What the register said"),
        max_length=LONGEST_REASON,
        widget=area(4),
        help_text=_("Kept with the decision, not sent to the PES."),
        error_messages={"required": _("Write what you compared and with what result.")},
    )
    register_checked_on = forms.DateField(
        label=_("Register checked on"),
        widget=day_input(),
        initial=today,
        error_messages={
            "required": _("Give the day on which you looked into the register."),
            "invalid": _("Give a day, for example 27.11.2026."),
        },
    )

    def clean_register_checked_on(self) -> date:
        day = self.cleaned_data["register_checked_on"]
        if day > today():
            raise ValidationError(_("This day is yet to come."), code="future")
        return day


class ReasonForm(forms.Form):
    """No, or not yet: a reason chosen and written. The PES reads it."""

    reason_code = forms.ChoiceField(
        label=_("Reason"),
        error_messages={"required": _("Choose the reason.")},
    )
    reason = forms.CharField(
        label=_("In your own words, for the PES"),
        max_length=LONGEST_REASON,
        widget=area(4),
        error_messages={"required": _("Write what is wrong and what to do.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason_code"].choices = [("", _("Choose")), *REASONS_AGAINST]


class SuspendForm(forms.Form):
    """The statement of reasons (DSA art. 17, P2B art. 4): fact, ground, how long."""

    reason = forms.CharField(
        label=_("Facts, for the PES"),
        max_length=LONGEST_REASON,
        widget=area(4),
        error_messages={"required": _("Write what happened. The PES gets it at once.")},
    )
    legal_basis = forms.CharField(
        label=_("Ground in law or terms"),
        max_length=255,
        help_text=_("For example: terms for sellers, § 3 pt 2."),
        error_messages={"required": _("Name the provision or the point of the terms.")},
    )
    until_day = forms.DateField(
        label=_("Last day of the suspension"),
        required=False,
        widget=day_input(),
        help_text=_("Empty: until somebody lifts it."),
        error_messages={"invalid": _("Give a day, for example 27.11.2026.")},
    )

    def clean_until_day(self) -> date | None:
        day = self.cleaned_data["until_day"]
        if day and day < today():
            raise ValidationError(_("This day is over."), code="past")
        return day

    @property
    def until(self) -> datetime | None:
        """Return the moment at which the last day ends."""
        day = self.cleaned_data["until_day"]
        return end_of_day(day) if day else None
