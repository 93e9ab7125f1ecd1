"""Which letters about an order have gone out to its buyer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from shop.checkout.order_page import orders_in_full
from shop.checkout.status_views import order_by, sealed
from shop.documents.models import Document
from shop.fulfilment.sent_letters import letters_to_buyer
from shop.order.models import Order


@require_safe
def by_key(request: HttpRequest, token: str) -> HttpResponse:
    return sealed(_letters(request, order_by(token), reverse("checkout:status", args=[token])))


@require_safe
def by_owner(request: HttpRequest, number: str) -> HttpResponse:
    own = get_object_or_404(orders_in_full(), user=request.user, number=number)
    return _letters(request, own, reverse("account:order", args=[number]))


def _letters(request: HttpRequest, order: Order, back: str) -> HttpResponse:
    papers = Document.objects.filter(vendor_order__order=order).values_list("pk", flat=True)
    also = [f"document_ready:{pk}" for pk in papers]
    letters = letters_to_buyer(order, order.vendor_orders.all(), also=also)
    return render(request, "checkout/letters.html", {"order": order, "letters": letters, "back": back})
