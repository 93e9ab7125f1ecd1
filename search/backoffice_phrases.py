"""What people asked, month by month, in the back office; the way from there to a synonym."""

import csv
import re
from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from operations.clock import today
from search import log
from search.backoffice import PER_PAGE, WordsMixin

MARK = "\ufeff"
#: a spreadsheet would take such a cell for a formula
FORMULA = tuple("=+-@\t\r")
NOTHING = "bez-wynikow"


class PhrasesView(WordsMixin, View):
    """One month: everything asked, or what found nothing; on the screen or as a file."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        month = self.month()
        only_nothing = request.GET.get("stan") == NOTHING
        rows = log.asked_in(month, only_nothing=only_nothing)
        if request.GET.get("plik") == "csv":
            return self.file(month, list(rows), only_nothing=only_nothing)
        context = {
            "month": month,
            "months": log.months(),
            "only_nothing": only_nothing,
            "page_obj": Paginator(rows, PER_PAGE).get_page(request.GET.get("strona")),
            "totals": log.totals_of(month),
            "fewest": log.FEWEST,
        }
        return render(request, "search/admin/phrases.html", context)

    def month(self) -> date:
        """Return the month asked for, the present one without one."""
        text = self.request.GET.get("miesiac", "")
        if not text:
            return today().replace(day=1)
        if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text, re.ASCII):
            raise Http404
        return date(int(text[:4]), int(text[5:]), 1)

    def file(self, month: date, rows: list[dict[str, object]], *, only_nothing: bool) -> HttpResponse:
        name = f"frazy-{month:%Y-%m}{'-bez-wynikow' if only_nothing else ''}.csv"
        response = HttpResponse(
            MARK,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )
        writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
        writer.writerow([_("Phrase"), _("Times"), _("Last day")])
        for row in rows:
            phrase = str(row["phrase"])
            writer.writerow(["'" + phrase if phrase.startswith(FORMULA) else phrase, row["times"], row["last"]])
        return response
