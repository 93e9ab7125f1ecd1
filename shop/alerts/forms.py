"""What people type: an address, the name of a search."""

from django import forms
from django.utils.translation import gettext_lazy as _

from shop.alerts.models import NAME_LENGTH


class AddressForm(forms.Form):
    """The address of somebody without an account."""

    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Enter the address to which we write"),
            "invalid": _("Enter an address like name@example.com"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class SearchForm(forms.Form):
    """What a saved search is called."""

    name = forms.CharField(
        label=_("Name of the search"),
        max_length=NAME_LENGTH,
        error_messages={"required": _("Enter a name, for example: pierogi near Nysa")},
    )
