"""Certificates and statuses of a PES in the back office: added and ended on its page."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from pes_profiles import marks
from pes_profiles.backoffice import UNPROCESSABLE, OfficeMixin, answer, load
from pes_profiles.mark_forms import CertificateForm, EndCertificateForm, LossForm, StatusForm
from pes_profiles.models import Certificate, Profile, SocialEnterpriseStatus


class MarkView(OfficeMixin, View):
    """One entry. What was typed stays when something is wrong with it."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int, mark: int | None = None) -> HttpResponse:
        profile = load(pk)
        key, form = self.form(profile, mark)
        if form.is_valid():
            try:
                self.act(profile, form)
            except marks.AlreadyEndedError:
                messages.error(request, _("Somebody was quicker: this has ended already."))
                return self.go_back(profile)
            if form.is_valid():
                messages.success(request, self.said(profile))
                return self.go_back(profile)
        return answer(request, profile, status=UNPROCESSABLE, **{key: form})

    def form(self, profile: Profile, mark: int | None) -> tuple[str, Form]:
        """Return the form and the key under which the page shows it."""
        raise NotImplementedError  # each subclass says its own

    def act(self, profile: Profile, form: Any) -> None:
        """Call the service, or put at its field what the service refuses."""
        raise NotImplementedError  # each subclass says its own

    def said(self, profile: Profile) -> str:
        return _("Saved. The page of “%(name)s” follows it at once.") % {"name": profile.short_name}

    def go_back(self, profile: Profile) -> HttpResponse:
        return redirect(reverse("pes_admin:profile", args=[profile.pk]) + "#znaki")


class GrantCertificateView(MarkView):
    def form(self, profile: Profile, mark: int | None) -> tuple[str, Form]:
        return "certificate", CertificateForm(self.request.POST)

    def act(self, profile: Profile, form: CertificateForm) -> None:
        try:
            marks.grant_certificate(profile, by=self.request.user, **form.cleaned_data)
        except marks.NumberTakenError:
            form.add_error("number", _("A certificate with this number is already here."))


class EndCertificateView(MarkView):
    def form(self, profile: Profile, mark: int | None) -> tuple[str, Form]:
        found = get_object_or_404(Certificate, pk=mark, profile=profile)
        return f"end_certificate_{found.pk}", EndCertificateForm(self.request.POST, mark=found)

    def act(self, profile: Profile, form: EndCertificateForm) -> None:
        marks.end_certificate(form.mark, by=self.request.user, **form.cleaned_data)


class RecordStatusView(MarkView):
    def form(self, profile: Profile, mark: int | None) -> tuple[str, Form]:
        return "enterprise_status", StatusForm(self.request.POST, profile=profile)

    def act(self, profile: Profile, form: StatusForm) -> None:
        try:
            marks.record_enterprise_status(profile, by=self.request.user, **form.cleaned_data)
        except marks.NumberTakenError:
            form.add_error("decision_no", _("A decision with this number is already here."))
        except marks.StatusHeldError:
            form.add_error("granted_on", _("The PES has the status in that time already. Write down its loss first."))


class RecordLossView(MarkView):
    def form(self, profile: Profile, mark: int | None) -> tuple[str, Form]:
        found = get_object_or_404(SocialEnterpriseStatus, pk=mark, profile=profile)
        return f"loss_{found.pk}", LossForm(self.request.POST, mark=found)

    def act(self, profile: Profile, form: LossForm) -> None:
        marks.record_loss(form.mark, by=self.request.user, **form.cleaned_data)
