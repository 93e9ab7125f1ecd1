"""On what ground the PES sells, where money goes, and the last word before ROPS."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from operations import legal
from pes_profiles import joining, numbers
from pes_profiles.accounts.models import User
from pes_profiles.completeness import bases_for
from pes_profiles.forms.base import PASTED, CleanedCharField, StepForm, capital
from pes_profiles.models import Profile, SaleBasis, VatStatus
from pes_profiles.services import submit_profile

NOTHING_SOLD = "NONE"


class AccountForm(StepForm):
    """The ground for selling, being a trader, VAT, and the account that buyers pay into."""

    sale_basis = forms.ChoiceField(
        label=_("On what ground do you sell?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the ground for selling.")},
    )
    trader_declared = forms.TypedChoiceField(
        label=_("Are you a trader towards buyers?"),
        choices=[("tak", _("Yes, we are a trader")), ("nie", _("No, we are not a trader"))],
        coerce=lambda value: value == "tak",
        widget=forms.RadioSelect,
        help_text=_(
            "Who sells regularly and for money usually is one, also without profit. "
            "Buyers from a trader have all consumer rights. The declaration is dated and public."
        ),
        error_messages={"required": _("Say whether you are a trader.")},
    )
    vat_status = forms.ChoiceField(
        label="VAT",
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the VAT status.")},
    )
    nrb = CleanedCharField(
        how=numbers.clean_nrb,
        label=_("Bank account number"),
        max_length=PASTED,
        required=False,
        help_text=_("26 digits; buyers will pay into this account. It must belong to the body that signs contracts."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bases = bases_for(self.profile.kind) if self.profile else list(SaleBasis)
        self.fields["sale_basis"].choices = capital([(basis.value or NOTHING_SOLD, basis.label) for basis in bases])
        self.fields["vat_status"].choices = capital(VatStatus.choices)

    def saved(self, profile: Profile) -> dict[str, Any]:
        entity = profile.legal_entity
        values: dict[str, Any] = {
            "nrb": entity.nrb if entity else "",
            "vat_status": entity.vat_status if entity else VatStatus.EXEMPT_113,
        }
        if profile.trader_declared is not None:
            values["trader_declared"] = "tak" if profile.trader_declared else "nie"
            values["sale_basis"] = profile.sale_basis or NOTHING_SOLD
        return values

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("sale_basis", NOTHING_SOLD) != NOTHING_SOLD:
            self.want("nrb", _("Write the account number."))
        return self.cleaned_data

    def save(self, *, by: User) -> None:
        assert self.profile is not None
        data = dict(self.cleaned_data)
        if data["sale_basis"] == NOTHING_SOLD:
            data["sale_basis"] = SaleBasis.NONE.value
        joining.save_account(self.profile, by=by, **data)


class SendForm(StepForm):
    """The last word before the PES goes to ROPS."""

    terms = forms.BooleanField(
        label=_("We accept the terms for sellers and will offer only what the law allows."),
        error_messages={"required": _("Without accepting the terms the application cannot be sent.")},
    )

    def saved(self, profile: Profile) -> dict[str, Any]:
        return {}

    def save(self, *, by: User) -> None:
        assert self.profile is not None
        submit_profile(self.profile, by=by, terms_version=legal.version_in_force("SELLER_TERMS"))
