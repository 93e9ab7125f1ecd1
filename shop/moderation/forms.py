"""What a moderator writes with a decision."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from operations.clock import end_of_day, today
from shop.catalogue.models import OfferRevision


class VersionForm(forms.Form):
    """Which version was on the screen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class SendBackForm(forms.Form):
    """A reason chosen and written: the seller reads both."""

    prefix = "back"

    reason_code = forms.ChoiceField(
        label=_("What is wrong"),
        choices=[("", _("Choose")), *OfferRevision.ReasonCode.choices],
        error_messages={"required": _("Choose what is wrong"), "invalid_choice": _("Choose what is wrong")},
    )
    reason = forms.CharField(
        label=_("What should the seller change?"),
        help_text=_("The seller gets these words by e-mail. Say what to change and where."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what the seller should change")},
    )


class SuspendForm(forms.Form):
    """A statement of reasons (DSA, art. 17): facts, ground, time."""

    prefix = "down"

    reason = forms.CharField(
        label=_("Facts"),
        help_text=_("What you found, and where. The seller gets these words by e-mail."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what you found")},
    )
    legal_basis = forms.CharField(
        label=_("Ground in law or terms"), max_length=255, required=False, help_text=_("For example § 17 of the terms")
    )
    until = forms.DateField(
        label=_("Last day of the suspension"),
        required=False,
        help_text=_("Empty: until it is lifted"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This day does not exist, check the date")},
    )

    def clean_until(self) -> Any:
        day = self.cleaned_data["until"]
        if day is None:
            return None
        if day < today():
            raise forms.ValidationError(_("This date has passed"))
        if day.year > today().year + 10:
            raise forms.ValidationError(_("Choose a date within ten years, or leave it empty"))
        return end_of_day(day)
