"""Booking a slot, with an account or without, and the page of a booking for whoever has its link."""

import re
from datetime import timedelta
from secrets import token_urlsafe
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_http_methods, require_safe

from operations import limits
from shop.booking import queries, services
from shop.booking.exceptions import NotOpenError, SlotTakenError
from shop.booking.forms import BookingForm
from shop.booking.models import BookingSlot
from shop.catalogue.models import Product

PER_PAGE = 30
UNPROCESSABLE, CONFLICT = 422, 409
TOKEN = re.compile(r"[0-9a-f]{64}")
BOOKINGS, PER_HOUR = 10, timedelta(hours=1)
LETTERS, PER_DAY = 5, timedelta(days=1)


@require_safe
def slots(request: HttpRequest, offer: int) -> HttpResponse:
    """All free slots of an offer."""
    return _all_slots(request, _offer(offer))


class BookView(View):
    """The form of one slot. What was typed is never lost: with the slot gone it stands beside those still free."""

    http_method_names = ["get", "head", "options", "post"]

    def get(self, request: HttpRequest, offer: int, slot: int) -> HttpResponse:
        found = _offer(offer)
        asked = _slot(found, slot)
        if not queries.free_slots(found).filter(pk=asked.pk).exists():
            return _all_slots(request, found, is_gone=True, status=404)
        return self.answer(found, asked, BookingForm(left=asked.left, initial=self.known()))

    def post(self, request: HttpRequest, offer: int, slot: int) -> HttpResponse:
        found = _offer(offer)
        asked = _slot(found, slot)
        chooses = "choose" in request.POST or "slot" in request.POST
        choices = queries.next_slots(found) if chooses else None
        if choices == []:
            return self.taken(found, asked)
        form = BookingForm(request.POST, left=asked.left, slots=choices)
        if not form.is_valid():
            return self.answer(found, asked, form, status=UNPROCESSABLE)
        given = dict(form.cleaned_data)
        person = request.user if request.user.is_authenticated else None
        if not self.may_book(person.pk if person else given["email"].lower()):
            return limits.refused(request, PER_HOUR)
        wanted = given.pop("slot", asked.pk)
        key = given.pop("key")
        del given["trap"]
        try:
            booking = services.book(found, wanted, form_key=key, by=person, **given)
        except SlotTakenError:
            return self.taken(found, asked)
        return redirect("booking:status", token=booking.token)

    def taken(self, offer: Product, asked: BookingSlot) -> HttpResponse:
        """Show what was typed beside the slots that are still free."""
        free = queries.next_slots(offer)
        data = self.request.POST.copy()
        data.pop("slot", None)
        form = BookingForm(initial=data.dict(), left=0, slots=free)
        return self.answer(offer, asked, form, status=CONFLICT, free=free, is_taken=True)

    def known(self) -> dict[str, Any]:
        """What the form begins with: a key of its own, and what the account knows."""
        known: dict[str, Any] = {"key": token_urlsafe(32), "people": 1}
        user = self.request.user
        if user.is_authenticated:
            known |= {"name": user.get_full_name(), "email": user.email, "phone": user.phone}
        return known

    def may_book(self, who: object) -> bool:
        """Count the network of who books, and the person or mailbox."""
        network = self.request.META.get("REMOTE_ADDR", "")
        return limits.allow(f"booking:{network}", BOOKINGS, PER_HOUR) and limits.allow(
            f"booking-of:{who}", LETTERS, PER_DAY
        )

    def answer(
        self, offer: Product, slot: BookingSlot, form: BookingForm, *, status: int = 200, **more: Any
    ) -> HttpResponse:
        context = {"offer": offer, "profile": offer.partner.profile, "slot": slot, "form": form} | more
        return render(self.request, "booking/book.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def status(request: HttpRequest, token: str) -> HttpResponse:
    """What was booked, when and where; until it begins whoever has the link may cancel."""
    booking = queries.booking_by(token) if TOKEN.fullmatch(token) else None
    if booking is None:
        raise Http404
    if request.method == "POST":
        own = request.user.is_authenticated and request.user.pk == booking.user_id
        try:
            services.cancel_by_buyer(booking, by=request.user if own else None)
        except NotOpenError:
            messages.warning(request, _("This booking can no longer be cancelled here. Nothing was changed."))
        else:
            messages.success(request, _("The booking is cancelled. The seller knows."))
        return _sealed(redirect("booking:status", token=token))
    offer = booking.slot.offer
    context = {"booking": booking, "slot": booking.slot, "offer": offer, "profile": offer.partner.profile}
    return _sealed(render(request, "booking/status.html", context))


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """A person's own bookings."""
    page = Paginator(queries.bookings_of(request.user), PER_PAGE).get_page(request.GET.get("strona"))
    ways = [(_("Go to the shop"), reverse("shop:home")), (_("See the entities"), reverse("pes:directory"))]
    return render(request, "booking/own.html", {"page": page, "ways": ways})


def _all_slots(request: HttpRequest, offer: Product, *, is_gone: bool = False, status: int = 200) -> HttpResponse:
    page = Paginator(queries.free_slots(offer), PER_PAGE).get_page(request.GET.get("strona"))
    context = {"offer": offer, "profile": offer.partner.profile, "page": page, "is_gone": is_gone}
    return render(request, "booking/slots.html", context, status=status)


def _offer(pk: int) -> Product:
    offer = queries.bookable_offer(pk)
    if offer is None:
        raise Http404
    return offer


def _slot(offer: Product, pk: int) -> BookingSlot:
    slot = queries.slot_of(offer, pk)
    if slot is None:
        raise Http404
    return slot


def _sealed(response: HttpResponse) -> HttpResponse:
    """Keep the secret of the address out of what the next site is told."""
    response["Referrer-Policy"] = "no-referrer"
    return response
