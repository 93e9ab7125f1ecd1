"""Money that a seller has to return, with its days and accounts, and what went back before."""

from functools import cached_property

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from pes_profiles.access import ProfileScopedMixin
from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.forms import ReturnedForm
from shop.aftersales.money_queries import MoneyRow, open_returns, past_returns
from shop.aftersales.refunds import ask_again, confirm_returned
from shop.partner.models import Partner
from shop.partner.services import partner_of

PER_PAGE = 20
UNPROCESSABLE = 422


class MoneyPanelView(ProfileScopedMixin, View):
    """Whatever is looked up is looked up among the returns of `self.partner`. Money is the owners' business."""

    owner_only = True
    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    def listed(self, *, wrong: ReturnedForm | None = None) -> HttpResponse:
        """Show what is due, each with its form; `wrong` is the one that was sent and has to be mended."""
        page = Paginator(past_returns(self.partner), PER_PAGE).get_page(self.request.GET.get("strona"))
        rows = [
            (MoneyRow(back), wrong if wrong and wrong.back == back else ReturnedForm(back=back))
            for back in open_returns(self.partner)
        ]
        context = {
            "tab": "orders",
            "rows": rows,
            "page": page,
            "past": [MoneyRow(back) for back in page],
            "wrong": wrong,
        }
        status = UNPROCESSABLE if wrong else 200
        return render(self.request, "aftersales/panel/money.html", self.scope_context() | context, status=status)


class MoneyView(MoneyPanelView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.listed()


class ReturnedView(MoneyPanelView):
    """Note the day on which the seller made the transfer. Nothing is paid from here."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        back = (open_returns(self.partner) | past_returns(self.partner)).filter(pk=pk).first()
        if back is None:
            raise Http404
        form = ReturnedForm(request.POST, back=back)
        if back.is_due and not form.is_valid():
            return self.listed(wrong=form)
        try:
            if not back.is_due:
                raise NothingOwedError
            confirm_returned(back, on=form.cleaned_data["on"], by=request.user)
        except NothingOwedError:
            messages.info(request, _("There is no money to return here, or its return was recorded before."))
        else:
            messages.success(request, _("Refund recorded. The buyer gets a letter."))
        return redirect("aftersales_panel:money", pes=pes)


class AgainView(MoneyPanelView):
    """Have the operator asked once more for what it refused."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        back = (open_returns(self.partner) | past_returns(self.partner)).filter(pk=pk).first()
        if back is None:
            raise Http404
        try:
            ask_again(back, by=request.user)
        except NothingOwedError:
            messages.info(request, _("The operator was asked again before, or the money has gone back."))
        else:
            messages.success(request, _("The operator is asked again. If it refuses, you get a letter."))
        return redirect("aftersales_panel:money", pes=pes)
