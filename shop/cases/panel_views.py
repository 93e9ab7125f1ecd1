"""A seller's side of cases: complaints by deadline, messages, one thread, the answer. Owners answer, everybody writes."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View

from pes_profiles.access import ProfileScopedMixin
from shop.cases import queries, services
from shop.cases.answers import answer_complaint
from shop.cases.buyer_views import TOO_MANY, UNPROCESSABLE, may_write, too_many
from shop.cases.exceptions import AlreadyCalledInError, AlreadyDecidedError, ClosedError, NoMoneyError
from shop.cases.files import file_response
from shop.cases.forms import AnswerForm, WriteForm
from shop.cases.models import Case, Complaint, Side
from shop.cases.thread import silence_about, thread_of
from shop.fulfilment.models import VendorOrder
from shop.partner.models import Partner
from shop.partner.services import partner_of

PER_PAGE = 20
State, Outcome = Complaint.State, Complaint.Outcome


class CasesPanelView(ProfileScopedMixin, View):
    """Whatever is looked up is looked up among the shares of `self.partner`."""

    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, self.scope_context() | {"tab": "orders"} | context, status=status)

    def case(self, pk: int) -> Case:
        return get_object_or_404(queries.own_cases(self.partner), pk=pk)

    def address(self, name: str, *args: Any) -> str:
        return reverse(f"cases_panel:{name}", args=[self.profile.slug, *args])

    def rows(self, template: str, found: QuerySet[Case]) -> HttpResponse:
        page = Paginator(found, PER_PAGE).get_page(self.request.GET.get("strona"))
        return self.page(template, page=page, rows=[queries.CaseRow(case) for case in page])

    def one(
        self, case: Case, *, form: WriteForm | None = None, answer: AnswerForm | None = None, status: int = 0
    ) -> HttpResponse:
        row = queries.CaseRow(case)
        complaint = row.complaint
        if answer is None and complaint and self.is_owner and may_answer(complaint):
            answer = AnswerForm(complaint=complaint)
        form = form or WriteForm()
        wrong = bool(form.errors or (answer and answer.errors))
        return self.page(
            "cases/panel/case.html",
            row=row,
            case=case,
            form=form,
            answer=answer,
            silence=silence_about(complaint) if complaint else "",
            entries=thread_of(case, side=Side.SELLER, file_address=lambda pk: self.address("file", case.pk, pk)),
            acts={
                name.replace("-", "_"): self.address(name, case.pk) for name in ("case", "answer", "call-in", "reopen")
            },
            status=status or (UNPROCESSABLE if wrong else 200),
        )


def may_answer(complaint: Complaint) -> bool:
    """A complaint is answered once; a rejection may still become something better, and so may silence."""
    return complaint.state in {State.OPEN, State.ACCEPTED} or complaint.outcome == Outcome.REJECTED


class ComplaintsView(CasesPanelView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.rows("cases/panel/complaints.html", queries.complaints_of(self.partner))


class MessagesView(CasesPanelView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.rows("cases/panel/messages.html", queries.messages_of(self.partner))


class MessageView(CasesPanelView):
    """Write to a buyer first: the share's thread of messages, which the first message begins."""

    def get(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        begun = Case.objects.filter(vendor_order=vo, kind=Case.Kind.MESSAGE).first()
        return redirect("cases_panel:case", pes=pes, pk=begun.pk) if begun else self.answer(vo, WriteForm())

    def post(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        form = WriteForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.answer(vo, form, status=UNPROCESSABLE)
        if not may_write(f"seller:{vo.pk}"):
            return self.answer(vo, too_many(form), status=TOO_MANY)
        written = form.cleaned_data
        case = services.write_message(
            vo,
            side=Side.SELLER,
            by=request.user,
            form_key=written["key"],
            text=written["text"],
            files=written["files"],
        )
        messages.success(request, _("Message sent"))
        return redirect("cases_panel:case", pes=pes, pk=case.pk)

    def share(self, number: str) -> VendorOrder:
        return get_object_or_404(VendorOrder.objects.select_related("order"), partner=self.partner, number=number)

    def answer(self, vo: VendorOrder, form: WriteForm, *, status: int = 200) -> HttpResponse:
        return self.page("cases/panel/message.html", vo=vo, form=form, status=status)


class CaseView(CasesPanelView):
    def get(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        case = self.case(pk)
        response = self.one(case)
        services.mark_read(case, side=Side.SELLER)
        return response

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        case = self.case(pk)
        form = WriteForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.one(case, form=form)
        if not may_write(f"seller:{case.vendor_order_id}"):
            return self.one(case, form=too_many(form), status=TOO_MANY)
        written = form.cleaned_data
        try:
            services.write(
                case,
                side=Side.SELLER,
                by=request.user,
                form_key=written["key"],
                text=written["text"],
                files=written["files"],
            )
        except ClosedError:
            messages.info(request, _("This thread is closed. Open it again to write."))
        else:
            messages.success(request, _("Message sent"))
        return redirect("cases_panel:case", pes=pes, pk=pk)


class AnswerView(CasesPanelView):
    """The decision on a complaint: an owner's."""

    owner_only = True
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        case = self.case(pk)
        complaint = queries.CaseRow(case).complaint
        if complaint is None:
            raise Http404
        form = AnswerForm(request.POST, complaint=complaint)
        if not form.is_valid():
            return self.one(case, answer=form)
        decided = form.cleaned_data
        try:
            answer_complaint(
                complaint,
                outcome=decided["outcome"],
                text=decided["text"],
                amount=decided["amount"],
                adr=decided.get("adr", ""),
                seen=decided["seen"],
                by=request.user,
            )
        except AlreadyDecidedError:
            messages.info(request, _("The complaint was answered or withdrawn before."))
        except NoMoneyError:
            form.add_error("amount", _("There is not that much of the buyer's money to return here"))
            return self.one(self.case(pk), answer=form)
        else:
            messages.success(request, _("Answer sent to the buyer"))
        return redirect("cases_panel:case", pes=pes, pk=pk)


class CallInView(CasesPanelView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        try:
            services.call_in_rops(self.case(pk), side=Side.SELLER, by=request.user)
        except AlreadyCalledInError:
            messages.info(request, _("ROPS takes part already."))
        else:
            messages.success(request, _("ROPS will read the thread and join in."))
        return redirect("cases_panel:case", pes=pes, pk=pk)


class ReopenView(CasesPanelView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        services.reopen(self.case(pk), side=Side.SELLER, by=request.user)
        return redirect("cases_panel:case", pes=pes, pk=pk)


class FileView(CasesPanelView):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pes: str, pk: int, file: int) -> HttpResponseBase:
        return file_response(self.case(pk), file)
