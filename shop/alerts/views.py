"""Alerts: asking, confirming and stopping by links of letters, and a person's own page."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from operations import limits
from pes_profiles.models import Profile
from shop.alerts import links, queries, services
from shop.alerts.exceptions import NotWaitingError, TooManyAlertsError
from shop.alerts.forms import AddressForm, SearchForm
from shop.alerts.models import QUERY_LENGTH, Alert
from shop.catalogue.models import Product

BIGGEST_KEY = 2**63 - 1
TRIES, LETTERS, PER, DAY = 30, 10, timedelta(hours=1), timedelta(days=1)
UNPROCESSABLE = 422

reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


# --- A person's own page ---


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """What the person waits for, and which letters are wanted."""
    context = {"alerts": queries.alerts_of(request.user), "letters": queries.letters_of(request.user)}
    return render(request, "alerts/list.html", context)


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Stop one alert of one's own; somebody else's is not there."""
    if pk > BIGGEST_KEY:
        raise Http404
    alert = get_object_or_404(Alert, pk=pk, user=request.user)
    services.stop(alert)
    messages.success(request, _("We will not write about it: %(title)s") % {"title": alert.title})
    return redirect("alerts:list")


@require_POST
def letters(request: HttpRequest) -> HttpResponse:
    """Keep which letters the person wants."""
    services.choose_letters(request.user, wanted=set(request.POST.getlist("list")))
    messages.success(request, _("Saved"))
    return redirect(reverse("alerts:list") + "#listy")


@reads_and_writes
def save_search(request: HttpRequest) -> HttpResponse:
    """Give a search a name and watch it. The address of the form carries the search."""
    query = _search_of(request)
    if not query:
        return redirect("search:results")
    words = QueryDict(query).get("q", "")
    form = SearchForm(request.POST or None, initial={"name": words[:80]})
    if request.method == "POST" and form.is_valid():
        try:
            services.save_search(request.user, query=query, name=form.cleaned_data["name"])
        except TooManyAlertsError:
            form.add_error("name", _full())
        else:
            messages.success(request, _("Saved. We will write once a day at most, only when there is something new."))
            return redirect("alerts:list")
    context = {"form": form, "query": query, "words": words}
    return render(request, "alerts/save_search.html", context, status=UNPROCESSABLE if form.errors else 200)


# --- Asking ---


@reads_and_writes
def ask(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Wait for an offer, a variant or a PES; the answer to a guest is the same whoever has the address."""
    thing = _thing(kind, pk)
    user = request.user if request.user.is_authenticated else None
    form = AddressForm({"email": user.email} if user else request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"].lower()
        address = request.META.get("REMOTE_ADDR", "")
        if not limits.allow(f"alerts:{address}", TRIES, PER) or not limits.allow(f"alerts.to:{email}", LETTERS, DAY):
            return limits.refused(request, PER)
        try:
            services.ask_for(thing, email=email, user=user, language=get_language() or "pl")
        except TooManyAlertsError:
            form.add_error("email", _full())
        else:
            return _thanks(request, thing, signed_in=user is not None)
    shown = form if request.method == "POST" or user else AddressForm()
    context = {"form": shown, "title": Alert(**_key(thing)).title, "back": _page_of(thing)}
    return render(request, "alerts/ask.html", context, status=UNPROCESSABLE if request.method == "POST" else 200)


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """Say to a guest that a letter is on its way."""
    return render(request, "alerts/sent.html")


# --- Links of letters ---


@reads_and_writes
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm an address. Programs that follow links of letters only look: the button does it."""
    alert = links.alert_to_confirm(token[:200])
    state = "late" if alert is None else "ask"
    if alert and request.method == "POST":
        try:
            services.confirm(alert)
        except NotWaitingError:
            state = "over"
        else:
            state = "done"
    elif alert and alert.state != Alert.State.UNCONFIRMED:
        state = "done" if alert.state == Alert.State.WAITING else "over"
    context = {"alert": alert, "state": state, "back": _page_of(alert.thing) if alert else ""}
    return _sealed(render(request, "alerts/confirm.html", context, status=404 if alert is None else 200))


@csrf_exempt
@reads_and_writes
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop an alert: by the button here, or by a mail program's one click (RFC 8058), which sends no form's token.

    The key is a secret of 256 bits, so nobody can make somebody else's browser do it.
    """
    alert = links.alert_to_stop(token[:200])
    if alert is None:
        return _sealed(render(request, "alerts/stop.html", {"alert": None, "is_open": False}, status=404))
    if request.method == "POST":
        services.stop(alert)
        alert.refresh_from_db()
    return _sealed(render(request, "alerts/stop.html", {"alert": alert, "is_open": alert.state in queries.OPEN}))


def _thanks(request: HttpRequest, thing: Product | Profile, *, signed_in: bool) -> HttpResponse:
    if not signed_in:
        return redirect("alerts:sent")
    messages.success(request, _("We will tell you once, when it is available"))
    return redirect(_page_of(thing))


def _thing(kind: str, pk: int) -> Product | Profile:
    """Return a public thing; a variant is public with its offer."""
    if pk > BIGGEST_KEY:
        raise Http404
    if kind == "pes":
        return get_object_or_404(Profile.objects.listed(), pk=pk)
    product = get_object_or_404(Product.objects.select_related("parent__partner__profile", "partner__profile"), pk=pk)
    if not (product.offer.is_public and product.offer.partner.profile.is_listed):
        raise Http404
    return product


def _key(thing: Product | Profile) -> dict:
    return {"product": thing} if isinstance(thing, Product) else {"profile": thing}


def _page_of(thing: Product | Profile | None) -> str:
    if isinstance(thing, Product):
        address = thing.offer.get_absolute_url()
        return f"{address}?wariant={thing.pk}" if thing.is_child else address
    return thing.get_absolute_url() if thing else reverse("alerts:list")


def _search_of(request: HttpRequest) -> str:
    """Return the search of this address, without its page and order; nothing without words."""
    query = request.GET.copy()
    for name in ("strona", "sort", "engine", "kind"):
        query.pop(name, None)
    text = query.urlencode()
    return text if query.get("q", "").strip() and len(text) <= QUERY_LENGTH else ""


def _full() -> str:
    return _("You wait for %(most)s things already. Stop waiting for one of them first.") % {"most": services.MOST}


def _sealed(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
