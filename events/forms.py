"""Forms about stands."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from events.models import StandApplication
from pes_profiles.models import Profile
from shop.catalogue.models import Product

MOST_TABLES = 6


class StandApplicationForm(forms.ModelForm):
    """What a PES says when it asks for a stand. Only its own public offers can be chosen."""

    class Meta:
        model = StandApplication
        fields = [
            "zone",
            "slogan",
            "offers",
            "tables",
            "chairs",
            "power_kw",
            "needs",
            "contact_name",
            "contact_phone",
        ]
        localized_fields = ["power_kw"]
        widgets = {
            "zone": forms.RadioSelect,
            "offers": forms.CheckboxSelectMultiple,
            "needs": forms.Textarea(attrs={"rows": 4}),
            "contact_name": forms.TextInput(attrs={"autocomplete": "name"}),
            "contact_phone": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "power_kw": forms.TextInput(attrs={"inputmode": "decimal"}),
        }

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["zone"].choices = StandApplication.Zone.choices
        self.fields["offers"].queryset = Product.objects.public().filter(partner__profile=profile).order_by("title")
        for name in ("tables", "chairs"):
            self.fields[name].validators.append(
                forms.fields.validators.MaxValueValidator(MOST_TABLES * (1 if name == "tables" else 2))
            )
        self.fields["contact_phone"].validators.append(
            RegexValidator(r"^\+?[\d\s-]{9,17}$", _("Write a phone number, for example 600 000 000."))
        )

    @property
    def details(self) -> dict[str, Any]:
        """Everything but the offers."""
        return {name: value for name, value in self.cleaned_data.items() if name != "offers"}


class AcceptForm(forms.Form):
    """Yes, and here is the stand."""

    stand_number = forms.CharField(
        label=_("Stand number"),
        max_length=10,
        strip=True,
        validators=[RegexValidator(r"^[\w-]+$", _("Letters, digits and hyphens only."))],
    )

    def clean_stand_number(self) -> str:
        return self.cleaned_data["stand_number"].upper()


class RejectForm(forms.Form):
    """No, and why."""

    reason = forms.CharField(
        label=_("Reason, for the PES"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
