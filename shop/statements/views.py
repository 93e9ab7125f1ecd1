"""Statements in the seller's panel: read one in, look at what it found, confirm."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from pes_profiles.access import ProfileScopedMixin
from shop.partner.models import Partner
from shop.partner.services import partner_of
from shop.statements import queries, services
from shop.statements.exceptions import EmptyStatementError, StatementError, TooLongError
from shop.statements.forms import TicksForm, UploadForm
from shop.statements.models import Statement

PER_PAGE = 20
LINES_PER_PAGE = 50
UNPROCESSABLE = 422


class StatementsPanelView(ProfileScopedMixin, View):
    """Whatever is looked up is looked up among the statements of `self.partner`. Money is the owners' business."""

    owner_only = True
    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    def page(self, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        return render(self.request, template, self.scope_context() | {"tab": "orders"} | context, status=status)


class StatementsView(StatementsPanelView):
    """The list, and the place to read one in."""

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.list(UploadForm())

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.list(form)
        try:
            statement, is_new = services.import_statement(self.partner, form.cleaned_data["file"], by=request.user)
        except StatementError as error:
            form.add_error("file", _words(error))
            return self.list(form)
        if not is_new:
            messages.info(request, _("This file was read in before. Nothing has changed."))
        return redirect("statements:statement", pes=pes, pk=statement.pk)

    def list(self, form: UploadForm) -> HttpResponse:
        page = Paginator(queries.statements_of(self.partner), PER_PAGE).get_page(self.request.GET.get("strona"))
        return self.page("statements/list.html", page=page, form=form, status=UNPROCESSABLE if form.errors else 200)


class StatementView(StatementsPanelView):
    """What a statement found, sure matches ticked."""

    def get(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        return self.one(self.statement(pk), TicksForm())

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        statement = self.statement(pk)
        form = TicksForm(request.POST)
        if not form.is_valid():
            return self.one(statement, form)
        done, changed = services.confirm_lines(statement, form.chosen, by=request.user)
        if done:
            messages.success(
                request,
                ngettext("%(n)s transfer confirmed", "%(n)s transfers confirmed", done) % {"n": done},
            )
        if changed:
            messages.info(
                request,
                ngettext(
                    "%(n)s transfer was not confirmed: something changed meanwhile. Look at it again.",
                    "%(n)s transfers were not confirmed: something changed meanwhile. Look at them again.",
                    changed,
                )
                % {"n": changed},
            )
        return redirect("statements:statement", pes=pes, pk=pk)

    def statement(self, pk: int) -> Statement:
        found = queries.statements_of(self.partner).filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def one(self, statement: Statement, form: TicksForm) -> HttpResponse:
        page = Paginator(queries.lines_of(statement), LINES_PER_PAGE).get_page(self.request.GET.get("strona"))
        rows = [queries.LineRow(line) for line in page]
        return self.page(
            "statements/statement.html",
            statement=statement,
            page=page,
            rows=rows,
            may_confirm=any(row.may_confirm for row in rows),
            form=form,
            status=UNPROCESSABLE if form.errors else 200,
        )


def _words(error: StatementError) -> str:
    if isinstance(error, TooLongError):
        return _("The file is longer than we can read at once. Download the statement for a shorter time.")
    if isinstance(error, EmptyStatementError):
        return _("There is no incoming transfer in zloty in this file. Check the dates of the statement.")
    return _("We cannot read this file. Download the statement as MT940 or CSV; PDF and Excel will not do.")
