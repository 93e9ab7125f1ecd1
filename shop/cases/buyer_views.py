"""A buyer's side of cases: for owners of an order, and by the order's key for guests. A stranger's thing is not there."""

import re
from datetime import timedelta
from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_safe

from cms.base.formats import day_full
from operations import limits
from pes_profiles.accounts.models import User
from shop.cases import queries, services
from shop.cases.exceptions import AlreadyCalledInError, AlreadyDecidedError, ClosedError
from shop.cases.files import file_response
from shop.cases.forms import ComplaintForm, WriteForm
from shop.cases.models import Case, Side
from shop.cases.rules import is_consumers
from shop.cases.thread import silence_about, thread_of
from shop.fulfilment.models import VendorOrder
from shop.order.models import Order
from shop.order.tokens import hash_of

TOKEN = re.compile(r"[0-9a-f]{64}")
PER_PAGE = 20
UNPROCESSABLE, TOO_MANY = 422, 429
COMPLAINTS, COMPLAINTS_PER = 10, timedelta(days=1)
WORDS, WORDS_PER = 20, timedelta(hours=1)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """All threads of a person's orders."""
    page = Paginator(queries.cases_of_buyer(request.user), PER_PAGE).get_page(request.GET.get("strona"))
    rows = [queries.CaseRow(case, Side.BUYER) for case in page]
    return render(request, "cases/inbox.html", {"page": page, "rows": rows})


class BuyerView(View):
    """Whatever is looked up is looked up in one person's orders, or in the order whose key is in the address."""

    request: HttpRequest
    token = ""

    def dispatch(self, request: HttpRequest, *args: Any, token: str = "", **kwargs: Any) -> HttpResponseBase:
        self.token = token
        if token and not TOKEN.fullmatch(token):
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    @cached_property
    def orders(self) -> Any:
        if self.token:
            return Order.objects.filter(token_hash=hash_of(self.token))
        return Order.objects.filter(user=self.request.user)

    def share(self, number: str) -> VendorOrder:
        own = VendorOrder.objects.filter(order__in=self.orders).select_related("order__user", "partner__profile")
        return get_object_or_404(own.prefetch_related("order__lines"), number=number)

    def case(self, pk: int) -> Case:
        return get_object_or_404(queries.cases_in_full(), pk=pk, vendor_order__order__in=self.orders)

    def writer(self, order: Order) -> User | None:
        user = self.request.user
        return user if user.is_authenticated and user.pk == order.user_id else None

    def address(self, name: str, *args: Any) -> str:
        return (
            reverse(f"cases_link:{name}", args=[self.token, *args])
            if self.token
            else reverse(f"cases:{name}", args=args)
        )

    def order_address(self, order: Order) -> str:
        if self.token:
            return reverse("checkout:status", args=[self.token])
        return reverse("account:order", args=[order.number])

    def page(self, template: str, *, form: forms.Form | None = None, status: int = 0, **context: Any) -> HttpResponse:
        context |= {"form": form, "token": self.token}
        wrong = form is not None and bool(form.errors)
        return render(self.request, template, context, status=status or (UNPROCESSABLE if wrong else 200))


class ComplainView(BuyerView):
    """What is wrong with which things, and what the buyer wants."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        vo = self.share(number)
        return self.answer(vo, ComplaintForm(lines=vo.lines))

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        vo = self.share(number)
        form = ComplaintForm(request.POST, request.FILES, lines=vo.lines)
        if not form.is_valid():
            return self.answer(vo, form)
        if not limits.allow(f"complaints-of:{vo.pk}", COMPLAINTS, COMPLAINTS_PER):
            form.add_error(None, _("Too many complaints about this order today. Write in one that you have made."))
            return self.answer(vo, form, status=TOO_MANY)
        asked = form.cleaned_data
        complaint = services.complain(
            vo,
            by=self.writer(vo.order),
            form_key=asked["key"],
            chosen=form.chosen,
            demand=asked["demand"],
            text=asked["text"],
            account=asked["account"],
            files=asked["files"],
        )
        messages.success(
            request,
            _("Complaint %(number)s sent. The seller answers by %(date)s.")
            % {"number": complaint.number, "date": day_full(complaint.deadline)},
        )
        return redirect(self.address("case", complaint.case_id))

    def answer(self, vo: VendorOrder, form: ComplaintForm, *, status: int = 0) -> HttpResponse:
        running = [
            queries.CaseRow(case, Side.BUYER)
            for case in queries.cases().filter(vendor_order=vo, kind=Case.Kind.COMPLAINT)
        ]
        return self.page(
            "cases/complain.html",
            form=form,
            status=status,
            vo=vo,
            order_url=self.order_address(vo.order),
            message_url=self.address("message", vo.number),
            running=[(row, self.address("case", row.case.pk)) for row in running],
        )


class MessageView(BuyerView):
    """Write to the seller about an order: the share's thread of messages, which the first message begins."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        vo = self.share(number)
        begun = Case.objects.filter(vendor_order=vo, kind=Case.Kind.MESSAGE).first()
        return redirect(self.address("case", begun.pk)) if begun else self.answer(vo, WriteForm())

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        vo = self.share(number)
        form = WriteForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.answer(vo, form)
        if not may_write(f"buyer:{vo.pk}"):
            return self.answer(vo, too_many(form), status=TOO_MANY)
        written = form.cleaned_data
        case = services.write_message(
            vo,
            side=Side.BUYER,
            by=self.writer(vo.order),
            form_key=written["key"],
            text=written["text"],
            files=written["files"],
        )
        messages.success(request, _("Message sent"))
        return redirect(self.address("case", case.pk))

    def answer(self, vo: VendorOrder, form: WriteForm, *, status: int = 0) -> HttpResponse:
        return self.page("cases/message.html", form=form, status=status, vo=vo, order_url=self.order_address(vo.order))


