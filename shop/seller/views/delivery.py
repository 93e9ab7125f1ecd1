"""Delivery, payment and breaks: for owners only."""

from decimal import Decimal

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from shop.partner.models import DeliveryWay
from shop.partner.services import save_delivery_way
from shop.payments.account_queries import open_methods
from shop.seller.forms.delivery import BreakForm, TermsForm, WayForm
from shop.seller.services import set_break, set_shop_terms
from shop.seller.views.base import UNPROCESSABLE, PanelView


class DeliveryView(PanelView):
    """Three parts of one page, saved together; placed orders keep what they were promised."""

    tab = "more"
    owner_only = True

    def forms(self, data: object = None) -> tuple[list[WayForm], TermsForm, BreakForm]:
        saved = {way.code: way for way in self.partner.delivery_ways.prefetch_related("powiats")}
        ways = [WayForm(data, code=code, way=saved.get(code), profile=self.profile) for code in DeliveryWay.Code.values]
        offered = dict.fromkeys([*open_methods(self.partner), *self.partner.payment_methods])
        terms = TermsForm(data, partner=self.partner, offered=offered)
        return ways, terms, BreakForm(data, profile=self.profile)

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        return self.answer(*self.forms())

    def post(self, request: HttpRequest, pes: str) -> HttpResponse:
        ways, terms, rest = self.forms(request.POST)
        valid = [form.is_valid() for form in (*ways, terms, rest)]  # every one is asked, so that all faults show
        if not all(valid):
            return self.answer(ways, terms, rest, status=UNPROCESSABLE)

        with transaction.atomic():
            self.save(ways, terms, rest)
        messages.success(request, _("Saved. New orders follow it at once."))
        return redirect("seller:delivery", pes=pes)

    def save(self, ways: list[WayForm], terms: TermsForm, rest: BreakForm) -> None:
        by = self.request.user
        saved = {way.code: way for way in self.partner.delivery_ways.all()}
        for form in ways:
            before = saved.get(form.code)
            answers = form.cleaned_data
            if not form.has_changed() or (before is None and not answers["is_active"]):
                continue
            answers["gross"] = answers["gross"] if answers["gross"] is not None else Decimal(0)
            save_delivery_way(self.partner, by=by, code=form.code, **answers)
        answers = terms.cleaned_data
        answers["deferred_days"] = answers["deferred_days"] or self.partner.deferred_days
        set_shop_terms(self.partner, by=by, **answers)
        days = rest.cleaned_data
        set_break(self.profile, by=by, since=days["break_from"], until=days["break_until"], note=days["break_note"])

    def answer(self, ways: list[WayForm], terms: TermsForm, rest: BreakForm, *, status: int = 200) -> HttpResponse:
        return self.page("seller/delivery.html", status=status, ways=ways, terms=terms, rest=rest)
