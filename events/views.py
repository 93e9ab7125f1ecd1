"""A fair's calendar file, and a PES asking for a stand."""

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views import View

from events import queries
from events.calendars import fair_calendar
from events.forms import StandApplicationForm
from events.models import FairPage, StandApplication
from events.services import (
    AlreadyDecidedError,
    CallClosedError,
    apply_for_stand,
    withdraw_application,
)
from pes_profiles.models import Profile


def live_fair(slug: str) -> FairPage:
    return get_object_or_404(FairPage.objects.live(), slug=slug)


class CalendarView(View):
    """The fair for somebody's own calendar."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        fair = live_fair(slug)
        response = HttpResponse(
            fair_calendar(
                fair,
                url=request.build_absolute_uri(fair.get_url(request)),
                host=request.get_host().split(":")[0],
            ),
            content_type="text/calendar; charset=utf-8",
        )
        response["Content-Disposition"] = f'attachment; filename="{fair.slug}.ics"'
        return response


class ApplyView(LoginRequiredMixin, View):
    """For which of my PES do I ask? With one of them only there is nothing to choose."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        fair = live_fair(slug)
        profiles = list(queries.own_profiles(request.user).select_related("gmina__powiat"))
        if len(profiles) == 1:
            return redirect("events:application", slug=fair.slug, pes=profiles[0].slug)

        applications = queries.applications_of(request.user, fair)
        rows = [(profile, applications.get(profile.pk)) for profile in profiles]
        return render(request, "events/apply.html", {"fair": fair, "rows": rows})


class OwnApplicationMixin(LoginRequiredMixin):
    """Loads fair and own PES before any verb; a stranger's PES does not exist here."""

    def setup(self, request: HttpRequest, *args, **kwargs) -> None:
        super().setup(request, *args, **kwargs)
        if request.user.is_authenticated:
            self.fair = live_fair(kwargs["slug"])
            self.profile: Profile = get_object_or_404(queries.own_profiles(request.user), slug=kwargs["pes"])
            self.application = (
                StandApplication.objects.filter(fair=self.fair, profile=self.profile).prefetch_related("offers").first()
            )


class ApplicationView(OwnApplicationMixin, View):
    """The application of one PES: fill it in, change it while the call is open, see the decision."""

    def get(self, request: HttpRequest, slug: str, pes: str) -> HttpResponse:
        form = StandApplicationForm(
            instance=self.application,
            profile=self.profile,
            initial={
                "contact_name": request.user.get_full_name(),
                "contact_phone": self.profile.phone,
            }
            if self.application is None
            else None,
        )
        return self.answer(request, form)

    def post(self, request: HttpRequest, slug: str, pes: str) -> HttpResponse:
        form = StandApplicationForm(request.POST, profile=self.profile)
        if not form.is_valid():
            return self.answer(request, form, status=422)

        try:
            apply_for_stand(
                self.fair,
                self.profile,
                by=request.user,
                details=form.details,
                offers=list(form.cleaned_data["offers"]),
            )
        except CallClosedError:
            messages.error(request, _("The call for exhibitors is closed."))
            return self.answer(request, form, status=409)
        except AlreadyDecidedError:
            messages.error(request, _("This application was already decided on."))
        else:
            messages.success(request, _("Your application is with us. We sent you a letter."))
        return redirect("events:application", slug=slug, pes=pes)

    def answer(self, request: HttpRequest, form: StandApplicationForm, status: int = 200) -> HttpResponse:
        application = self.application
        waits = application is None or application.state in {
            StandApplication.State.SUBMITTED,
            StandApplication.State.WITHDRAWN,
        }
        return render(
            request,
            "events/application.html",
            {
                "fair": self.fair,
                "profile": self.profile,
                "application": application,
                "form": form,
                "can_write": waits and (self.fair.call_is_open or form.is_bound),
                "can_withdraw": application is not None
                and application.state in {StandApplication.State.SUBMITTED, StandApplication.State.ACCEPTED},
            },
            status=status,
        )


class WithdrawView(OwnApplicationMixin, View):
    """The PES does not come after all."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, slug: str, pes: str) -> HttpResponse:
        application = get_object_or_404(StandApplication, fair=self.fair, profile=self.profile)
        try:
            withdraw_application(application, by=request.user)
        except AlreadyDecidedError:
            messages.error(request, _("This application was already decided on."))
        else:
            messages.success(request, _("The application is withdrawn. The stand is free again."))
        return redirect("events:application", slug=slug, pes=pes)
