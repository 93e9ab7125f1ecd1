"""The buyer's way to a payment and back."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from operations import limits
from operations.clock import now
from operations.money import to_zloty
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import VendorOrder
from shop.order.tokens import opens
from shop.payments import services, transfer
from shop.payments.exceptions import GatewayError, GatewayOffError
from shop.payments.gateways import Outcome, get_gateway, sandbox
from shop.payments.models import Payment

TRIES, PER = 20, timedelta(hours=1)


@require_POST
def pay(request: HttpRequest, number: str) -> HttpResponse:
    """Send the buyer to pay one share."""
    token = request.POST.get("token", "")
    vo = own_share(request, number, token)
    if not limits.allow(f"payments.pay:{vo.pk}", TRIES, PER):
        return limits.refused(request, PER)
    back = order_page(vo, token)
    try:
        return redirect(services.start_payment(vo, return_url=back))
    except NotNowError:
        messages.info(request, _("There is nothing to pay for this part any more."))
    except (GatewayError, GatewayOffError):
        messages.error(request, _("The payment could not be started. Try again in a moment."))
    return redirect(back)


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
