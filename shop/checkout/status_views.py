"""A guest's order, opened by the key in the letter: no login, no trace in caches and search engines."""

import re

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from shop.basket.personal_files import file_response
from shop.checkout.order_page import OrderPage, orders_in_full
from shop.checkout.payment_page import PaymentPart
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.fulfilment.services import cancel_share
from shop.order.models import Line, Order
from shop.order.tokens import hash_of
from shop.partner.models import PaymentMethod

TOKEN = re.compile(r"[0-9a-f]{64}")
REASON_LENGTH = 500


@require_safe
def status(request: HttpRequest, token: str) -> HttpResponse:
    """The whole order for whoever has the key."""
    order = order_by(token)
    return sealed(show_order(request, OrderPage(order, token=token)))


@require_POST
def cancel(request: HttpRequest, token: str, number: str) -> HttpResponse:
    """Call one seller's share off, as long as it is not packed."""
    cancel_own_share(request, order_by(token), number)
    return sealed(redirect("checkout:status", token=token))


@require_safe
def personal_file(request: HttpRequest, token: str, line: int) -> HttpResponseBase:
    """The file that was sent for a thing of this order."""
    return file_of(order_by(token), line)


def file_of(order: Order, line: int) -> HttpResponseBase:
    """Hand out the file of one line of this order; another order's line is not there."""
    found = Line.objects.select_related("personal_file").filter(order=order, pk=line).first()
    return file_response(found.personal_file if found else None)


def show_order(request: HttpRequest, page: OrderPage) -> HttpResponse:
    """Draw an order for its buyer, guest or owner: paying first, then each seller's part."""
    payments = PaymentPart(page.parts, returned=request.GET.get("zaplata", "")[:40], asked=request.GET.get("raz", ""))
    response = render(request, "checkout/order.html", {"page": page, "payments": payments})
    if any(row.may_pay and row.part.vo.payment_method == PaymentMethod.STRIPE for row in payments.rows):
        # The pay button's form may be answered by a redirect to the operator's page.
        response._csp_update = {"form-action": settings.OPES["STRIPE_PAGES"]}
    return response


def cancel_own_share(request: HttpRequest, order: Order, number: str) -> None:
    """Cancel a share of this order; another order's share is not there."""
    vo = get_object_or_404(VendorOrder, order=order, number=number)
    reason = request.POST.get("reason", "").replace("\x00", "")[:REASON_LENGTH]
    by = request.user if request.user.is_authenticated and request.user.pk == order.user_id else None
    try:
        cancel_share(vo, by=by, who=CancelledBy.BUYER, reason=reason)
    except NotNowError:
        messages.error(request, _("This part can no longer be cancelled: the seller has packed or sent it."))
    else:
        messages.success(request, _("Part %(number)s cancelled") % {"number": vo.number})


def sealed(response: HttpResponse) -> HttpResponse:
    """Keep the address with the key from other sites and from search engines.

    Not `no-referrer`: with it browsers send forms with the origin "null", which the check against forged forms refuses.
    """
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def order_by(token: str) -> Order:
    """Return the order that a key opens, with all that its page shows."""
    order = orders_in_full().filter(token_hash=hash_of(token)).first() if TOKEN.fullmatch(token) else None
    if order is None:
        raise Http404
    return order
