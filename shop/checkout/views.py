"""From the basket to a placed order, one question a page. Every page can be left, reloaded and come back to."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.http import require_POST, require_safe

from cms.base.templatetags.opes import money
from operations import limits
from shop.address.services import SameAddressError, TooManyAddressesError, UserAddress, addresses_of, keep_address
from shop.basket.queries import changes_in, parts_of, read_pictures
from shop.basket.services import note_seen
from shop.checkout import drafts, services
from shop.checkout.delivery_form import DeliveryForm
from shop.checkout.exceptions import NotReadyError, SoldOutMeanwhileError, SummaryChangedError
from shop.checkout.forms import AddressForm, OwnAddressForm, PaymentForm
from shop.checkout.models import CheckoutDraft
from shop.checkout.queries import summary_of
from shop.checkout.review import review_rows
from shop.checkout.terms import address_of, terms_in_force
from shop.checkout.visit import Visit, order_of_visit, remember_placed
from shop.order.models import Order
from shop.order.tokens import order_token

PLACES, PLACES_PER = 30, timedelta(minutes=10)
KEY_LENGTH = 64
SHOWN = "checkout_shown"


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Lead to the first unanswered page."""
    visit = Visit(request)
    return visit.way_elsewhere("checkout:address") or redirect(visit.next_step())


class StepView(View):
    """A page with one form: shown with the answers so far, kept when right, shown again with what was typed when not."""

    step: str
    number: int
    template_name: str
    #: each page's own: the form with the answers so far or those sent, and what keeps them
    form: Callable[..., Any]
    save: Callable[[Any], CheckoutDraft]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.visit = Visit(request)
        return self.visit.way_elsewhere(self.step) or super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not form.is_valid():
            return self.show(form)
        self.visit.draft = self.save(form)
        self.visit.keep(self.visit.draft)
        return redirect(self.visit.next_step())

    def show(self, form: Any) -> HttpResponse:
        context = {
            "form": form,
            "steps": self.visit.steps(),
            "number": self.number,
            "parts": self.visit.parts,
            "back": reverse("basket:view") if self.number == 1 else self.visit.steps()[self.number - 2][1],
            **self.extra(),
        }
        return render(self.request, self.template_name, context)

    def extra(self) -> dict[str, Any]:
        """What the template of one page needs besides."""
        return {}


class AddressView(StepView):
    step, number, template_name = "checkout:address", 1, "checkout/address.html"

    @cached_property
    def own(self) -> list[UserAddress]:
        """The person's addresses; a guest has none."""
        return list(addresses_of(self.request.user)) if self.request.user.is_authenticated else []

    def get(self, request: HttpRequest) -> HttpResponse:
        """Show the answers so far, or begin with the own address that was asked for."""
        asked = request.GET.get("adres", "")
        address = next((each for each in self.own if str(each.pk) == asked), None)
        if address:
            drafts.fill_in(self.visit.draft, address)
        return super().get(request)

    def form(self, data: Any = None) -> AddressForm:
        kind = OwnAddressForm if self.request.user.is_authenticated else AddressForm
        return kind(data, instance=self.visit.draft)

    def save(self, form: Any) -> CheckoutDraft:
        answers = dict(form.cleaned_data)
        if answers.pop("keep_address", False):
            with suppress(SameAddressError, TooManyAddressesError):  # then there is nothing to keep, the order goes on
                names = ("first_name", "last_name", "street", "postcode", "town")
                keep_address(self.request.user, **{name: answers[name] for name in names})
        has_moved = bool({"town", "postcode"} & set(form.changed_data))
        return drafts.save_address(self.visit.draft, has_moved=has_moved, **answers)

    def extra(self) -> dict[str, Any]:
        return {"own": self.own}


class DeliveryView(StepView):
    step, number, template_name = "checkout:delivery", 2, "checkout/delivery.html"

    def form(self, data: Any = None) -> DeliveryForm:
        return DeliveryForm(self.visit.parts, self.visit.draft, data)

    def save(self, form: Any) -> CheckoutDraft:
        return drafts.save_deliveries(self.visit.draft, self.visit.parts, chosen=form.chosen, gmina=form.gmina)


class PaymentView(StepView):
    step, number, template_name = "checkout:payment", 3, "checkout/payment.html"

    def form(self, data: Any = None) -> PaymentForm:
        return PaymentForm(self.visit.parts, self.visit.draft, data)

    def save(self, form: Any) -> CheckoutDraft:
        return drafts.save_payments(self.visit.draft, chosen=form.chosen)


