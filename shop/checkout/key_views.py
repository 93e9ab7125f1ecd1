"""The old link to an order stops working: for whoever has the key, and for the owner in the account."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from operations import limits
from pes_profiles.accounts.models import User
from shop.checkout.exceptions import KeyGoneError
from shop.checkout.keys import renew_key
from shop.checkout.status_views import order_by, sealed
from shop.order.models import Order

TRIES, PER = 5, timedelta(hours=1)


@require_POST
def by_key(request: HttpRequest, token: str) -> HttpResponse:
    """For a guest: the page says that a letter is on its way, and nothing of what is in it."""
    order = order_by(token)
    _renew(order, by=None)
    return sealed(redirect("checkout:key-renewed"))


@require_POST
def by_owner(request: HttpRequest, number: str) -> HttpResponse:
    """For an order in the account, which a link from before may still open."""
    order = get_object_or_404(Order.objects.select_related("user"), user=request.user, number=number)
    if not limits.allow(f"order-key:{order.pk}", TRIES, PER):
        return limits.refused(request, PER)
    _renew(order, by=request.user)
    messages.success(request, _("The old link no longer works. You open the order after logging in."))
    return redirect("account:order", number=order.number)


@require_safe
def renewed(request: HttpRequest) -> HttpResponse:
    return sealed(render(request, "checkout/key_renewed.html"))


def _renew(order: Order, *, by: User | None) -> None:
    if not order.email:  # nowhere to send it
        raise Http404
    try:
        renew_key(order, by=by)
    except KeyGoneError as error:
        raise Http404 from error
