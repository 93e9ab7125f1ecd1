"""Orders of a guest join the account when their owner asks for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shop.customer.services import join_guest_orders


@require_POST
def join(request: HttpRequest) -> HttpResponse:
    """Take all orders of one's proven addresses into the account."""
    number = join_guest_orders(request.user)
    if number:
        words = ngettext("%(n)s order has joined your account", "%(n)s orders have joined your account", number)
        messages.success(request, words % {"n": number})
    return redirect("account:orders")
