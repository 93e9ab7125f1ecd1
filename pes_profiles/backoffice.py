"""PES in the back office: one inbox, one page for each, and the decisions."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views import View

from pes_profiles import queries, services
from pes_profiles.decision_forms import ReasonForm, SuspendForm, VerifyForm
from pes_profiles.mark_forms import sections
from pes_profiles.models import Profile, VerificationState

PER_PAGE = 50
UNPROCESSABLE, CONFLICT = 422, 409
SUSPENDED = "SUSPENDED"


class OfficeMixin(PermissionRequiredMixin):
    permission_required = "pes_profiles.decide_profiles"
    raise_exception = True


class InboxView(OfficeMixin, View):
    """PES by state; those that wait come first, the oldest on top."""

    def get(self, request: HttpRequest) -> HttpResponse:
        states = [*VerificationState.choices, (SUSPENDED, _("suspended"))]
        state = request.GET.get("stan", VerificationState.SUBMITTED)
        if state not in dict(states):
            raise Http404
        counts = queries.inbox_counts()
        return render(
            request,
            "pes_profiles/admin/inbox.html",
            {
                "page_obj": Paginator(queries.inbox(state), PER_PAGE).get_page(request.GET.get("strona")),
                "states": [(code, capfirst(str(label)), counts[code]) for code, label in states],
                "state": state,
            },
        )


class ProfileDecisionView(OfficeMixin, View):
    """One PES: all its data beside what to check, the acts that are possible now, and what was decided before."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return answer(request, load(pk))


class ActView(OfficeMixin, View):
    """One act. What was typed stays when something is wrong with it."""

    http_method_names = ["post"]
    form_class: type[Form] = Form
    form_key = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        profile = load(pk)
        form = self.form_class(request.POST)
        if not form.is_valid():
            return answer(request, profile, status=UNPROCESSABLE, **{self.form_key: form})
        if self.is_outdated(request, profile):
            messages.error(request, _("The PES has sent new data meanwhile. Look at them before you decide."))
            return answer(request, profile, status=CONFLICT, **{self.form_key: form})
        try:
            self.act(profile, form)
        except (services.NotAwaitingDecisionError, services.NotListedError, services.NotSuspendedError):
            messages.error(request, _("Somebody was quicker: this was already decided on."))
            return redirect("pes_admin:profile", profile.pk)
        messages.success(request, self.done(profile))
        return self.go_on(profile)

    def is_outdated(self, request: HttpRequest, profile: Profile) -> bool:
        """Whether the page that the decision was taken on showed data sent earlier than these."""
        seen = request.POST.get("seen")
        return seen is not None and seen != seen_of(profile)

    def act(self, profile: Profile, form: Any) -> None:
        raise NotImplementedError  # each subclass says its own

    def done(self, profile: Profile) -> str:
        return _("The decision on “%(name)s” is saved, and its owners get a letter.") % {"name": profile.short_name}

    def go_on(self, profile: Profile) -> HttpResponse:
        """After a decision comes the next PES that waits."""
        waiting = queries.next_waiting(after=profile)
        return redirect("pes_admin:profile", waiting.pk) if waiting else redirect("pes_admin:inbox")


class VerifyView(ActView):
    form_class = VerifyForm
    form_key = "verify"

    def act(self, profile: Profile, form: VerifyForm) -> None:
        services.verify_profile(profile, by=self.request.user, **form.cleaned_data)


class SendBackView(ActView):
    form_class = ReasonForm
    form_key = "send_back"

    def act(self, profile: Profile, form: ReasonForm) -> None:
        services.send_back_profile(profile, by=self.request.user, **form.cleaned_data)


class RefuseView(ActView):
    form_class = ReasonForm
    form_key = "refuse"

    def act(self, profile: Profile, form: ReasonForm) -> None:
        services.refuse_profile(profile, by=self.request.user, **form.cleaned_data)


class SuspendView(ActView):
    form_class = SuspendForm
    form_key = "suspend"

    def act(self, profile: Profile, form: SuspendForm) -> None:
        services.suspend_profile(
            profile,
            reason=form.cleaned_data["reason"],
            legal_basis=form.cleaned_data["legal_basis"],
            until=form.until,
            by=self.request.user,
        )

    def done(self, profile: Profile) -> str:
        return _("“%(name)s” is suspended. The page and the offers are hidden.") % {"name": profile.short_name}

    def go_on(self, profile: Profile) -> HttpResponse:
        return redirect("pes_admin:profile", profile.pk)


class RestoreView(SuspendView):
    form_class = Form
    form_key = "restore"

    def act(self, profile: Profile, form: Form) -> None:
        services.restore_profile(profile, by=self.request.user)

    def done(self, profile: Profile) -> str:
        return _("“%(name)s” is back, with its offers as they were.") % {"name": profile.short_name}


def load(pk: int) -> Profile:
    return get_object_or_404(Profile.objects.select_related("legal_entity", "gmina__powiat"), pk=pk)


def seen_of(profile: Profile) -> str:
    """Return what tells one sending of a PES from the next."""
    return profile.submitted_at.isoformat() if profile.submitted_at else ""


def answer(request: HttpRequest, profile: Profile, status: int = 200, **bound: Form | None) -> HttpResponse:
    """Show the page of a PES; `bound` are forms that came back with errors, by their key."""
    waits = profile.verification_state == VerificationState.SUBMITTED
    suspension = queries.open_suspension(profile)
    made: dict[str, tuple[bool, Callable[..., Form]]] = {
        "verify": (waits, VerifyForm),
        "send_back": (waits, ReasonForm),
        "refuse": (waits, ReasonForm),
        "suspend": (profile.is_listed, SuspendForm),
    }
    forms = {
        key: bound.get(key) or form_class(auto_id=f"id_{key}_%s") for key, (shown, form_class) in made.items() if shown
    }
    for key, form in bound.items():
        if form is not None:
            form.auto_id = f"id_{key}_%s"
            for wrong in list(form.errors)[:1]:  # the keyboard is where the mistake is
                form.fields[wrong].widget.attrs["autofocus"] = True
    return render(
        request,
        "pes_profiles/admin/profile.html",
        {
            "profile": profile,
            "entity": profile.legal_entity,
            "forms": forms,
            "bound": next(iter(bound), ""),
            "marks": sections(profile, bound),
            "suspension": suspension,
            "same_nip": queries.same_nip(profile)[:10],
            "owners": profile.memberships.filter(is_active=True).select_related("user").order_by("role", "pk"),
            "decisions": profile.decisions.select_related("decided_by"),
            "suspensions": profile.suspensions.select_related("suspended_by", "lifted_by"),
            "waits": waits,
            "seen": seen_of(profile),
            "next_waiting": queries.next_waiting(after=profile),
        },
        status=status,
    )
