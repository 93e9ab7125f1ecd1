"""The yearly figures of sellers before ROPS: on the screen, as a file, and the rate that judges them."""

import csv
import io
import re
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.mixins import PermissionRequiredMixin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from openpyxl import Workbook

from operations import audit
from operations.clock import today
from shop.ledger import dac7
from shop.ledger.files import MARK
from shop.ledger.models import EuroRate

PER_PAGE = 50
UNPROCESSABLE = 422
FIRST_YEAR = 2020
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class RateForm(forms.ModelForm):
    """The rate, its day and its table."""

    rate = forms.DecimalField(
        label=gettext_lazy("Zloty for one euro"),
        min_value=Decimal(1),
        max_value=Decimal(20),
        max_digits=6,
        decimal_places=4,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal"}),
    )
    day = forms.DateField(
        label=gettext_lazy("Rate of the day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    class Meta:
        model = EuroRate
        fields = ("rate", "day", "source")


class Dac7View(PermissionRequiredMixin, View):
    """One year."""

    permission_required = "ledger.see_dac7"
    raise_exception = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.year = year_of(request.GET.get("rok", ""))

    def get(self, request: HttpRequest) -> HttpResponse:
        kind = request.GET.get("plik", "")
        if kind in {"csv", "xlsx"}:
            audit.log("shop.ledger.dac7_export", request.user, by=request.user, year=self.year, format=kind)
            return self.file(kind)
        return self.page(RateForm(instance=dac7.rate_of(self.year)))

    def post(self, request: HttpRequest) -> HttpResponse:
        known = dac7.rate_of(self.year)
        form = RateForm(request.POST, instance=known or EuroRate(year=self.year))
        if not form.is_valid():
            return self.page(form)
        rate = form.save()
        audit.log("shop.ledger.euro_rate", rate, by=request.user, year=self.year)
        messages.success(request, _("The rate is saved"))
        return redirect(f"{reverse('dac7_admin:year')}?rok={self.year}")

    def page(self, form: RateForm) -> HttpResponse:
        rows = dac7.sellers_in(self.year)
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("strona"))
        context = {
            "year": self.year,
            "years": range(today().year, today().year - 4, -1),
            "page_obj": page,
            "form": form,
            "reported": sum(row.decision in {"REPORT", "SERVICES"} for row in rows),
            "number": len(rows),
            "least": settings.OPES["DAC7_SALES"],
            "euro": settings.OPES["DAC7_EURO"],
        }
        return render(self.request, "ledger/dac7.html", context, status=UNPROCESSABLE if form.errors else 200)

    def file(self, kind: str) -> HttpResponse:
        table = dac7.table(dac7.sellers_in(self.year))
        out: Any
        if kind == "csv":
            out = io.StringIO()
            out.write(MARK)
            writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
            writer.writerows([[_cell(value) for value in row] for row in table])
            response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
        else:
            out = io.BytesIO()
            book = Workbook(write_only=True)
            sheet = book.create_sheet(f"DAC7 {self.year}")
            for row in table:
                sheet.append([_plain(value) if isinstance(value, str) else value for value in row])
            book.save(out)
            response = HttpResponse(out.getvalue(), content_type=XLSX)
        response["Content-Disposition"] = f'attachment; filename="dac7-{self.year}.{kind}"'
        return response


def year_of(asked: str) -> int:
    """Return the year asked for; this one for anything that is none."""
    now = today().year
    found = re.fullmatch(r"20[0-9]{2}", asked, re.ASCII)
    return int(asked) if found and FIRST_YEAR <= int(asked) <= now else now


def _cell(value: object) -> str:
    return str(value).replace(".", ",") if isinstance(value, Decimal) else _plain(str(value))


def _plain(text: str) -> str:
    """A spreadsheet must read a name as a name, never as a formula; control characters it does not take."""
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", "", text)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
