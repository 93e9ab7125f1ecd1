"""A seller's books: a month of them, the same as a file, and noting that money went back."""

from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View

from operations import audit
from operations.clock import today
from pes_profiles.access import ProfileScopedMixin
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrder
from shop.ledger import queries, services
from shop.ledger.files import month_as_csv
from shop.ledger.months import month_key, month_of
from shop.partner.models import Partner
from shop.partner.services import partner_of

PER_PAGE = 20
#: tasks shown at once; the next ones come when these are done
MOST_TASKS = 20


class BooksView(ProfileScopedMixin, View):
    """Whatever is looked up is looked up among the books of `self.partner`. Money is the owners' business."""

    owner_only = True
    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    @cached_property
    def month(self) -> date:
        return month_of(self.request.GET.get("miesiac", ""))


class MonthView(BooksView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        month = self.month
        page = Paginator(queries.shares_in(self.partner, month), PER_PAGE).get_page(request.GET.get("strona"))
        accounts, rates = queries.turnover(self.partner, month)
        tasks = list(queries.to_return(self.partner)[:MOST_TASKS])
        owing = queries.balances_of(VendorOrder.objects.filter(pk__in=[vo.pk for vo in tasks]))
        following = queries.next_month(month)
        context: dict[str, Any] = {
            "tab": "orders",
            "month": month,
            "key": month_key(month),
            "before": month_key((month - timedelta(days=1)).replace(day=1)) if month.year > 2000 else "",
            "after": month_key(following) if following <= today() else "",
            "page": page,
            "rows": queries.share_rows(list(page), month),
            "accounts": accounts,
            "debit": sum(row.debit for row in accounts),
            "credit": sum(row.credit for row in accounts),
            "rates": rates,
            "tasks": [(vo, -owing[vo.pk][queries.Account.REFUND]) for vo in tasks],
        }
        return render(request, "ledger/month.html", self.scope_context() | context)


class FileView(BooksView):
    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        audit.log("shop.ledger.export", self.partner, by=request.user, month=month_key(self.month))
        response = HttpResponse(month_as_csv(self.partner, self.month), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="rozliczenie-{month_key(self.month)}.csv"'
        return response


class ReturnView(BooksView):
    """Note that the seller made the transfer back. Nothing is paid from here."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = VendorOrder.objects.filter(partner=self.partner, number=number).first()
        if vo is None:
            raise Http404
        try:
            services.record_return(vo, by=request.user)
        except NotNowError:
            messages.info(request, _("There is no money to return here, or its return was recorded before."))
        else:
            messages.success(request, _("Refund recorded"))
        return redirect("ledger:month", pes=pes)
