"""Stands in the back office: who asks, who gets which number."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from events.forms import AcceptForm, RejectForm
from events.models import FairPage, StandApplication
from events.services import (
    AlreadyDecidedError,
    StandTakenError,
    accept_application,
    reject_application,
)

PER_PAGE = 50


class OfficeMixin(PermissionRequiredMixin):
    permission_required = "events.decide_applications"
    raise_exception = True


class ApplicationsView(OfficeMixin, View):
    """Applications, those that wait first; filtered by fair and state."""

    def get(self, request: HttpRequest) -> HttpResponse:
        applications = StandApplication.objects.select_related("fair", "profile__gmina__powiat").order_by(
            "-fair__starts_at", "submitted_at", "pk"
        )
        fair = request.GET.get("targi", "")
        if fair.isdecimal():
            applications = applications.filter(fair_id=fair)
        state = request.GET.get("stan", StandApplication.State.SUBMITTED)
        if state in StandApplication.State.values:
            applications = applications.filter(state=state)
        return render(
            request,
            "events/admin/applications.html",
            {
                "page_obj": Paginator(applications, PER_PAGE).get_page(request.GET.get("strona")),
                "fairs": FairPage.objects.order_by("-starts_at")[:50],
                "states": StandApplication.State.choices,
                "fair": fair,
                "state": state,
            },
        )


class ApplicationDecisionView(OfficeMixin, View):
    """One application and the two answers."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        self.pk = kwargs["pk"]

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        application = self.load()
        return self.answer(
            request,
            application,
            AcceptForm(initial={"stand_number": application.stand_number}),
            RejectForm(),
        )

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        application = self.load()
        accepting = "accept" in request.POST
        accept = AcceptForm(request.POST if accepting else None)
        reject = RejectForm(None if accepting else request.POST)
        chosen = accept if accepting else reject
        if not chosen.is_valid():
            return self.answer(request, application, accept, reject)

        try:
            if accepting:
                accept_application(application, stand_number=accept.cleaned_data["stand_number"], by=request.user)
            else:
                reject_application(application, reason=reject.cleaned_data["reason"], by=request.user)
        except StandTakenError as error:
            accept.add_error(
                "stand_number",
                _("This stand is taken by: %(name)s.") % {"name": error.holder},
            )
            return self.answer(request, application, accept, reject)
        except AlreadyDecidedError:
            messages.error(request, _("This application was already decided on."))
        else:
            messages.success(request, _("The decision is saved and the PES will get a letter."))
        return redirect(reverse("events_admin:applications"))

    def load(self) -> StandApplication:
        return get_object_or_404(
            StandApplication.objects.select_related(
                "fair", "profile__gmina__powiat", "submitted_by", "decided_by"
            ).prefetch_related("offers"),
            pk=self.pk,
        )

    def answer(
        self,
        request: HttpRequest,
        application: StandApplication,
        accept: AcceptForm,
        reject: RejectForm,
    ) -> HttpResponse:
        taken = (
            StandApplication.objects.filter(fair=application.fair)
            .exclude(stand_number="")
            .exclude(pk=application.pk)
            .select_related("profile")
            .order_by("stand_number")
        )
        return render(
            request,
            "events/admin/application.html",
            {
                "application": application,
                "accept": accept,
                "reject": reject,
                "taken": taken,
                "can_accept": application.state != StandApplication.State.WITHDRAWN,
                "can_reject": application.state == StandApplication.State.SUBMITTED,
            },
        )
