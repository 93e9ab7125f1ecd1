"""The buyer's way to a payment and back, and the door for operators' notices."""

import logging
from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from operations import limits, outbox
from operations.clock import now
from operations.money import to_zloty
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrder
from shop.order.tokens import opens
from shop.payments import inbox, services, transfer
from shop.payments.exceptions import BadNoticeError, GatewayError, GatewayOffError
from shop.payments.gateways import Outcome, get_gateway, sandbox
from shop.payments.models import Payment
from shop.payments.queries import live_payments

logger = logging.getLogger("shop.payments")

#: names the share that a buyer comes back from paying
RETURNED = "zaplata"
TRIES, PER = 20, timedelta(hours=1)
ASKS, ASKS_PER = 12, timedelta(minutes=10)
#: guests' keys by the share that they went to pay, so that the way back needs none in an operator's hands
KEYS, KEYS_KEPT = "payment_keys", 20


@csrf_exempt
@require_POST
def notice(request: HttpRequest, gateway: str) -> HttpResponse:
    """Take an operator's notice. Its signature is the only door: no cookie, no form's token."""
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return HttpResponse(status=400)
    if length > inbox.MAX_NOTICE:
        return HttpResponse(status=413)
    try:
        inbox.receive_notice(gateway, body=request.read(inbox.MAX_NOTICE + 1), headers=request.headers)
    except GatewayOffError as error:
        raise Http404 from error
    except BadNoticeError:
        logger.warning("a notice was refused", extra={"gateway": gateway})
        return HttpResponse(status=400)
    return HttpResponse(status=200)


@require_POST
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Send the buyer to pay one share."""
    token = request.POST.get("token", "")
    vo = own_share(request, number, token)
    if not limits.allow(f"payments.pay:{vo.pk}", TRIES, PER):
        return limits.refused(request, PER)
    page = order_page(vo, token)
    if opens(token, vo.order):
        keys = dict(list(request.session.get(KEYS, {}).items())[-KEYS_KEPT:])
        request.session[KEYS] = {**keys, vo.number: token}
    try:
        return redirect(services.start_payment(vo, return_url=page))
    except NotNowError:
        messages.info(request, _("There is nothing to pay for this part any more."))
    except (GatewayError, GatewayOffError):
        messages.error(request, _("The payment could not be started. Try again in a moment."))
    return redirect(page)


@require_safe
def back(request: HttpRequest, number: str) -> HttpResponse:
    """Lead a buyer who comes back from an operator to the page of the order, and have the operator asked.

    The address holds no key: in another browser it leads an owner to sign in, and a guest to the letter with the link.
    """
    vo = get_object_or_404(VendorOrder.objects.select_related("order"), number=number)
    token = request.session.get(KEYS, {}).get(number, "")
    is_owner = request.user.is_authenticated and vo.order.user_id == request.user.pk
    if not is_owner and not opens(token, vo.order):
        return render(request, "payments/back.html")
    payment = live_payments(vo).first()
    if payment is not None and limits.allow(f"payments.ask:{payment.pk}", ASKS, ASKS_PER):
        outbox.put("payments.ask", payment, dedupe_key=f"payments.ask:{payment.pk}", coalesce=True)
    return redirect(f"{order_page(vo, token)}?{urlencode({RETURNED: vo.number})}#zaplata")


@require_safe
def qr(request: HttpRequest, number: str) -> HttpResponse:
    """The code for the buyer's bank app."""
    svg = transfer.qr_svg(own_share(request, number, request.GET.get("token", "")))
    if svg is None:
        raise Http404
    return HttpResponse(svg, content_type="image/svg+xml")


class SandboxView(View):
    """The test operator's page: whoever knows the session's reference may pay it with no money or refuse."""

    template_name = "payments/sandbox.html"

    def get(self, request: HttpRequest, reference: str) -> HttpResponse:
        payment = self.load(reference)
        context = {
            "payment": payment,
            "vo": payment.vendor_order,
            "amount": to_zloty(payment.amount),
            "is_open": is_open(payment),
            "back": self.way_back(request.GET.get(sandbox.RETURN, "")),
            "signed_back": request.GET.get(sandbox.RETURN, ""),
        }
        return render(request, self.template_name, context)

    def post(self, request: HttpRequest, reference: str) -> HttpResponse:
        payment = self.load(reference)
        outcomes = {"pay": Outcome.PAID, "refuse": Outcome.FAILED}
        outcome = outcomes.get(request.POST.get("decision", ""))
        if outcome and is_open(payment):
            body, headers = sandbox.notice(payment, outcome)
            notice = services.receive_notice("sandbox", body=body, headers=headers)
            services.apply_notice(notice)  # the worker finds it done
            self.tell(request, payment)
        return redirect(self.way_back(request.POST.get(sandbox.RETURN, "")))

    def load(self, reference: str) -> Payment:
        try:
            get_gateway("sandbox")
        except GatewayOffError as error:
            raise Http404 from error
        return get_object_or_404(
            Payment.objects.select_related("vendor_order__order"), gateway="sandbox", reference=reference
        )

    def tell(self, request: HttpRequest, payment: Payment) -> None:
        payment.refresh_from_db()
        if payment.state == Payment.State.PAID:
            messages.success(request, _("Payment received"))
        elif payment.state == Payment.State.FAILED:
            messages.error(request, _("The payment failed. You can try again"))

    def way_back(self, signed: str) -> str:
        address = sandbox.way_back(signed)
        allowed = url_has_allowed_host_and_scheme(
            address, allowed_hosts={self.request.get_host()}, require_https=self.request.is_secure()
        )
        return address if allowed else "/"


def own_share(request: HttpRequest, number: str, token: str) -> VendorOrder:
    """Return the share if its order is the signed-in buyer's or the token opens it; a stranger's is not there."""
    vo = get_object_or_404(VendorOrder.objects.select_related("order"), number=number)
    is_owner = request.user.is_authenticated and vo.order.user_id == request.user.pk
    if not is_owner and not opens(token, vo.order):
        raise Http404
    return vo


def order_page(vo: VendorOrder, token: str) -> str:
    """Return the buyer's page of the order: a guest's one goes by the key that he showed."""
    if opens(token, vo.order):
        return reverse("checkout:status", args=[token])
    return reverse("account:order", args=[vo.order.number])


def is_open(payment: Payment) -> bool:
    ends = payment.expires_at
    return payment.state == Payment.State.SESSION_OPEN and (ends is None or ends > now())
