"""Withdrawing from a contract: choose or write, confirm, receipt. For owners, holders of the order's link, and anyone."""

import re
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_safe

from operations import limits
from operations.clock import now
from shop.aftersales import services
from shop.aftersales.exceptions import AlreadyWithdrawnError, NothingChosenError
from shop.aftersales.forms import ChooseForm, TypedForm
from shop.aftersales.models import Withdrawal
from shop.aftersales.queries import order_typed, orders_of, orders_to_choose_from, parts_of, statements_in_full
from shop.aftersales.rules import has_consumer_rights
from shop.order.models import Order
from shop.order.tokens import hash_of, order_token

Way, State = Withdrawal.Way, Withdrawal.State
TOKEN = re.compile(r"[0-9a-f]{64}")
PER_PAGE = 10
UNPROCESSABLE = 422
TRIES, TRIES_OF_NUMBER, PER = 20, 10, timedelta(hours=1)

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


@reads_and_writes
def start(request: HttpRequest) -> HttpResponse:
    """Show the ways in; take a statement in words. A right and a wrong pair of number and e-mail look the same."""
    if request.method == "POST":
        form = TypedForm(request.POST)
        if form.is_valid():
            return _typed(request, form)
    else:
        draft = _draft_named(request, way=Way.NUMBER)
        person = request.user.get_full_name() if request.user.is_authenticated else ""
        form = TypedForm(initial=_words(draft) if draft else {"buyer_name": person})
    page = None
    if request.user.is_authenticated:
        page = Paginator(orders_of(request.user), PER_PAGE).get_page(request.GET.get("strona"))
    context = {"form": form, "page": page, "steps": _steps(), "number": 1}
    return _sealed(render(request, "aftersales/start.html", context, status=UNPROCESSABLE if form.errors else 200))


@reads_and_writes
def choose_own(request: HttpRequest, number: str) -> HttpResponse:
    """Choose from an order of one's own; somebody else's is not there."""
    order = get_object_or_404(orders_to_choose_from(), user=request.user, number=number)
    return _choose(request, order, way=Way.OWNER)


@reads_and_writes
def choose_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Choose from the order whose key the guest has."""
    order = orders_to_choose_from().filter(token_hash=hash_of(token)).first() if TOKEN.fullmatch(token) else None
    if order is None:
        raise Http404
    return _choose(request, order, way=Way.LINK)


@reads_and_writes
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what was written once more; confirming it twice is one statement."""
    statement = _statement(request, token)
    if statement.state == State.CONFIRMED:
        return _sealed(redirect("aftersales:receipt", token=token))
    if request.method == "POST":
        try:
            services.confirm_statement(statement, by=request.user if request.user.is_authenticated else None)
        except AlreadyWithdrawnError:
            messages.warning(request, _("You have already withdrawn from some of these things. Choose again."))
            return _sealed(redirect(_form_of(statement, token)))
        return _sealed(redirect("aftersales:receipt", token=token))
    context = {
        "statement": statement,
        "shares": _shown(statement),
        "steps": _steps(),
        "number": 2,
        "change": _form_of(statement, token),
    }
    return _sealed(render(request, "aftersales/confirm.html", context))


@require_safe
def receipt(request: HttpRequest, token: str) -> HttpResponse:
    """Show date, time and what follows; to whoever came by number and e-mail only that the letter tells more."""
    statement = _statement(request, token)
    if statement.state != State.CONFIRMED:
        return _sealed(redirect("aftersales:confirm", token=token))
    context = {"statement": statement, "shares": _shown(statement), "steps": _steps(), "number": 3}
    return _sealed(render(request, "aftersales/receipt.html", context))


# --- How it is done ---


def _typed(request: HttpRequest, form: TypedForm) -> HttpResponse:
    answers = form.cleaned_data
    address = request.META.get("REMOTE_ADDR", "")
    if not (
        limits.allow(f"withdrawal:{address}", TRIES, PER)
        and limits.allow(f"withdrawal-of:{answers['typed_number']}", TRIES_OF_NUMBER, PER)
    ):
        return limits.refused(request, PER)
    order, part = order_typed(answers["typed_number"], answers["email"])
    statement = services.draft_typed_statement(
        order,
        part=part,
        form_key=answers["key"],
        **{name: answers[name] for name in ("typed_number", "email", "text", "buyer_name", "account")},
    )
    return _onwards(statement, answers["key"])


