"""Calling off single pieces: by the buyer from the account or the order's link, by the seller in the panel."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_http_methods

from pes_profiles.access import ProfileScopedMixin
from shop.aftersales.cancel_forms import CancelForm
from shop.aftersales.cancelling import cancel_items
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.fulfilment.queries import buyer_may_cancel
from shop.fulfilment.rules import CANCEL
from shop.order.tokens import hash_of
from shop.partner.services import partner_of
from shop.payments.exceptions import GatewayError

TOKEN = re.compile(r"[0-9a-f]{64}")
UNPROCESSABLE = 422

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
def cancel_own(request: HttpRequest, number: str) -> HttpResponse:
    """Choose from a share of one's own order; somebody else's is not there."""
    vo = _shares().filter(order__user=request.user, number=number).first()
    return _choose(request, vo, back=reverse("account:order", args=[vo.order.number]) if vo else "")


@reads_and_writes
def cancel_by_link(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """Choose from a share of the order whose key the guest has."""
    found = (
        _shares().filter(order__token_hash=hash_of(token), number=number)
        if TOKEN.fullmatch(token)
        else _shares().none()
    )
    return _sealed(_choose(request, found.first(), back=reverse("checkout:status", args=[token])))


def _choose(request: HttpRequest, vo: VendorOrder | None, *, back: str) -> HttpResponse:
    if vo is None:
        raise Http404
    if not buyer_may_cancel(vo):
        messages.error(request, _("This part can no longer be cancelled: the seller has packed or sent it."))
        return redirect(back)
    form = CancelForm(request.POST or None, vo=vo)
    if request.method == "POST" and form.is_valid():
        by = request.user if request.user.is_authenticated and request.user.pk == vo.order.user_id else None
        if _cancel(request, vo, form, by=by, who=CancelledBy.BUYER):
            messages.success(request, _("Cancelled. A letter tells what is left and what goes back."))
        return redirect(back)
    context = {"vo": vo, "form": form, "back": back}
    return render(request, "aftersales/cancel.html", context, status=UNPROCESSABLE if form.errors else 200)


def _cancel(request: HttpRequest, vo: VendorOrder, form: CancelForm, *, by, who: CancelledBy) -> bool:
    try:
        cancel_items(vo, form.chosen, by=by, who=who, reason=form.cleaned_data["reason"], seen=form.seen)
    except NotNowError:
        messages.warning(request, _("This order has moved on meanwhile. Nothing was changed; below is how it is now."))
    except GatewayError:
        messages.error(request, _("The payment operator does not answer. Nothing was changed; try again in a moment."))
    else:
        return True
    return False


class CancelPiecesView(ProfileScopedMixin, View):
    """The seller calls off pieces that cannot be delivered, as long as nothing is sent."""

    def get(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        return self.answer(vo, CancelForm(vo=vo, needs_reason=True))

    def post(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        form = CancelForm(request.POST, vo=vo, needs_reason=True)
        if not form.is_valid():
            return self.answer(vo, form, status=UNPROCESSABLE)
        if _cancel(request, vo, form, by=request.user, who=CancelledBy.SELLER):
            messages.success(request, _("Cancelled. The buyer gets a letter."))
        return redirect("seller:order", pes=pes, number=number)

    def share(self, number: str) -> VendorOrder:
        vo = _shares().filter(partner=partner_of(self.profile), number=number).first()
        if vo is None or not CANCEL[CancelledBy.SELLER].holds(vo):
            raise Http404
        return vo

    def answer(self, vo: VendorOrder, form: CancelForm, *, status: int = 200) -> HttpResponse:
        context = self.scope_context() | {"tab": "orders", "vo": vo, "form": form}
        return render(self.request, "aftersales/panel/cancel.html", context, status=status)


def _shares():
    return VendorOrder.objects.select_related("order__user", "partner__profile").prefetch_related("order__lines")


def _sealed(response: HttpResponse) -> HttpResponse:
    """Keep addresses with keys from other sites and from search engines."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
