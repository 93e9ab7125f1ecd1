"""Statements about a seller's own shares: the list, one statement, and noting that the money went back."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from pes_profiles.access import ProfileScopedMixin
from shop.aftersales import services
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.forms import RefundForm
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
        found = statements_of(self.partner).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def one(self, share: WithdrawalShare, *, form: RefundForm | None = None) -> HttpResponse:
        form = form or RefundForm(statement=share.withdrawal)
        return self.page(
            "aftersales/panel/statement.html",
            row=StatementRow(share),
            form=form,
            status=UNPROCESSABLE if form.errors else 200,
        )


class StatementsView(StatementsPanelView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        page = Paginator(statements_of(self.partner), PER_PAGE).get_page(request.GET.get("strona"))
        return self.page("aftersales/panel/statements.html", page=page, rows=[StatementRow(share) for share in page])


class StatementView(StatementsPanelView):
    def get(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        return self.one(self.share(pk))


class RefundView(StatementsPanelView):
    """Note the day on which the money went back. Nothing is paid from here."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        share = self.share(pk)
        form = RefundForm(request.POST, statement=share.withdrawal)
        if not form.is_valid():
            return self.one(share, form=form)
        try:
            services.record_refund(share, on=form.cleaned_data["on"], by=request.user)
        except NothingOwedError:
            messages.info(request, _("There is no money to return here, or its return was recorded before."))
        else:
            messages.success(request, _("Refund recorded"))
        return redirect("aftersales_panel:statement", pes=pes, pk=pk)
