"""What ROPS writes about certificates and statuses of a PES."""

from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from operations.clock import today
from pes_profiles.decision_forms import day_input
from pes_profiles.models import Certificate, Profile, SocialEnterpriseStatus

#: no mark and no status is older; an earlier year is a slip of the finger
OLDEST = date(2000, 1, 1)
MOST_SHOWN = 50


class DayField(forms.DateField):
    """A day; with `past` one that is not still to come."""

    def __init__(self, *, past: bool = True, **kwargs: Any) -> None:
        self.past = past
        messages = {"required": _("Give the day."), "invalid": _("Give a day, for example 27.11.2026.")}
        super().__init__(widget=day_input(), error_messages=messages, **kwargs)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value < OLDEST:
            raise ValidationError(_("Check the year."), code="old")
        if value and self.past and value > today():
            raise ValidationError(_("This day is yet to come."), code="future")


class CertificateForm(forms.Form):
    number = forms.CharField(
        label=_("Number of the certificate"),
        max_length=40,
        error_messages={"required": _("Write the number.")},
    )
    granted_on = DayField(label=_("Granted on"))
    valid_to = DayField(
        label=_("Last day of validity"), past=False, help_text=_("At most a year after it was granted.")
    )
    scope = forms.CharField(
        label=_("Goods and services it names"),
        max_length=255,
        help_text=_("As in the certificate. Shown on the page of the PES."),
        error_messages={"required": _("Write for what it was granted.")},
    )

    def clean_number(self) -> str:
        number = " ".join(self.cleaned_data["number"].split())
        if Certificate.objects.filter(number__iexact=number).exists():
            raise ValidationError(_("A certificate with this number is already here."), code="taken")
        return number

    def clean(self) -> dict[str, Any]:
        super().clean()
        first, last = self.cleaned_data.get("granted_on"), self.cleaned_data.get("valid_to")
        if first and last:
            if last < first:
                self.add_error("valid_to", _("It would end before it was granted."))
            elif last > first + relativedelta(years=1):
                self.add_error("valid_to", _("A certificate is for one year. Check the dates."))
        return self.cleaned_data


class EndCertificateForm(forms.Form):
    ends_on = DayField(label=_("Does not hold since"), past=False, initial=today)

    def __init__(self, *args: Any, mark: Certificate, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mark = mark

    def clean_ends_on(self) -> date:
        day = self.cleaned_data["ends_on"]
        if day < self.mark.granted_on:
            raise ValidationError(_("It was not granted yet on that day."), code="early")
        if day > self.mark.valid_to:
            raise ValidationError(_("On that day it is over anyway."), code="late")
        return day


class StatusForm(forms.Form):
    decision_no = forms.CharField(
        label=_("Number of the decision"),
        max_length=60,
        help_text=_("A decision of the wojewoda."),
        error_messages={"required": _("Write the number of the decision.")},
    )
    granted_on = DayField(label=_("Granted on"))
    checked_on = DayField(label=_("Checked in RJPS on"), initial=today)
    rjps_url = forms.URLField(
        label=_("Address of the entry in RJPS"),
        max_length=200,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("An address looks like this: https://domena.pl")},
    )

    def __init__(self, *args: Any, profile: Profile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.profile = profile

    def clean_decision_no(self) -> str:
        number = " ".join(self.cleaned_data["decision_no"].split())
        if SocialEnterpriseStatus.objects.filter(decision_no__iexact=number).exists():
            raise ValidationError(_("A decision with this number is already here."), code="taken")
        return number

    def clean(self) -> dict[str, Any]:
        super().clean()
        granted, checked = self.cleaned_data.get("granted_on"), self.cleaned_data.get("checked_on")
        if granted and checked and checked < granted:
            self.add_error("checked_on", _("It was not granted yet on that day."))
        return self.cleaned_data


class LossForm(forms.Form):
    lost_on = DayField(label=_("Lost on"))
    lost_reason = forms.CharField(
        label=_("Why lost"),
        max_length=255,
        help_text=_("Kept here, not shown to the public."),
        error_messages={"required": _("Write why the status was lost.")},
    )
    checked_on = DayField(label=_("Checked in RJPS on"), initial=today)

    def __init__(self, *args: Any, mark: SocialEnterpriseStatus, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mark = mark

    def clean_lost_on(self) -> date:
        day = self.cleaned_data["lost_on"]
        if day < self.mark.granted_on:
            raise ValidationError(_("It was not granted yet on that day."), code="early")
        return day

    def clean(self) -> dict[str, Any]:
        super().clean()
        lost, checked = self.cleaned_data.get("lost_on"), self.cleaned_data.get("checked_on")
        if lost and checked and checked < lost:
            self.add_error("checked_on", _("The check is older than the loss."))
        return self.cleaned_data


def sections(profile: Profile, bound: dict[str, forms.Form | None]) -> dict[str, Any]:
    """Return what the page of a PES shows of both: rows with the form that ends them, and forms to add one.

    `bound` are forms that came back with errors, by their key.
    """
    day = today()
    certificates = []
    for mark in profile.certificates.all()[:MOST_SHOWN]:
        key = f"end_certificate_{mark.pk}"
        form = bound.get(key)
        if form is None and mark.valid_to >= day:
            form = EndCertificateForm(mark=mark, auto_id=f"id_{key}_%s")
        certificates.append({"mark": mark, "holds": mark.granted_on <= day <= mark.valid_to, "form": form})
    statuses = []
    for mark in profile.enterprise_statuses.all()[:MOST_SHOWN]:
        key = f"loss_{mark.pk}"
        form = bound.get(key)
        if form is None and mark.lost_on is None:
            form = LossForm(mark=mark, auto_id=f"id_{key}_%s")
        statuses.append({"mark": mark, "holds": mark.lost_on is None or mark.lost_on > day, "form": form})
    return {
        "certificates": certificates,
        "statuses": statuses,
        "certificate": bound.get("certificate") or CertificateForm(auto_id="id_certificate_%s"),
        "enterprise_status": bound.get("enterprise_status")
        or StatusForm(profile=profile, auto_id="id_enterprise_status_%s"),
    }
