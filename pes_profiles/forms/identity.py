"""Who the PES is, and the numbers of its contract party."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from pes_profiles import joining, numbers
from pes_profiles.accounts.models import User
from pes_profiles.completeness import MAY_LACK_NUMBERS, UNREGISTERED
from pes_profiles.forms.base import PASTED, CleanedCharField, StepForm, capital
from pes_profiles.models import LegalForm, PesKind, Profile, Register
from pes_profiles.models.profile import UNIT_KINDS


class WhoForm(StepForm):
    """The brand, its kind, and for a unit the body that runs it."""

    name = forms.CharField(
        label=_("Full name"),
        max_length=255,
        help_text=_("As in the statute or the register."),
        error_messages={"required": _("Write the full name.")},
    )
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=80,
        help_text=_("Buyers will see this one, for example „Gliniany Kogut”."),
        error_messages={"required": _("Write the name that buyers will see.")},
    )
    tagline = forms.CharField(
        label=_("One sentence about you"),
        max_length=160,
        required=False,
        help_text=_("What you make or do, for example „Kubki i misy z pracowni nad Małą Panwią”."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of entity"),
        error_messages={"required": _("Choose the kind of entity.")},
    )
    runner_name = forms.CharField(
        label=_("Who runs it"),
        max_length=255,
        required=False,
        help_text=_("Only for WTZ, ZAZ, CIS and KIS: the body that signs contracts, for example an association."),
    )
    runner_form = forms.ChoiceField(label=_("Legal form of the body that runs it"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", _("Choose")), *capital(PesKind.choices)]
        self.fields["runner_form"].choices = [("", _("Choose")), *capital(LegalForm.choices)]

    def saved(self, profile: Profile) -> dict[str, Any]:
        entity = profile.legal_entity if profile.is_unit else None
        return {
            "name": profile.name,
            "short_name": profile.short_name,
            "tagline": profile.tagline,
            "kind": profile.kind,
            "runner_name": entity.name if entity else "",
            "runner_form": entity.form if entity else "",
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("kind") in UNIT_KINDS:
            self.want("runner_name", _("Write who runs the unit and signs contracts for it."))
            self.want("runner_form", _("Choose the legal form of that body."))
        return self.cleaned_data

    @property
    def answers(self) -> dict[str, str]:
        """Return what the services take."""
        data = self.cleaned_data
        is_unit = data["kind"] in UNIT_KINDS
        return {
            "name": data["name"],
            "short_name": data["short_name"],
            "tagline": data["tagline"],
            "kind": data["kind"],
            "entity_name": data["runner_name"] if is_unit else data["name"],
            "entity_form": joining.entity_form_of(data["kind"], data["runner_form"]),
        }

    def save(self, *, by: User) -> None:
        assert self.profile is not None
        joining.save_who(self.profile, by=by, **self.answers)


class NumbersForm(StepForm):
    """NIP, REGON and the register of the contract party, each checked at its field."""

    nip = CleanedCharField(
        how=numbers.clean_nip,
        label="NIP",
        max_length=PASTED,
        required=False,
        help_text=_("10 digits; hyphens and spaces do not matter."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    regon = CleanedCharField(
        how=numbers.clean_regon,
        label="REGON",
        max_length=PASTED,
        required=False,
        help_text=_("9 or 14 digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    register = forms.ChoiceField(
        label=pgettext_lazy("of bodies", "Register"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the register.")},
    )
    krs = forms.CharField(
        label=_("Number in the register"),
        max_length=40,
        required=False,
        help_text=_("A KRS number has 10 digits, with the zeros at the beginning."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["register"].choices = capital(Register.choices)
        self.form = self.profile.legal_entity.form if self.profile and self.profile.legal_entity else ""
        needed = self.form not in MAY_LACK_NUMBERS
        for name in ("nip", "regon"):
            self.fields[name].required = needed
        self.fields["nip"].error_messages["required"] = _("Write the NIP.")
        self.fields["regon"].error_messages["required"] = _("Write the REGON.")

    def saved(self, profile: Profile) -> dict[str, Any]:
        entity = profile.legal_entity
        if entity is None:
            return {}
        return {"nip": entity.nip, "regon": entity.regon, "register": entity.register, "krs": entity.krs}

    def clean(self) -> dict[str, Any]:
        super().clean()
        register = self.cleaned_data.get("register")
        if register == Register.KRS:
            try:
                self.cleaned_data["krs"] = numbers.clean_krs(self.cleaned_data.get("krs", ""))
            except ValidationError as error:
                self.add_error("krs", error)
            self.want("krs", _("Write the KRS number or choose another register."))
        elif register == Register.KGW:
            self.want("krs", _("Write the number in the register of village women's circles."))
        elif register and self.form not in UNREGISTERED:
            self.want("krs", _("Write the number and the name of the register."))
        return self.cleaned_data

    def save(self, *, by: User) -> None:
        assert self.profile is not None
        joining.save_numbers(self.profile, by=by, **self.cleaned_data)