class CaseView(BuyerView):
    """A thread, and a place to write in it."""

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        response = self.answer(case, WriteForm())
        services.mark_read(case, side=Side.BUYER)
        return response

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        form = WriteForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.answer(case, form)
        if not may_write(f"buyer:{case.vendor_order_id}"):
            return self.answer(case, too_many(form), status=TOO_MANY)
        written = form.cleaned_data
        try:
            services.write(
                case,
                side=Side.BUYER,
                by=self.writer(case.vendor_order.order),
                form_key=written["key"],
                text=written["text"],
                files=written["files"],
            )
        except ClosedError:
            messages.info(request, _("This thread is closed. Open it again to write."))
        else:
            messages.success(request, _("Message sent"))
        return redirect(self.address("case", pk))

    def answer(self, case: Case, form: WriteForm, *, status: int = 0) -> HttpResponse:
        row = queries.CaseRow(case, Side.BUYER)
        return self.page(
            "cases/case.html",
            form=form,
            status=status,
            row=row,
            case=case,
            vo=case.vendor_order,
            silence=silence_about(row.complaint) if row.complaint else "",
            is_consumers=is_consumers(case.vendor_order),
            entries=thread_of(case, side=Side.BUYER, file_address=lambda pk: self.address("file", case.pk, pk)),
            order_url=self.order_address(case.vendor_order.order),
            acts={
                name.replace("-", "_"): self.address(name, case.pk)
                for name in ("case", "withdraw", "call-in", "reopen")
            },
        )


class ActView(BuyerView):
    """One act on a thread, asked for by a button."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        case = self.case(pk)
        self.act(case, by=self.writer(case.vendor_order.order))
        return redirect(self.address("case", pk))

    def act(self, case: Case, *, by: User | None) -> None:
        raise NotImplementedError  # each subclass says its own


class WithdrawView(ActView):
    def act(self, case: Case, *, by: User | None) -> None:
        complaint = queries.CaseRow(case).complaint
        if complaint is None:
            raise Http404
        try:
            services.withdraw_complaint(complaint, by=by)
        except AlreadyDecidedError:
            messages.info(self.request, _("The complaint was answered or withdrawn before."))
        else:
            messages.success(self.request, _("Complaint withdrawn. The seller will get a letter."))


class CallInView(ActView):
    def act(self, case: Case, *, by: User | None) -> None:
        try:
            services.call_in_rops(case, side=Side.BUYER, by=by)
        except AlreadyCalledInError:
            messages.info(self.request, _("ROPS takes part already."))
        else:
            messages.success(self.request, _("ROPS will read the thread and join in."))


class ReopenView(ActView):
    def act(self, case: Case, *, by: User | None) -> None:
        services.reopen(case, side=Side.BUYER, by=by)


class FileView(BuyerView):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, pk: int, file: int) -> HttpResponseBase:
        return file_response(self.case(pk), file)


def may_write(who: str) -> bool:
    return limits.allow(f"case-words:{who}", WORDS, WORDS_PER)


def too_many(form: WriteForm) -> WriteForm:
    form.add_error(None, _("That is a lot of messages. Your text is still here: send it in an hour."))
    return form
