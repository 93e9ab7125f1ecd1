"""A person's own pages: name and phone, a copy of the data, the end of the account."""

from datetime import timedelta

from allauth.account.internal.flows.logout import logout
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from operations import limits
from operations.clock import today
from pes_profiles.accounts.forms import CloseForm, DetailsForm
from pes_profiles.accounts.models import User
from pes_profiles.accounts.services import (
    AccountInUseError,
    change_details,
    close_account,
    personal_data,
    reasons_to_keep,
    what_stays,
)

HOUR = timedelta(hours=1)


@require_http_methods(["GET", "HEAD", "POST"])
def details(request: HttpRequest) -> HttpResponse:
    """Show and change how the person is called and reached."""
    # A form writes into its instance even when it refuses; the page keeps showing what is kept.
    form = DetailsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        change_details(request.user, **form.cleaned_data)
        messages.success(request, _("Saved"))
        return redirect("accounts:details")
    return render(request, "accounts/details.html", {"form": form})


@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Hand over all that the portal knows about the person as one file."""
    if not limits.allow(f"export:{request.user.pk}", 20, HOUR):
        return limits.refused(request, HOUR)
    response = JsonResponse(personal_data(request.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = f'attachment; filename="opes-{today():%Y-%m-%d}.json"'
    return response


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest) -> HttpResponse:
    """End the account, after the password, when nothing needs the person any more."""
    reasons = reasons_to_keep(request.user)
    form = CloseForm(request.POST or None, user=request.user)
    if request.method == "POST" and not reasons:
        if not limits.allow(f"close:{request.user.pk}", 10, HOUR):
            return limits.refused(request, HOUR)
        if form.is_valid():
            try:
                close_account(request.user, by=request.user)
            except AccountInUseError as error:
                reasons = error.reasons
            else:
                logout(request)
                messages.success(request, _("Your account is deleted."))
                return redirect("/")
    return render(
        request,
        "accounts/close.html",
        {"form": form, "reasons": reasons, "stays": what_stays(request.user)},
        status=409 if reasons and request.method == "POST" else 200,
    )