@require_safe
def review(request: HttpRequest) -> HttpResponse:
    """Everything the law wants before the button, and the button."""
    visit = Visit(request)
    return visit.way_elsewhere("checkout:review") or _show_review(request, visit)


def _show_review(request: HttpRequest, visit: Visit, *, error: str = "") -> HttpResponse:
    summary = summary_of(request.basket, visit.draft)
    parts = parts_of(request.basket)
    changes = changes_in(parts)
    if changes:
        note_seen(request.basket, [item.line for part in parts for item in part.items])
    request.session[SHOWN] = str(summary.total)
    read_pictures([share.part for share in summary.shares])
    terms = terms_in_force()
    context = {
        "steps": visit.steps(),
        "terms_version": terms,
        "terms_url": address_of(terms),
        "draft": visit.draft,
        "summary": summary,
        "rows": review_rows(summary, visit.draft),
        "changes": changes,
        "error": error,
    }
    return render(request, "checkout/review.html", context)


@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Place what was shown, once: a double click, a second tab, "back" and a replay end at the same order."""
    key = request.POST.get("key", "").replace("\x00", "")[:KEY_LENGTH]
    visit, terms = Visit(request), terms_in_force()
    is_asked = bool(request.basket.pk) and visit.draft.placement_key == key  # an order leaves no draft behind
    order = None if is_asked or not key else Order.objects.filter(placement_key=key).first()
    if order:
        return _done(request, order, again=True)
    if not limits.allow(f"checkout.place:{request.META.get('REMOTE_ADDR', '')}", PLACES, PLACES_PER):
        return limits.refused(request, PLACES_PER)
    if not is_asked:
        return visit.way_elsewhere("checkout:review") or _check_again(request)
    if not request.POST.get("terms"):
        return _ask_again(request, visit, _("We cannot take the order unless you accept the terms"))
    if request.POST.get("terms_version", terms) != terms:
        return _ask_again(request, visit, _("The terms have changed meanwhile. Read and accept the new ones"))
    try:
        order = services.place_order(
            request.basket, visit.draft, stamp=request.POST.get("stamp", ""), terms=terms, by=visit.user
        )
    except NotReadyError as error:
        if error.step != "basket:view":
            messages.warning(request, _("One answer is missing. The rest is kept."))
        return visit.way_elsewhere("checkout:review") or redirect(error.step)
    except SummaryChangedError:
        messages.warning(request, _what_changed(request, visit))
        return redirect("checkout:review")
    except SoldOutMeanwhileError as error:
        messages.error(
            request,
            _("“%(title)s” from %(seller)s has just sold out. Nothing has been ordered.")
            % {"title": error.title, "seller": error.seller},
        )
        return redirect("basket:view")
    return _done(request, order)


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """Lead back to the page of the order placed last: after "back" or in a second tab."""
    order = order_of_visit(request)
    return _to_its_page(request, order) if order else redirect("basket:view")


def _check_again(request: HttpRequest) -> HttpResponse:
    messages.warning(request, _("The basket has changed since. Check and order again."))
    return redirect("checkout:review")


def _ask_again(request: HttpRequest, visit: Visit, error: str) -> HttpResponse:
    return visit.way_elsewhere("checkout:review") or _show_review(request, visit, error=error)


def _done(request: HttpRequest, order: Order, *, again: bool = False) -> HttpResponse:
    remember_placed(request, order)
    if again:
        messages.info(request, _("This order has already been placed. Here is its page"))
    else:
        messages.success(request, _("Thank you. Order number: %(number)s") % {"number": order.number})
    return _to_its_page(request, order)


def _to_its_page(request: HttpRequest, order: Order) -> HttpResponse:
    if request.user.is_authenticated and order.user_id == request.user.pk:
        return redirect("account:order", number=order.number)
    return redirect("checkout:status", token=order_token(order))


def _what_changed(request: HttpRequest, visit: Visit) -> str:
    """Say that something is different now, with both sums when they are."""
    words = _("Something has changed, nothing has been ordered. Check once more.")
    before = request.session.get(SHOWN)
    request.basket._lines = None
    try:
        total = summary_of(request.basket, visit.draft).total
    except NotReadyError:
        return words
    if before is None or before == str(total):
        return words
    return words + " " + _("It was %(before)s, it is %(after)s now.") % {"before": money(before), "after": money(total)}
