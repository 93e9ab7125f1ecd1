"""How a seller delivers, how it is paid, and when it rests."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from operations.clock import today
from pes_profiles.models import Profile
from pes_profiles.region.models import Powiat
from shop.partner.areas import LOCAL
from shop.partner.models import DeliveryWay, Partner, PaymentMethod
from shop.seller.forms.fields import CountField, MoneyField
from shop.seller.ways import way_name

Code = DeliveryWay.Code


class WayForm(forms.Form):
    """One way of delivery; `prefix` is its code."""

    is_active = forms.BooleanField(required=False)
    gross = MoneyField(label=_("Price"), help_text=_("For one order, incl. VAT. 0 means free"))
    place = forms.CharField(label=_("Pickup place"), max_length=200, required=False)
    hours = forms.CharField(label=_("Hours"), help_text=_("For example Mon–Fri 9–15"), max_length=200, required=False)
    powiats = forms.ModelMultipleChoiceField(
        Powiat.objects.all(),
        help_text=_("The checkout offers this way to addresses there only. None ticked: the whole region"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Choose from the list"),
            "invalid_pk_value": _("Choose from the list"),
            "invalid_list": _("Choose from the list"),
        },
    )
    note = forms.CharField(label=_("Note for buyers"), max_length=255, required=False)

    def __init__(self, *args: Any, code: str, way: DeliveryWay | None, profile: Profile, **kwargs: Any) -> None:
        self.code = code
        self.is_pickup = code == Code.PICKUP
        self.is_local = code in LOCAL
        initial = {"place": profile.address, "hours": profile.opening_hours} if self.is_pickup else {}
        if way is not None:
            initial = {name: getattr(way, name) for name in ("is_active", "gross", "place", "hours", "note")}
            if self.is_local:
                initial["powiats"] = [powiat.pk for powiat in way.powiats.all()]
        super().__init__(*args, prefix=code, initial=initial, **kwargs)
        name = way_name(code)
        self.fields["is_active"].label = capfirst(name)
        self.fields["gross"].label = _("Price: %(thing)s") % {"thing": name}  # several prices in one list of faults
        if not self.is_pickup:
            del self.fields["place"], self.fields["hours"]
        if self.is_local:
            self.fields["powiats"].label = _("Powiats: %(thing)s") % {"thing": name}
        else:
            del self.fields["powiats"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("is_active"):
            if data.get("gross") is None and "gross" not in self.errors:
                self.add_error("gross", _("Enter a price; 0 means free"))
            if self.is_pickup and not data.get("place"):
                self.add_error("place", _("Say where it can be picked up"))
        return data


class TermsForm(forms.Form):
    """What holds for every order of this seller."""

    free_delivery_from = MoneyField(
        label=_("Free delivery from"),
        help_text=_("For lockers, couriers and your own delivery. Empty: never"),
        zero=False,
    )
    min_order = MoneyField(label=_("Smallest order"), help_text=_("Empty: none"), zero=False)
    default_lead_days = CountField(
        label=_("Usual lead time"),
        help_text=_("New offers begin with it"),
        most=365,
        required=True,
        error_messages={"required": _("Enter the number of days"), "invalid": _("Enter a whole number")},
    )
    payment_methods = forms.MultipleChoiceField(
        label=_("How buyers pay you"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one way to pay"), "invalid_choice": _("Choose from the list")},
    )
    deferred_days = CountField(label=_("Days to pay an invoice"), most=90, least=1)

    def __init__(self, *args: Any, partner: Partner, offered: Iterable[str], **kwargs: Any) -> None:
        names = ("free_delivery_from", "min_order", "default_lead_days", "payment_methods", "deferred_days")
        super().__init__(*args, initial={name: getattr(partner, name) for name in names}, **kwargs)
        self.fields["payment_methods"].choices = [(code, capfirst(str(PaymentMethod(code).label))) for code in offered]


class BreakForm(forms.Form):
    """Days on which nothing can be ordered."""

    break_from = forms.DateField(
        label=_("Break from"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This day does not exist, check the date")},
    )
    break_until = forms.DateField(
        label=_("Break until"),
        help_text=_("Empty: until you say so"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("This day does not exist, check the date")},
    )
    break_note = forms.CharField(
        label=_("Note for buyers"), help_text=_("For example: we are at the fair"), max_length=200, required=False
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        names = ("break_from", "break_until", "break_note")
        super().__init__(*args, initial={name: getattr(profile, name) for name in names}, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("break_from"), data.get("break_until")
        if last and not first and "break_from" not in self.errors:
            self.add_error("break_from", _("Say when the break begins"))
        if first and last and last < first:
            self.add_error("break_until", _("The break ends before it begins"))
        elif last and last < today() and "break_until" in self.changed_data:
            self.add_error("break_until", _("This day is over; write when you are back"))
        return data
