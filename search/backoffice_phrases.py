"""What people asked, month by month, in the back office; the way from there to a synonym."""

import csv
import re
from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from operations.clock import today
from search import editing, log
from search.backoffice import PER_PAGE, WordsMixin

MARK = "\ufeff"
#: a spreadsheet would take such a cell for a formula
FORMULA = tuple("=+-@\t\r")
NOTHING = "bez-wynikow"


MOST_SENT = 50


class TellOwesView(WordsMixin, View):
    """Send phrases that found nothing to the advisers of OWES: they know who could make such a thing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        month = month_of(request.POST.get("miesiac", ""))
        chosen = request.POST.getlist("fraza")[:MOST_SENT]
        phrases = [str(row["phrase"]) for row in log.asked_in(month, only_nothing=True) if row["phrase"] in chosen]
        if not phrases:
            messages.error(request, _("Mark at least one phrase."))
        elif told := editing.tell_owes(month, phrases, by=request.user):
            messages.success(
                request,
                ngettext(
                    "%(n)s adviser of OWES is being written to.", "%(n)s advisers of OWES are being written to.", told
                )
                % {"n": told},
            )
        else:
            messages.error(request, _("No adviser of OWES has an account yet, so nobody was written to."))
        return redirect(f"{reverse('search_admin:phrases')}?miesiac={month:%Y-%m}&stan={NOTHING}")


def month_of(text: str) -> date:
    """Return the first day of the month asked for, of the present one without one."""
    if not text:
        return today().replace(day=1)
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", text, re.ASCII):
        raise Http404
    return date(int(text[:4]), int(text[5:]), 1)


class PhrasesView(WordsMixin, View):
    """One month: everything asked, or what found nothing; on the screen or as a file."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest) -> HttpResponse:
        month = month_of(request.GET.get("miesiac", ""))
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
