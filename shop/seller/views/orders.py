"""A seller's orders: what to pack, one order with its next step, and lists for the packing table."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from shop.basket.personal_files import file_response
from shop.fulfilment import carriers, queries, services
from shop.fulfilment.models import CancelledBy, VendorOrder
from shop.fulfilment.sent_letters import letters_to_buyer
from shop.seller.forms.orders import CancelForm, ShipForm
from shop.seller.share_page import ACTS, SharePage
from shop.seller.views.base import PER_PAGE, UNPROCESSABLE, PanelView

TABS = {
    "do-spakowania": ("to_pack", pgettext_lazy("orders", "To pack")),
    "do-zaplaty": ("to_pay", pgettext_lazy("orders", "To pay")),
    "wyslane": ("sent", pgettext_lazy("orders", "Sent")),
    "gotowe": ("done", pgettext_lazy("orders", "Done")),
    "do-zwrotu": ("to_refund", pgettext_lazy("orders", "To refund")),
}
_LISTS = {
    "to_pack": queries.to_pack,
    "to_pay": queries.to_pay,
    "sent": queries.sent,
    "done": queries.done,
    "to_refund": queries.to_refund,
}
#: sheets of one print: more are printed in the next go
MOST_SHEETS = 100

DONE = {
    "received": gettext_lazy("The transfer is confirmed. The buyer will get a letter."),
    "making": gettext_lazy("Marked as being made."),
    "pack": gettext_lazy("Marked as packed."),
    "ship": gettext_lazy("Marked as sent. The buyer will get a letter."),
    "ready": gettext_lazy("Ready for pickup. The buyer will get a letter."),
    "delivered": gettext_lazy("Done. This order is completed."),
    "refunded": gettext_lazy("The refund is recorded."),
    "cancel": gettext_lazy("The order is called off. The buyer will get a letter."),
}


class OrdersView(PanelView):
    """The shares of one state, with the count of every state."""

    tab = "orders"

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        counts = queries.counts(self.partner)
        asked = request.GET.get("stan", "")
        if asked not in TABS:
            asked = "do-spakowania" if counts["to_pack"] or not counts["to_pay"] else "do-zaplaty"
        name = TABS[asked][0]
        found = _LISTS[name](queries.shares_of(self.partner))
        page = Paginator(found, PER_PAGE).get_page(request.GET.get("strona"))
        return self.page(
            "seller/orders.html",
            tabs=[
                {"key": key, "label": label, "count": counts[each], "is_now": key == asked}
                for key, (each, label) in TABS.items()
                if each != "to_refund" or counts[each] or key == asked
            ],
            state=asked,
            page=page,
            rows=[SharePage(vo) for vo in page],
        )


class ShareView(PanelView):
    """What the pages of one order share: the lookup among the own ones."""

    tab = "orders"

    def share(self, number: str) -> VendorOrder:
        found = queries.shares_of(self.partner).filter(number=number).prefetch_related("events", "shipments").first()
        if found is None:
            raise Http404
        return found

    def answer(self, vo: VendorOrder, *, status: int = 200, **forms: Any) -> HttpResponse:
        letters = letters_to_buyer(vo.order, [vo], about_order=False)
        context = {"ship_form": ShipForm(), "cancel_form": CancelForm(), "letters": letters} | forms
        return self.page(
            "seller/order.html", status=status, share=SharePage(vo), vo=vo, carriers=carriers.NAMES, **context
        )


class OrderView(ShareView):
    def get(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        return self.answer(self.share(number))


class OrderActView(ShareView):
    """One step of an order. What the order no longer allows is told calmly and changes nothing."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        act = request.POST.get("act", "")
        if act not in ACTS:
            return HttpResponseBadRequest(_("There is no such step"))
        details: dict[str, Any] = {}
        if act == "ship":
            ship_form = ShipForm(request.POST)
            if not ship_form.is_valid():
                return self.answer(vo, status=UNPROCESSABLE, ship_form=ship_form)
            details = ship_form.cleaned_data
        elif act == "cancel":
            cancel_form = CancelForm(request.POST)
            if not cancel_form.is_valid():
                return self.answer(vo, status=UNPROCESSABLE, cancel_form=cancel_form)
            details = {"who": CancelledBy.SELLER, "reason": cancel_form.cleaned_data["reason"]}
        try:
            getattr(services, ACTS[act])(vo, by=request.user, **details)
        except services.NotNowError:
            messages.warning(
                request, _("This order has moved on meanwhile. Nothing was changed; below is how it is now.")
            )
        else:
            messages.success(request, DONE[act])
        return redirect("seller:order", pes=pes, number=number)


class PersonalFileView(ShareView):
    """The buyer's file for a thing of this share, for whoever makes and packs it."""

    http_method_names = ["get", "head", "options"]

    def get(self, request: HttpRequest, pes: str, number: str, line: int) -> HttpResponseBase:
        found = next((each for each in self.share(number).lines if each.pk == line), None)
        return file_response(found.personal_file if found else None)


class PackingListView(ShareView):
    """Sheets for the packing table: one order (?zamowienie=number) or all that are to be packed. No prices."""

    def get(self, request: HttpRequest, pes: str) -> HttpResponse:
        number = request.GET.get("zamowienie")
        waiting = queries.to_pack(queries.shares_of(self.partner))
        found = [self.share(number)] if number else list(waiting[:MOST_SHEETS])
        return self.page("seller/packing_list.html", sheets=[SharePage(vo) for vo in found], one=number or "")
