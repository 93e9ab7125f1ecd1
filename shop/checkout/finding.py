"""A guest who lost the letter asks for the link again. Nobody learns from the answer whether there is such an order."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from operations import limits, outbox
from shop.aftersales.queries import order_typed
from shop.checkout.status_views import sealed

TRIES, LETTERS, PER = 10, 3, timedelta(hours=1)
UNPROCESSABLE = 422
NOBODY = 0


class FindForm(forms.Form):
    """What stands in the confirmation of an order."""

    number = forms.CharField(
        label=_("Order number"),
        max_length=30,
        help_text=_("For example 100123 or 100123-1"),
        error_messages={"required": _("Enter the number of the order")},
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    email = forms.EmailField(
        label=_("Email address"),
        max_length=254,
        help_text=_("The one given with the order"),
        error_messages={
            "required": _("Enter your email address"),
            "invalid": _("An email address looks like this: name@domain.pl"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_number(self) -> str:
        return self.cleaned_data["number"].replace(" ", "")


@require_http_methods(["GET", "HEAD", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Ask for number and address; the right pair and a wrong one get one answer, and the same work is done for both."""
    form = FindForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        status = UNPROCESSABLE if request.method == "POST" else 200
        return sealed(render(request, "checkout/find.html", {"form": form}, status=status))
    given: dict[str, Any] = form.cleaned_data
    network = request.META.get("REMOTE_ADDR", "")
    if not limits.allow(f"order-find:{network}", TRIES, PER) or not limits.allow(
        f"order-find-of:{given['email'].lower()}", LETTERS, PER
    ):
        return limits.refused(request, PER)
    order, _part = order_typed(given["number"], given["email"])
    outbox.put("mail.order_link", order.pk if order else NOBODY)
    return redirect("checkout:find-sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return sealed(render(request, "checkout/find_sent.html"))
