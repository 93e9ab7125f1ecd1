"""Where the PES is and how to reach it."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from pes_profiles import joining, numbers
from pes_profiles.accounts.models import User
from pes_profiles.forms.base import PASTED, Choices, CleanedCharField, StepForm
from pes_profiles.models import Profile
from pes_profiles.region.models import Gmina, Powiat


class GminaField(forms.ModelChoiceField):
    """A gmina of the region, in the group of its powiat."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(queryset=Gmina.objects.select_related("powiat"), empty_label=None, **kwargs)

    def grouped(self) -> Choices:
        groups: dict[Powiat, Choices] = {}
        for gmina in Gmina.objects.select_related("powiat").order_by("powiat__name", "name"):
            groups.setdefault(gmina.powiat, []).append((gmina.pk, gmina.name))
        return [("", _("Choose")), *((powiat.name, gminy) for powiat, gminy in groups.items())]


class PlaceForm(StepForm):
    """Where the PES is and how to reach it: asked when it joins, and changed later on its page."""

    street = forms.CharField(
        label=_("Street and number"),
        max_length=160,
        help_text=_("When there is no street, write the village and the number."),
        error_messages={"required": _("Write the street and the number.")},
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postcode = CleanedCharField(
        how=numbers.clean_postcode,
        label=_("Postcode"),
        max_length=PASTED,
        help_text=_("For example 45-001"),
        error_messages={"required": _("Write the postcode.")},
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"}),
    )
    town = forms.CharField(
        label=_("Town or village"),
        max_length=80,
        error_messages={"required": _("Write the town or village.")},
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )
    gmina = GminaField(
        label=_("Gmina"),
        help_text=_("The portal is for entities of the Opole region."),
        error_messages={
            "required": _("Choose the gmina."),
            "invalid_choice": _("We do not know this gmina in the Opole region."),
        },
    )
    phone = CleanedCharField(
        how=numbers.clean_phone,
        label=_("Phone"),
        max_length=PASTED,
        help_text=_("Buyers will see it."),
        error_messages={"required": _("Write the phone number.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        help_text=_("Buyers will see it; it can be another one than yours."),
        error_messages={
            "required": _("Write the e-mail address."),
            "invalid": _("An address looks like this: nazwa@domena.pl"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("An address looks like this: https://domena.pl")},
        widget=forms.URLInput(attrs={"autocomplete": "url"}),
    )
    opening_hours = forms.CharField(
        label=_("Opening hours"),
        max_length=200,
        required=False,
        help_text=_("For example pn.–pt. 8.00–15.00"),
    )

    PLACE = ("street", "postcode", "town", "phone", "email", "website", "opening_hours")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        gmina: Any = self.fields["gmina"]
        gmina.choices = gmina.grouped()

    def saved(self, profile: Profile) -> dict[str, Any]:
        return {name: getattr(profile, name) for name in self.PLACE} | {"gmina": profile.gmina_id}

    def clean_website(self) -> str:
        address = self.cleaned_data["website"]
        if address and not address.startswith(("http://", "https://")):
            raise ValidationError(_("An address looks like this: https://domena.pl"), code="scheme")
        return address


class SeatForm(PlaceForm):
    """Beside it, where the contract party sits when that is elsewhere."""

    entity_street = forms.CharField(label=_("Street and number"), max_length=160, required=False)
    entity_postcode = CleanedCharField(
        how=lambda value: numbers.clean_postcode(value) if value else "",
        label=_("Postcode"),
        max_length=PASTED,
        required=False,
    )
    entity_town = forms.CharField(label=_("Town or village"), max_length=80, required=False)

    ENTITY = ("entity_street", "entity_postcode", "entity_town")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.profile and self.profile.is_unit):
            for name in self.ENTITY:
                del self.fields[name]

    @property
    def asks_entity(self) -> bool:
        return "entity_street" in self.fields

    def saved(self, profile: Profile) -> dict[str, Any]:
        values = super().saved(profile)
        entity = profile.legal_entity
        if entity and entity.address != profile.address:
            values |= {name: getattr(entity, name.removeprefix("entity_")) for name in self.ENTITY}
        return values

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if any(cleaned.get(name) for name in self.ENTITY):
            self.want("entity_postcode", _("Write the postcode."))
            self.want("entity_town", _("Write the town or village."))
        return self.cleaned_data

    def save(self, *, by: User) -> None:
        assert self.profile is not None
        data = dict(self.cleaned_data)
        address = {name.removeprefix("entity_"): data.pop(name, "") for name in self.ENTITY}
        joining.save_seat(self.profile, by=by, entity_address=address if address["town"] else None, **data)
