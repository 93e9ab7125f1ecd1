"""Dead notices and incidents before ROPS: what happened, to try again, or to say how it was settled."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View

from shop.payments import incidents, queries
from shop.payments.exceptions import SettledError
from shop.payments.models import Incident, Notice

PER_PAGE = 30
UNPROCESSABLE = 422


class SettleForm(forms.Form):
    """How it was settled."""

    note = forms.CharField(
        label=gettext_lazy("How it was settled"),
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Write in a few words how it was settled")},
    )


class OfficeMixin(PermissionRequiredMixin):
    permission_required = "payments.settle"
    raise_exception = True


class MoneyView(OfficeMixin, View):
    """What waits, the oldest first; or what was settled."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return show(request)


class RetryView(OfficeMixin, View):
    """Try a dead notice again."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        notice = get_object_or_404(Notice, pk=pk)
        try:
            incidents.retry_notice(notice, by=request.user)
        except SettledError:
            messages.info(request, _("Somebody has already dealt with it."))
        else:
            messages.success(request, _("The notice will be applied again."))
        return redirect("money_admin:list")


class SettleView(OfficeMixin, View):
    """Say how a dead notice or an incident was settled otherwise."""

    http_method_names = ["post"]
    #: of the address: what is settled
    kind = ""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        thing: Any = get_object_or_404(Notice if self.kind == "notice" else Incident, pk=pk)
        form = SettleForm(request.POST, prefix=f"{self.kind}-{pk}")
        if not form.is_valid():
            return show(request, bad=form, status=UNPROCESSABLE)
        act: Any = incidents.settle_notice if self.kind == "notice" else incidents.settle_incident
        try:
            act(thing, by=request.user, note=form.cleaned_data["note"])
        except SettledError:
            messages.info(request, _("Somebody has already dealt with it."))
        else:
            messages.success(request, _("Settled. Your note is kept."))
        return redirect("money_admin:list")


def show(request: HttpRequest, *, bad: SettleForm | None = None, status: int = 200) -> HttpResponse:
    """Draw the page; `bad` is a form that was sent empty, drawn again with its error."""
    is_settled = request.GET.get("stan") == "zalatwione"
    if is_settled:
        notices, found = queries.settled_rows()
    else:
        notices, found = queries.dead_notices(), queries.open_incidents()
    context = {
        "is_settled": is_settled,
        "has_errors": bad is not None,
        "notices": _pages(request, "notice", notices, "powiadomienia", bad),
        "incidents": _pages(request, "incident", found, "zdarzenia", bad),
    }
    return render(request, "payments/office.html", context, status=status)


def _pages(request: HttpRequest, kind: str, rows: Any, name: str, bad: SettleForm | None) -> dict[str, Any]:
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get(name))
    forms_of = {f"{kind}-{row.pk}": SettleForm(prefix=f"{kind}-{row.pk}") for row in page}
    if bad is not None and bad.prefix in forms_of:
        forms_of[str(bad.prefix)] = bad
    pairs = [(row, forms_of[f"{kind}-{row.pk}"]) for row in page]
    return {"page": page, "rows": pairs, "name": name}
