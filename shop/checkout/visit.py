"""One visit to the checkout: the basket, the answers so far, and which page comes next."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from shop.basket.queries import Part
from shop.checkout import drafts
from shop.checkout.models import CheckoutDraft
from shop.checkout.queries import first_gap, parts_to_order
from shop.order.models import Order

STEPS = ("checkout:address", "checkout:delivery", "checkout:payment", "checkout:review")
DRAFT, PLACED = "checkout_draft", "checkout_placed"


class Visit:
    """What the pages of the checkout have in common."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = request.user if request.user.is_authenticated else None

    @cached_property
    def parts(self) -> list[Part]:
        return parts_to_order(self.request.basket) if self.request.basket.pk else []

    @cached_property
    def draft(self) -> CheckoutDraft:
        return drafts.draft_of(self.request.basket, by=self.user, kept=self.request.session.get(DRAFT))

    def keep(self, draft: CheckoutDraft) -> None:
        """Remember whose answers these are, for when a guest signs in on the way."""
        if self.request.session.get(DRAFT) != draft.pk:
            self.request.session[DRAFT] = draft.pk

    def way_elsewhere(self, step: str) -> HttpResponse | None:
        """Lead away from a page whose turn has not come: to the order just placed, the basket or an earlier page."""
        if not self.parts:
            if PLACED in self.request.session and not self.request.basket.pk:
                messages.info(self.request, _("This order has already been placed. Here is its page"))
                return redirect("checkout:thanks")
            return redirect("basket:view")
        gap = first_gap(self.parts, self.draft)
        if gap == "basket:view":
            return redirect(gap)
        if gap and STEPS.index(gap) < STEPS.index(step):
            return redirect(gap)
        return None

    def next_step(self) -> str:
        """The first page that still lacks an answer, or the last one."""
        return first_gap(self.parts, self.draft) or "checkout:review"

    def steps(self) -> list[tuple[str, str]]:
        """Rows of the steps' bar."""
        names = (_("Address"), _("Delivery"), _("Payment"), _("Check and order"))
        return [(name, reverse(step)) for name, step in zip(names, STEPS, strict=True)]


def remember_placed(request: HttpRequest, order: Order) -> None:
    """Let "thanks", the back button and a second tab find the order of this visit."""
    request.session[PLACED] = order.pk
    request.session.pop(DRAFT, None)


def order_of_visit(request: HttpRequest) -> Order | None:
    return Order.objects.filter(pk=request.session.get(PLACED)).first() if PLACED in request.session else None
