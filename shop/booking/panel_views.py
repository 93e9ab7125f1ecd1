"""Who comes to a seller; the slots of one offer: add, see who comes, withdraw, cancel. For owners only: a packer gets 404."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views import View

from cms.base.formats import day_time
from pes_profiles.access import ProfileScopedMixin
from shop.booking import queries, services
from shop.booking.exceptions import NotOpenError, ReasonMissingError, SlotExistsError
from shop.booking.forms import ReasonForm, SlotsForm
from shop.booking.models import Booking, BookingSlot
from shop.booking.rules import earliest_start
from shop.catalogue.models import Product
from shop.partner.models import Partner
from shop.partner.services import partner_of

PER_PAGE = 20
UNPROCESSABLE = 422
MOST_DIGITS = 18


class BookingsView(ProfileScopedMixin, View):
    """Who comes, of all offers, the next first."""

    owner_only = True
    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        coming = queries.coming_bookings(partner_of(self.profile))
        page = Paginator(coming, PER_PAGE).get_page(request.GET.get("strona"))
        return render(request, "booking/panel/bookings.html", self.scope_context() | {"tab": "more", "page": page})


class SlotsView(ProfileScopedMixin, View):
    """The coming slots of one of the seller's offers, each with who comes."""

    owner_only = True
    http_method_names = ["get", "head", "options", "post"]
    request: HttpRequest

    @cached_property
    def partner(self) -> Partner:
        return partner_of(self.profile)

    @cached_property
    def offer(self) -> Product:
        found = queries.sellers_offer(self.partner, self.kwargs["pk"])
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        return self.answer()

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        acts = {"add": self.add, "withdraw": self.withdraw, "cancel": self.cancel}
        act = acts.get(request.POST.get("act", ""))
        if act is None:
            return self.no_such_step()
        return act()

    def add(self) -> HttpResponse:
        form = SlotsForm(self.request.POST)
        if not form.is_valid():
            return self.answer(form, status=UNPROCESSABLE)
        try:
            made = services.add_slots(self.offer, by=self.request.user, **form.cleaned_data)
        except SlotExistsError as error:
            words = _("This offer has a slot that begins then already: %(when)s")
            form.add_error("begins", words % {"when": day_time(error.starts_at)})
            return self.answer(form, status=UNPROCESSABLE)
        words = ngettext("%(n)s slot is added.", "%(n)s slots are added.", len(made))
        messages.success(self.request, words % {"n": len(made)})
        return self.back()

    def withdraw(self) -> HttpResponse:
        """Take a slot back; with bookings in it a reason is asked for."""
        slot = self.slot(self.request.POST.get("slot", ""))
        form = ReasonForm(self.request.POST, prefix=f"t{slot.pk}")
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        try:
            services.withdraw_slot(slot, by=self.request.user, reason=reason)
        except ReasonMissingError:
            return self.answer(form, status=UNPROCESSABLE)
        except NotOpenError:
            messages.info(self.request, _("This slot was withdrawn before, or it is over."))
        else:
            messages.success(self.request, _("The slot is withdrawn. Whoever had booked it gets an e-mail."))
        return self.back()

    def cancel(self) -> HttpResponse:
        booking = self.booking(self.request.POST.get("booking", ""))
        form = ReasonForm(self.request.POST, prefix=f"r{booking.pk}")
        if not form.is_valid():
            return self.answer(form, status=UNPROCESSABLE)
        try:
            services.cancel_by_seller(booking, by=self.request.user, reason=form.cleaned_data["reason"])
        except NotOpenError:
            messages.info(self.request, _("This booking was cancelled before, or its slot is over."))
        else:
            messages.success(self.request, _("The booking is cancelled, its places are free again."))
        return self.back()

    def slot(self, number: str) -> BookingSlot:
        found = queries.slot_of(self.offer, _number(number))
        if found is None:
            raise Http404
        return found

    def booking(self, number: str) -> Booking:
        found = queries.bookings_in_full().filter(slot__offer=self.offer, pk=_number(number)).first()
        if found is None:
            raise Http404
        return found

    def no_such_step(self) -> HttpResponse:
        self.offer  # noqa: B018 -- a stranger's offer is 404 whatever was sent
        return HttpResponseBadRequest(_("There is no such step"))

    def back(self) -> HttpResponse:
        return redirect("booking_panel:slots", pes=self.profile.slug, pk=self.offer.pk)

    def answer(self, bound: forms.Form | None = None, *, status: int = 200) -> HttpResponse:
        page = Paginator(queries.coming_slots(self.offer), PER_PAGE).get_page(self.request.GET.get("strona"))
        earliest = earliest_start(self.offer)
        context: dict[str, Any] = {
            "tab": "offers",
            "offer": self.offer,
            "page": page,
            "rows": [self.row(slot, bound) | {"is_near": slot.starts_at <= earliest} for slot in page],
            "form": bound if isinstance(bound, SlotsForm) else SlotsForm(),
            "bound": bound,
        }
        return render(self.request, "booking/panel/slots.html", self.scope_context() | context, status=status)

    def row(self, slot: BookingSlot, bound: forms.Form | None) -> dict[str, Any]:
        """A slot with who comes; the form that was sent with faults is shown as it was typed."""
        return {
            "slot": slot,
            "withdraw": _form(f"t{slot.pk}", bound),
            "bookings": [(booking, _form(f"r{booking.pk}", bound)) for booking in slot.coming],
        }


def _form(prefix: str, bound: forms.Form | None) -> forms.Form:
    return bound if bound is not None and bound.prefix == prefix else ReasonForm(prefix=prefix)


def _number(text: str) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > MOST_DIGITS:
        raise Http404
    return int(text)
