"""What a seller says when a parcel leaves, and when an order is called off."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ShipForm(forms.Form):
    carrier = forms.CharField(
        label=_("Carrier"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "przewoznicy", "autocomplete": "off"}),
    )
    tracking_no = forms.CharField(
        label=_("Parcel number"),
        help_text=_("The buyer will get it by e-mail"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why you call it off"),
        help_text=_("The buyer will read it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason, the buyer will read it")},
    )
