"""An address for the next orders."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pes_profiles.numbers import clean_postcode
from shop.checkout.models import CheckoutDraft


def _text(name: str, label: str, required: str, autocomplete: str, **attrs: str) -> forms.CharField:
    longest = CheckoutDraft._meta.get_field(name).max_length
    return forms.CharField(
        label=label,
        max_length=None if name == "postcode" else longest,
        error_messages={"required": required},
        widget=forms.TextInput(attrs={"autocomplete": autocomplete} | attrs),
    )


class OwnAddressForm(forms.Form):
    """The same questions as at the checkout."""

    first_name = _text("first_name", _("first name"), _("Enter your first name"), "given-name")
    last_name = _text("last_name", _("last name"), _("Enter your last name"), "family-name")
    street = _text("street", _("street and number"), _("Enter the street and the number"), "street-address")
    postcode = _text("postcode", _("postcode"), _("Enter a postcode"), "postal-code", inputmode="numeric")
    town = _text("town", pgettext_lazy("address", "Town or village"), _("Enter a town or village"), "address-level2")

    def clean_postcode(self) -> str:
        return clean_postcode(self.cleaned_data["postcode"])
