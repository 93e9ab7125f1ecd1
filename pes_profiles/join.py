"""Joining: a person starts a PES, fills it in step by step, sends it, and sees what happens next."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from operations import limits
from pes_profiles import joining, queries
from pes_profiles.access import ProfileScopedMixin
from pes_profiles.completeness import OPEN_STATES, Step, missing, next_step
from pes_profiles.forms import AccountForm, NumbersForm, SeatForm, SendForm, StepForm, WhoForm
from pes_profiles.joining import NotOpenForChangesError
from pes_profiles.models import Profile, VerificationState
from pes_profiles.services import IncompleteProfileError

FORMS: dict[Step, type[StepForm]] = {
    Step.WHO: WhoForm,
    Step.NUMBERS: NumbersForm,
    Step.SEAT: SeatForm,
    Step.ACCOUNT: AccountForm,
    Step.SUMMARY: SendForm,
}
STARTS, STARTS_PER = 20, timedelta(days=1)
UNPROCESSABLE = 422


def step_rows(profile: Profile | None) -> list[tuple[str, str]]:
    """Return label and address of every step, for `{% steps %}`."""
    return [
        (str(step.label), reverse("pes:join-step", args=[profile.slug, step.value]) if profile else "") for step in Step
    ]


class JoinView(View):
    """Where one begins: one's own PES that are under way, and the first step of a new one."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request, WhoForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = WhoForm(request.POST)
        if not form.is_valid():
            return self.answer(request, form, status=UNPROCESSABLE)
        if not limits.allow(f"pes.start:{request.user.pk}", STARTS, STARTS_PER):
            return limits.refused(request, STARTS_PER)

        profile = joining.start_profile(by=request.user, **form.answers)
        return redirect("pes:join-step", pes=profile.slug, step=Step.NUMBERS.value)

    def answer(self, request: HttpRequest, form: WhoForm, status: int = 200) -> HttpResponse:
        under_way = queries.own_profiles(request.user).exclude(verification_state=VerificationState.VERIFIED)
        return render(
            request,
            "pes/join.html",
            {
                "form": form,
                "rows": step_rows(None),
                "number": 1,
                "total": len(Step),
                "under_way": under_way[:20],
                "verified": queries.own_profiles(request.user).filter(verification_state=VerificationState.VERIFIED)[
                    :20
                ],
            },
            status=status,
        )


class JoiningMixin(ProfileScopedMixin):
    """One PES on its way, for its owners."""

    owner_only = True

    def come_back(self) -> HttpResponse:
        """Lead to where the PES is now: the first unfinished step, or what ROPS says."""
        if self.profile.verification_state in OPEN_STATES:
            return redirect("pes:join-step", pes=self.profile.slug, step=next_step(self.profile).value)
        return redirect("pes:join-status", pes=self.profile.slug)


class ResumeView(JoiningMixin, View):
    """The address in letters: always leads to the right place."""

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.come_back()


class StepView(JoiningMixin, View):
    """One step: what is saved is shown, what is sent is saved, and the next step follows."""

    def get(self, request: HttpRequest, pes: str, step: str) -> HttpResponse:
        here = self.find(step)
        if self.profile.verification_state not in OPEN_STATES or self.is_ahead(here):
            return self.come_back()
        return self.answer(request, here, FORMS[here](profile=self.profile))

    def post(self, request: HttpRequest, pes: str, step: str) -> HttpResponse:
        here = self.find(step)
        form = FORMS[here](request.POST, profile=self.profile)
        if not form.is_valid():
            return self.answer(request, here, form, status=UNPROCESSABLE)
        try:
            form.save(by=request.user)
        except NotOpenForChangesError:
            messages.error(request, _("These data are with ROPS now and cannot be changed."))
            return redirect("pes:join-status", pes=self.profile.slug)
        except IncompleteProfileError:
            messages.error(request, _("Something is still missing. Complete this step first."))
            return self.come_back()
        return self.go_on(request, here)

    def find(self, step: str) -> Step:
        try:
            return Step(step)
        except ValueError:
            raise Http404 from None

    def is_ahead(self, here: Step) -> bool:
        """Whether an earlier step is still unfinished."""
        order = list(Step)
        return order.index(here) > order.index(next_step(self.profile))

    def go_on(self, request: HttpRequest, here: Step) -> HttpResponse:
        if here == Step.SUMMARY:
            return redirect("pes:join-status", pes=self.profile.slug)
        if "summary" in request.POST and not missing(self.profile):
            return redirect("pes:join-step", pes=self.profile.slug, step=Step.SUMMARY.value)
        order = list(Step)
        return redirect("pes:join-step", pes=self.profile.slug, step=order[order.index(here) + 1].value)

    def answer(self, request: HttpRequest, here: Step, form: StepForm, status: int = 200) -> HttpResponse:
        number = list(Step).index(here) + 1
        order = list(Step)
        context: dict[str, Any] = {
            "form": form,
            "step": here,
            "rows": step_rows(self.profile),
            "number": number,
            "total": len(Step),
            "previous": order[number - 2].value if number > 1 else "",
            "sent_back": self.sent_back(),
            "may_finish": here != Step.SUMMARY and not missing(self.profile),
            "same_nip": queries.same_nip(self.profile).exists() if here != Step.WHO else False,
        }
        name = "pes/join_summary.html" if here == Step.SUMMARY else "pes/join_step.html"
        return render(request, name, self.scope_context() | context, status=status)

    def sent_back(self) -> Any:
        """Return the decision that says what to correct, while it waits to be corrected."""
        if self.profile.verification_state != VerificationState.SENT_BACK:
            return None
        return self.profile.decisions.filter(outcome=VerificationState.SENT_BACK).first()


class StatusView(JoiningMixin, View):
    """What happens next, and what was decided."""

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        if self.profile.verification_state in OPEN_STATES:
            return self.come_back()
        return render(
            request,
            "pes/join_status.html",
            self.scope_context()
            | {
                "suspension": queries.open_suspension(self.profile),
                "decision": self.profile.decisions.first(),
            },
        )
