"""Statements about a seller's own shares: the list, one statement, and what its seller decides."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.views import View

from pes_profiles.access import ProfileScopedMixin
from shop.aftersales import settling
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.forms import RefundForm, RefuseForm
from shop.aftersales.models import WithdrawalShare
from shop.aftersales.queries import StatementRow, statements_of
from shop.partner.models import Partner
from shop.partner.services import partner_of

PER_PAGE = 20
UNPROCESSABLE = 422


class StatementsPanelView(ProfileScopedMixin, View):
    """Whatever is looked up is looked up among the statements of `self.partner`."""

    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, self.scope_context() | {"tab": "orders"} | context, status=status)

    def share(self, pk: int) -> WithdrawalShare:
        found = statements_of(self.partner).filter(pk=pk).prefetch_related("vendor_order__payments").first()
        if found is None:
            raise Http404
        return found

    def one(self, share: WithdrawalShare, **forms: Form) -> HttpResponse:
        """Show a statement; `form` is about its money, `refuse_form` about a refusal."""
        row = StatementRow(share)
        shown: dict[str, Any] = {
            "form": RefundForm(share=share, by_operator=row.by_operator),
            "refuse_form": RefuseForm(),
        } | forms
        status = UNPROCESSABLE if any(form.errors for form in shown.values()) else 200
        return self.page("aftersales/panel/statement.html", row=row, status=status, **shown)


class StatementsView(StatementsPanelView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        page = Paginator(statements_of(self.partner), PER_PAGE).get_page(request.GET.get("strona"))
        return self.page("aftersales/panel/statements.html", page=page, rows=[StatementRow(share) for share in page])


class StatementView(StatementsPanelView):
    def get(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        return self.one(self.share(pk))


class StatementActView(StatementsPanelView):
    """One decision about a statement; one that came too late is told calmly and changes nothing."""

    http_method_names = ["post"]
    done: str | Promise
    too_late: str | Promise = gettext_lazy("There is no money to return here, or its return was recorded before.")

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        share = self.share(pk)
        try:
            wrong = self.act(share)
        except NothingOwedError:
            messages.info(request, self.too_late)
        else:
            if wrong is not None:
                return wrong
            messages.success(request, self.done)
        return redirect("aftersales_panel:statement", pes=pes, pk=pk)

    def act(self, share: WithdrawalShare) -> HttpResponse | None:
        """Do it; return the page with the form when something in it is to be mended."""
        raise NotImplementedError  # each subclass says its own


class RefundView(StatementActView):
    """Have the operator return the money, or note the day on which the seller made the transfer."""

    done = gettext_lazy("Refund recorded")

    def act(self, share: WithdrawalShare) -> HttpResponse | None:
        row = StatementRow(share)
        if not row.waits:
            raise NothingOwedError
        form = RefundForm(self.request.POST, share=share, by_operator=row.by_operator)
        if not form.is_valid():
            return self.one(share, form=form)
        settling.return_money_of(share, by=self.request.user, on=form.cleaned_data.get("on"), amount=form.amount)
        return None


class RefuseView(StatementActView):
    """Refuse for a legal reason."""

    done = gettext_lazy("Refused. The buyer gets a letter with the legal reason and the ways to object.")

    def act(self, share: WithdrawalShare) -> HttpResponse | None:
        form = RefuseForm(self.request.POST)
        if not form.is_valid():
            return self.one(share, refuse_form=form)
        settling.refuse_statement(share, by=self.request.user, **form.cleaned_data)
        return None


class AcceptView(StatementActView):
    """Take a refusal back."""

    done = gettext_lazy("The refusal is taken back. The buyer gets a letter; now return the money.")

    def act(self, share: WithdrawalShare) -> HttpResponse | None:
        settling.take_refusal_back(share, by=self.request.user)
        return None
