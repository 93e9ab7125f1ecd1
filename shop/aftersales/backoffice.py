"""Refused refunds before ROPS: the button beside their incidents."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views import View

from shop.aftersales.exceptions import NothingOwedError
from shop.aftersales.money_queries import refused_return
from shop.aftersales.refunds import ask_again
from shop.payments.backoffice import OfficeMixin
from shop.payments.models import Incident


class AgainView(OfficeMixin, View):
    """Have the operator asked once more for what it refused, and settle the incident by that."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        incident = get_object_or_404(Incident, pk=pk, kind=Incident.Kind.REFUND_REFUSED)
        try:
            ask_again(refused_return(incident), by=request.user)
        except NothingOwedError:
            messages.info(request, _("The operator was asked again before, or the money has gone back."))
        else:
            messages.success(request, _("The operator is asked again. If it refuses, it stands here once more."))
        return redirect("money_admin:list")
