"""Proposals: the seller asks and may take back; the buyer answers by the link, guest or not."""

import re

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_http_methods

from pes_profiles.access import ProfileScopedMixin
from shop.aftersales import proposing
from shop.aftersales.models import OWING, Proposal
from shop.aftersales.money_queries import proposals_in_full
from shop.aftersales.proposal_forms import ChangeForm, DayForm
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.letters import order_address
from shop.fulfilment.models import VendorOrder
from shop.fulfilment.rules import IN_HOUSE
from shop.order.tokens import hash_of
from shop.partner.services import partner_of
from shop.payments.exceptions import GatewayError

TOKEN = re.compile(r"[0-9a-f]{64}")
UNPROCESSABLE = 422


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show a proposal to whoever has its key, and take the one answer."""
    proposal = proposals_in_full().filter(token_hash=hash_of(token)).first() if TOKEN.fullmatch(token) else None
    if proposal is None:
        raise Http404
    said = request.POST.get("answer", "")
    if request.method == "POST" and said in {"yes", "no"}:
        by = (
            request.user
            if request.user.is_authenticated and request.user.pk == proposal.vendor_order.order.user_id
            else None
        )
        _answer(request, proposal, yes=said == "yes", by=by)
        return _sealed(redirect("aftersales:proposal", token=token))
    context = {
        "proposal": proposal,
        "vo": proposal.vendor_order,
        "order_url": order_address(proposal.vendor_order.order),
        "is_paid": proposal.vendor_order.payment_state in OWING,
        "is_late": proposal.is_open and proposal.vendor_order.fulfilment_state not in IN_HOUSE,
    }
    return _sealed(render(request, "aftersales/proposal.html", context))


def _answer(request: HttpRequest, proposal: Proposal, *, yes: bool, by) -> None:
    try:
        proposing.answer(proposal, yes=yes, by=by)
    except NotNowError:
        messages.warning(request, _("This can no longer be answered. Nothing was changed; below is how it is now."))
    except GatewayError:
        messages.error(request, _("The payment operator does not answer. Nothing was changed; try again in a moment."))
    else:
        messages.success(request, _("Thank you. The seller knows your answer."))


class ProposalPanelView(ProfileScopedMixin, View):
    """Whatever is looked up is looked up among the shares of the own PES."""

    form_class: type[ChangeForm] | type[DayForm] = ChangeForm

    def get(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        return self.page(vo, self.form_class(vo=vo))

    def post(self, request: HttpRequest, pes: str, number: str) -> HttpResponse:
        vo = self.share(number)
        form = self.form_class(request.POST, vo=vo)
        if not form.is_valid():
            return self.page(vo, form, status=UNPROCESSABLE)
        try:
            proposing.propose(vo, by=request.user, form_key=form.cleaned_data["key"], **self.words(form))
        except NotNowError:
            messages.warning(
                request, _("This order has moved on meanwhile. Nothing was changed; below is how it is now.")
            )
        else:
            messages.success(request, _("The buyer gets a letter. Nothing changes until the answer comes."))
        return redirect("seller:order", pes=pes, number=number)

    def share(self, number: str) -> VendorOrder:
        own = VendorOrder.objects.filter(partner=partner_of(self.profile), number=number)
        vo = own.select_related("order").prefetch_related("order__lines", "proposals").first()
        if vo is None or vo.fulfilment_state not in IN_HOUSE or not self.is_open(vo):
            raise Http404
        return vo

    def is_open(self, vo: VendorOrder) -> bool:
        return True

    def words(self, form: ChangeForm) -> dict:
        answers = form.cleaned_data
        kept = {name: answers[name] for name in ("kind", "text", "new_gross")}
        return kept | {"line": form.chosen_line, "pieces": answers.get("pieces") or 0}

    def page(self, vo: VendorOrder, form: ChangeForm | DayForm, *, status: int = 200) -> HttpResponse:
        context = self.scope_context() | {"tab": "orders", "vo": vo, "form": form, "is_day": self.form_class is DayForm}
        return render(self.request, "aftersales/panel/propose.html", context, status=status)


class DayView(ProposalPanelView):
    """Another day of dispatch: once, while the promised one is not over."""

    form_class = DayForm

    def is_open(self, vo: VendorOrder) -> bool:
        return proposing.may_move_day(vo)

    def words(self, form: DayForm) -> dict:
        return {
            "kind": Proposal.Kind.LATER,
            "text": form.cleaned_data["text"],
            "new_date": form.cleaned_data["new_date"],
        }


class TakeBackView(ProfileScopedMixin, View):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pes: str, pk: int) -> HttpResponse:
        own = Proposal.objects.filter(vendor_order__partner=partner_of(self.profile), pk=pk)
        proposal = own.select_related("vendor_order").first()
        if proposal is None:
            raise Http404
        try:
            proposing.take_back(proposal, by=request.user)
        except NotNowError:
            messages.info(request, _("The buyer has answered already."))
        else:
            messages.success(request, _("The proposal is taken back."))
        return redirect("seller:order", pes=pes, number=proposal.vendor_order.number)


def _sealed(response: HttpResponse) -> HttpResponse:
    """Keep addresses with keys from other sites and from search engines."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