def _choose(request: HttpRequest, order: Order, *, way: str) -> HttpResponse:
    parts = parts_of(order)
    if request.method == "POST":
        form = ChooseForm(request.POST, parts=parts)
        if form.is_valid():
            if not limits.allow(f"withdrawal-order:{order.pk}", TRIES, PER):
                return limits.refused(request, PER)
            answers = form.cleaned_data
            by = request.user if request.user.is_authenticated else None
            try:
                statement = services.draft_statement(
                    order,
                    by=by,
                    way=way,
                    form_key=answers["key"],
                    chosen=form.chosen,
                    buyer_name=answers["buyer_name"],
                    account=answers["account"],
                )
            except NothingChosenError:
                form.add_error(None, _("Choose at least one thing"))
            else:
                return _onwards(statement, answers["key"])
    else:
        draft = _draft_named(request, way=way, order=order)
        form = ChooseForm(parts=parts, initial=_words(draft) if draft else {"buyer_name": order.buyer_name})
    context = {
        "order": order,
        "form": form,
        "has_rights": has_consumer_rights(order),
        "steps": _steps(),
        "number": 1,
    }
    return _sealed(render(request, "aftersales/choose.html", context, status=UNPROCESSABLE if form.errors else 200))


def _onwards(statement: Withdrawal, key: str) -> HttpResponse:
    token = services.token_of(key)
    name = "receipt" if statement.state == State.CONFIRMED else "confirm"
    return _sealed(redirect(f"aftersales:{name}", token=token))


def _statement(request: HttpRequest, token: str) -> Withdrawal:
    """Return the statement of this key: an owner's only to the owner, an old draft to nobody."""
    found = statements_in_full().filter(token_hash=hash_of(token)).first() if TOKEN.fullmatch(token) else None
    if found is None:
        raise Http404
    if found.way == Way.OWNER and (found.order is None or found.order.user_id != request.user.pk):
        raise Http404
    if found.state == State.DRAFT and found.submitted_at < now() - services.CONFIRM_WITHIN:
        raise Http404
    return found


def _shown(statement: Withdrawal) -> list:
    """Return the sellers' parts, nothing of them to somebody who only typed a number and an e-mail."""
    return [] if statement.way == Way.NUMBER else list(statement.shares.all())


def _draft_named(request: HttpRequest, *, way: str, order: Order | None = None) -> Withdrawal | None:
    """Return the draft that the person came back to change, if its key is in the address."""
    token = request.GET.get("szkic", "")
    if not TOKEN.fullmatch(token):
        return None
    drafts = statements_in_full().filter(token_hash=hash_of(token), way=way, state=State.DRAFT)
    return (drafts.filter(order=order) if order else drafts).first()


def _words(draft: Withdrawal) -> dict[str, object]:
    """Return what was written before, for the form to show again."""
    pieces = {f"ile-{item.line_id}": item.quantity for share in draft.shares.all() for item in share.items.all()}
    return {
        "key": draft.form_key,
        "buyer_name": draft.buyer_name,
        "account": draft.account,
        "typed_number": draft.typed_number,
        "email": draft.email,
        "text": draft.text,
        **pieces,
    }


def _form_of(statement: Withdrawal, token: str) -> str:
    """Return the address of the form that made a draft, filled in again."""
    if statement.way == Way.OWNER and statement.order:
        path = reverse("aftersales:order", args=[statement.order.number])
    elif statement.way == Way.LINK and statement.order:
        path = reverse("aftersales:link", args=[order_token(statement.order)])
    else:
        path = reverse("aftersales:start")
    return f"{path}?szkic={token}"


def _steps() -> list[tuple[str, str]]:
    return [
        (pgettext("withdrawal", "What you withdraw from"), ""),
        (pgettext("withdrawal", "Confirmation"), ""),
        (pgettext("withdrawal", "Receipt"), ""),
    ]


def _sealed(response: HttpResponse) -> HttpResponse:
    """Keep addresses with keys from other sites and from search engines."""
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
