"""A seller's own copy of the yearly figures: on the screen and as a file."""

import csv
import io
from datetime import date
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from operations import audit
from operations.clock import today
from operations.money import to_zloty
from shop.documents import queries
from shop.documents.panel_views import PapersPanelView
from shop.ledger.files import MARK

FIRST_YEAR = 2020


class YearView(PapersPanelView):
    """The seller's own copy of the yearly figures that operators of platforms report (DAC7)."""

    @cached_property
    def year(self) -> date:
        asked = self.request.GET.get("rok", "")
        known = asked.isascii() and asked.isdigit() and FIRST_YEAR <= int(asked[:6]) <= today().year
        return date(int(asked) if known else today().year, 1, 1)

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        row = queries.own_year(self.partner, self.year.year)
        if request.GET.get("plik") == "csv" and row is not None:
            audit.log("shop.documents.dac7_copy", self.partner, by=request.user, year=self.year.year)
            return self.file(row)
        return self.page(
            "documents/panel/year.html",
            year=self.year.year,
            years=range(today().year, today().year - 4, -1),
            row=row,
            least=settings.OPES["DAC7_SALES"],
            euro=settings.OPES["DAC7_EURO"],
        )

    def file(self, row: Any) -> HttpResponse:
        out = io.StringIO()
        out.write(MARK)
        write = csv.writer(out, delimiter=";", lineterminator="\r\n").writerow
        write([_("Quarter"), _("Sales"), _("Amount, zł"), _("Fees, zł")])
        for number, quarter in row.quarters.items():
            write([number, quarter.sales, *(_comma(sum_) for sum_ in (quarter.amount, quarter.fees))])
        write([_("Year"), row.sales, *(_comma(sum_) for sum_ in (row.amount, row.fees))])
        response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="dac7-{self.year.year}.csv"'
        return response


def _comma(grosze: int) -> str:
    return str(to_zloty(grosze)).replace(".", ",")
