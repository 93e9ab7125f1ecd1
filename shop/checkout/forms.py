"""The questions of the checkout, one form for each page."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from pes_profiles.models import Profile
from pes_profiles.numbers import clean_nip, clean_phone, clean_postcode
from pes_profiles.queries import folded
from pes_profiles.region.models import Gmina
from shop.basket.queries import Part
from shop.checkout.models import CheckoutDraft
from shop.checkout.queries import payment_methods_for
from shop.order.models import BuyerKind
from shop.partner.models import PaymentMethod

ORGANISATION = ("company_name", "nip")
UNIT = ("recipient_name", "recipient_address", "recipient_id")
INSTITUTION = (*UNIT, "purchase_order_no")
#: an identifier that KSeF gives to a unit: the commune's NIP, a hyphen, five digits
UNIT_ID = re.compile(r"[1-9][0-9]{9}-[0-9]{5}")


class AddressForm(forms.ModelForm):
    """Who buys, how to reach them, where to send."""

    class Meta:
        model = CheckoutDraft
        fields = (
            "email",
            "first_name",
            "last_name",
            "phone",
            "street",
            "postcode",
            "town",
            "buyer_kind",
            *ORGANISATION,
            *INSTITUTION,
        )
        widgets = {"buyer_kind": forms.RadioSelect}
        labels = {
            "email": gettext_lazy("Email address"),
            "buyer_kind": gettext_lazy("You buy as"),
            "company_name": gettext_lazy("Company or institution name"),
            "nip": gettext_lazy("Tax number (NIP)"),
            "recipient_name": gettext_lazy("Receiving unit"),
            "recipient_address": gettext_lazy("Receiving unit's address"),
            "recipient_id": gettext_lazy("Receiving unit's identifier in KSeF"),
            "purchase_order_no": gettext_lazy("Your purchase order number"),
            "town": gettext_lazy("Town or village"),
        }
        help_texts = {
            "email": gettext_lazy("We will send the confirmation here"),
            "phone": gettext_lazy("For the courier. 9 digits or a number with + and the country code"),
            "street": gettext_lazy("If there is no street, enter the village and the number"),
            "postcode": gettext_lazy("For example 45-001"),
            "company_name": gettext_lazy("Exactly as on the invoice"),
            "nip": gettext_lazy("10 digits, we ignore hyphens and spaces"),
            "recipient_name": gettext_lazy("The unit that receives: school, library, welfare centre"),
            "recipient_id": gettext_lazy("If the unit has one: NIP, a hyphen and 5 digits"),
            "purchase_order_no": gettext_lazy("It will appear on the invoice"),
        }
        error_messages = {
            "email": {
                "required": gettext_lazy("Enter your email address"),
                "invalid": gettext_lazy("An email address looks like this: name@domain.pl"),
            },
            "first_name": {"required": gettext_lazy("Enter your first name")},
            "last_name": {"required": gettext_lazy("Enter your last name")},
            "phone": {"required": gettext_lazy("Enter a phone number")},
            "street": {"required": gettext_lazy("Enter the street and the number")},
            "postcode": {"required": gettext_lazy("Enter a postcode")},
            "town": {"required": gettext_lazy("Enter a town or village")},
            "buyer_kind": {
                "required": gettext_lazy("Choose who buys"),
                "invalid_choice": gettext_lazy("Choose who buys"),
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("email", "first_name", "last_name", "phone", "street", "postcode", "town", "buyer_kind"):
            self.fields[name].required = True
        for name, hint in {
            "email": "email",
            "first_name": "given-name",
            "last_name": "family-name",
            "phone": "tel",
            "street": "street-address",
            "postcode": "postal-code",
            "town": "address-level2",
            "company_name": "organization",
        }.items():
            self.fields[name].widget.attrs["autocomplete"] = hint
        self.fields["phone"].widget.input_type = "tel"
        self.fields["town"].widget.attrs["list"] = "miejscowosci"
        # Typed with spaces or hyphens they are longer than when stored.
        for name in ("phone", "postcode", "nip", "recipient_id"):
            self.fields[name] = _longer(self.fields[name])
        self.fields["nip"].widget.attrs["inputmode"] = "numeric"
        self.fields["postcode"].widget.attrs["inputmode"] = "numeric"

    def places(self) -> list[str]:
        """What the field of the town suggests: the portal's own gminy and the towns where entities are."""
        towns = Profile.objects.listed().exclude(town="").values_list("town", flat=True)
        return sorted({*Gmina.objects.values_list("name", flat=True), *towns.order_by()}, key=folded)

    def clean_email(self) -> str:
        return self.cleaned_data["email"].lower()

    def clean_phone(self) -> str:
        return clean_phone(self.cleaned_data["phone"])

    def clean_postcode(self) -> str:
        return clean_postcode(self.cleaned_data["postcode"])

    def clean_recipient_id(self) -> str:
        given = re.sub(r"\s", "", self.cleaned_data["recipient_id"])
        is_asked = self.data.get("buyer_kind") == BuyerKind.INSTITUTION
        if given and is_asked and not UNIT_ID.fullmatch(given):
            raise ValidationError(_("Check the identifier: 10 digits of the NIP, a hyphen and 5 digits"))
        return given

    def clean(self) -> dict[str, Any]:
        """Ask for a firm's data of firms only, for the receiving unit of institutions only."""
        answers = super().clean() or self.cleaned_data
        kind = answers.get("buyer_kind")
        if kind == BuyerKind.CONSUMER:
            return answers | dict.fromkeys((*ORGANISATION, *INSTITUTION), "")
        if not answers.get("company_name"):
            self.add_error("company_name", _("Enter the name"))
        self._check_nip(answers)
        if kind == BuyerKind.INSTITUTION:
            if not answers.get("recipient_name"):
                self.add_error("recipient_name", _("Without a recipient the invoice may not reach the unit"))
            return answers
        return answers | dict.fromkeys(UNIT, "")

    def _check_nip(self, answers: dict[str, Any]) -> None:
        if not answers.get("nip"):
            self.add_error("nip", _("Enter the tax number (NIP)"))
            return
        try:
            answers["nip"] = clean_nip(answers["nip"])
        except ValidationError as error:
            self.add_error("nip", error)


