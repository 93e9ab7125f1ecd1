"""Prices and stock of all offers on one page: for owners only."""

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from shop.partner.models import StockRecord
from shop.seller.forms.numbers import NumbersForm
from shop.seller.offer_desk import reserved_words
from shop.seller.offer_rows import records_on_sale
from shop.seller.services import SomeReservedError, change_numbers
from shop.seller.views.base import UNPROCESSABLE, PanelView

#: things on one page: four fields each, far from what a form may have
PER_PAGE = 50


class NumbersView(PanelView):
    """What was typed anew holds at once, all of it or nothing."""

    tab = "offers"
    owner_only = True

    def records(self) -> Page:
        return Paginator(records_on_sale(self.partner), PER_PAGE).get_page(self.request.GET.get("strona"))

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        page = self.records()
        return self.answer(page, NumbersForm(records=page))

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        page = self.records()
        form = NumbersForm(request.POST, records=page)
        if not form.is_valid():
            return self.answer(page, form, status=UNPROCESSABLE)
        try:
            number = change_numbers(form.changes, by=request.user)
        except SomeReservedError as refused:
            for pk, reserved in refused.reserved.items():
                form.add_error(f"stock_{pk}", reserved_words(reserved))
            return self.answer(page, form, status=UNPROCESSABLE)

        if number:
            words = ngettext(
                "Changed: %(n)s item. It holds at once.", "Changed: %(n)s items. It holds at once.", number
            )
            messages.success(request, words % {"n": number})
        else:
            messages.info(request, _("Nothing was changed."))
        return redirect(request.get_full_path())

    def answer(self, page: "Page[StockRecord]", form: NumbersForm, *, status: int = 200) -> HttpResponse:
        return self.page("seller/numbers.html", status=status, page=page, form=form)
