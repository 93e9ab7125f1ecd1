"""The same again, for the owner of an order and for whoever has its key: look first, then fill the basket."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from cms.base.formats import money
from operations import limits
from shop.checkout.reorder import Filled, again, put_again
from shop.checkout.status_views import order_by, sealed
from shop.order.models import Order

TRIES, PER = 20, timedelta(minutes=1)
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
def by_owner(request: HttpRequest, number: str) -> HttpResponse:
    """An order of one's own; somebody else's is not there."""
    order = get_object_or_404(Order.objects.prefetch_related("lines"), user=request.user, number=number)
    return _reorder(request, order, back=reverse("account:order", args=[order.number]))


@reads_and_writes
def by_key(request: HttpRequest, token: str) -> HttpResponse:
    """An order whose key the guest has."""
    return sealed(_reorder(request, order_by(token), back=reverse("checkout:status", args=[token])))


def _reorder(request: HttpRequest, order: Order, *, back: str) -> HttpResponse:
    if request.method != "POST":
        rows = again(order)
        context = {
            "order": order,
            "rows": rows,
            "can": any(row.quantity for row in rows),
            "total": sum(row.sum for row in rows),
            "back": back,
        }
        return render(request, "checkout/reorder.html", context)
    if not limits.allow(f"reorder:{request.META.get('REMOTE_ADDR', '')}", TRIES, PER):
        return limits.refused(request, PER)
    _tell(request, put_again(order, request.basket))
    return redirect("basket:view")


def _tell(request: HttpRequest, filled: Filled) -> None:
    if filled.put:
        number = len(filled.put)
        words = ngettext("%(n)s thing is in the basket again", "%(n)s things are in the basket again", number)
        messages.success(request, words % {"n": number})
    if filled.left_out:
        named = "; ".join(f"„{name}”: {reason}" for name, reason in filled.left_out)
        messages.warning(request, _("Not as before: %(named)s.") % {"named": named})
    changed = [row for row in filled.put if row.is_dearer or row.is_cheaper]
    if changed:
        named = "; ".join(f"„{row.name}” {money(row.price)} ({money(row.price_then)})" for row in changed)
        messages.info(request, _("Prices are of today, before in brackets: %(named)s.") % {"named": named})