def _longer(field: forms.Field) -> forms.CharField:
    """The same question with room for spaces and hyphens."""
    widget = field.widget
    widget.attrs["maxlength"] = 30
    return forms.CharField(
        max_length=30,
        required=field.required,
        label=field.label,
        help_text=field.help_text,
        widget=widget,
        error_messages=field.error_messages,
    )


class OwnAddressForm(AddressForm):
    """For whoever is signed in: the address may be kept for the next orders."""

    keep_address = forms.BooleanField(label=gettext_lazy("Keep this address in my account"), required=False)


class PaymentForm(forms.Form):
    """For each seller: how it is paid. Money goes straight to the seller."""

    def __init__(self, parts: list[Part], draft: CheckoutDraft, data: Any = None) -> None:
        super().__init__(data)
        self.parts, self.draft = parts, draft
        for part in parts:
            key = part.partner.pk
            methods = payment_methods_for(part.partner, draft)
            self.fields[f"method_{key}"] = forms.ChoiceField(
                label=_("Payment to %(seller)s") % {"seller": part.partner.profile.short_name},
                choices=[(method, PaymentMethod(method).label) for method in methods],
                widget=forms.RadioSelect,
                initial=draft.payments.get(str(key)) or (methods[0] if len(methods) == 1 else ""),
                error_messages={"required": _("Choose how you pay"), "invalid_choice": _("Choose how you pay")},
            )

    @property
    def chosen(self) -> dict[int, str]:
        return {part.partner.pk: self.cleaned_data[f"method_{part.partner.pk}"] for part in self.parts}

    def rows(self) -> list[dict[str, Any]]:
        """The page's rows: a part, its question, what is to pay."""
        rows = []
        for part in self.parts:
            way = self.draft.deliveries.get(str(part.partner.pk), {}).get("code")
            price = next((part.price_of(each) for each in part.ways if each.code == way), part.delivery_from)
            rows.append(
                {
                    "part": part,
                    "field": self[f"method_{part.partner.pk}"],
                    "total": part.goods + price,
                    "held": settings.OPES["TRANSFER_HOLD_DAYS"],
                }
            )
        return rows
