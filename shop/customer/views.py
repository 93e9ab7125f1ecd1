"""A buyer's own pages. Every query starts from the person: somebody else's order is not there."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from shop.checkout.order_page import OrderPage, orders_in_full
from shop.checkout.status_views import cancel_own_share, file_of, show_order
from shop.customer import queries
from shop.order.models import Order

PER_PAGE = 20
LATEST = 3


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What to do next, the last orders, and the doors to other rooms."""
    context = {
        "to_pay": queries.to_pay(request.user),
        "to_pick_up": queries.ready_for_pickup(request.user),
        "rows": [queries.OrderRow(order) for order in queries.orders_of(request.user)[:LATEST]],
        "panels": queries.panels_of(request.user),
        "has_back_office": request.user.has_perm("wagtailadmin.access_admin"),
    }
    return render(request, "customer/home.html", context)


@require_safe
def orders(request: HttpRequest) -> HttpResponse:
    page = Paginator(queries.orders_of(request.user), PER_PAGE).get_page(request.GET.get("strona"))
    context = {"page": page, "rows": [queries.OrderRow(order) for order in page]}
    return render(request, "customer/orders.html", context)


@require_safe
def order(request: HttpRequest, number: str) -> HttpResponse:
    """One order, the same page that a guest has."""
    own = get_object_or_404(orders_in_full(), user=request.user, number=number)
    return show_order(request, OrderPage(own))


@require_safe
def personal_file(request: HttpRequest, number: str, line: int) -> HttpResponseBase:
    return file_of(get_object_or_404(Order, user=request.user, number=number), line)


@require_POST
def cancel(request: HttpRequest, order_number: str, number: str) -> HttpResponse:
    own = get_object_or_404(orders_in_full(), user=request.user, number=order_number)
    cancel_own_share(request, own, number)
    return redirect("account:order", number=own.number)
