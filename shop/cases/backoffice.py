"""Cases before ROPS: deadlines of all of them, the content only of those to which ROPS was called. It never decides."""

from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from shop.cases import queries
from shop.cases.exceptions import AlreadyCalledInError, ClosedError, NotCalledInError
from shop.cases.files import file_response
from shop.cases.forms import ReasonForm, WriteForm
from shop.cases.models import Case, Side
from shop.cases.services import call_in_rops, write
from shop.cases.thread import thread_of

PER_PAGE = 50
UNPROCESSABLE = 422
FILTERS = {"po-terminie": "late", "czekaja": "open", "wezwani": "called"}


class OfficeMixin(PermissionRequiredMixin):
    permission_required = "cases.watch_deadlines"
    raise_exception = True


class CasesView(OfficeMixin, View):
    """By deadline, the nearest first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        only = FILTERS.get(request.GET.get("stan", ""), "")
        page = Paginator(queries.cases_for_rops(only=only), PER_PAGE).get_page(request.GET.get("strona"))
        rows = [queries.CaseRow(case, Side.ROPS) for case in page]
        return render(
            request,
            "cases/office/list.html",
            {"page_obj": page, "rows": rows, "only": only, "counts": queries.counts_for_rops()},
        )


class CaseView(OfficeMixin, View):
    """One case: its dates; and, once ROPS was called in, its thread."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.answer(self.load(pk), WriteForm(), ReasonForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.load(pk)
        return self.write(case) if case.is_called_in else self.come_in(case)

    def come_in(self, case: Case) -> HttpResponse:
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            return self.answer(case, WriteForm(), form)
        try:
            call_in_rops(case, side=Side.ROPS, by=self.request.user, text=form.cleaned_data["reason"])
        except AlreadyCalledInError:
            messages.info(self.request, _("ROPS takes part already."))
        return redirect("cases_admin:case", case.pk)

    def write(self, case: Case) -> HttpResponse:
        form = WriteForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.answer(case, form, ReasonForm())
        written = form.cleaned_data
        try:
            write(
                case,
                side=Side.ROPS,
                by=self.request.user,
                form_key=written["key"],
                text=written["text"],
                files=written["files"],
            )
        except (ClosedError, NotCalledInError):
            messages.info(self.request, _("This thread is closed."))
        else:
            messages.success(self.request, _("Message sent"))
        return redirect("cases_admin:case", case.pk)

    def load(self, pk: int) -> Case:
        case = queries.case_for_rops(pk)
        if case is None:
            raise Http404
        return case

    def answer(self, case: Case, form: WriteForm, reason: ReasonForm) -> HttpResponse:
        entries = []
        if case.is_called_in:
            entries = thread_of(
                case, side=Side.ROPS, file_address=lambda pk: reverse("cases_admin:file", args=[case.pk, pk])
            )
        return render(
            self.request,
            "cases/office/case.html",
            {
                "case": case,
                "row": queries.CaseRow(case, Side.ROPS),
                "entries": entries,
                "form": form,
                "reason": reason,
            },
            status=UNPROCESSABLE if form.errors or reason.errors else 200,
        )


class FileView(OfficeMixin, View):
    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
        case = queries.case_for_rops(pk)
        if case is None or not case.is_called_in:
            raise Http404
        return file_response(case, file)
