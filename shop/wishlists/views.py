"""Favourites: the heart of offers and PES, the person's page, the page for whoever has the link."""

from datetime import timedelta
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from operations import limits
from pes_profiles.models import Profile
from shop.catalogue.models import Product
from shop.wishlists import queries, services
from shop.wishlists.exceptions import ListFullError
from shop.wishlists.links import share_token, shared_list
from shop.wishlists.models import NOTE_LENGTH, FavouriteProfile, Line

BIGGEST_KEY = 2**63 - 1
ACTS, ACTS_PER = 120, timedelta(minutes=1)
REMOVED = "favourite_removed"


@require_safe
def favourites(request: HttpRequest) -> HttpResponse:
    """The person's offers and PES, with notes, what is gone, and the link for others."""
    wishlist = queries.list_of(request.user)
    link = request.build_absolute_uri(reverse("favourites:shared", args=[share_token(wishlist)])) if wishlist else ""
    context = {
        "offers": queries.offers_on(wishlist),
        "profiles": queries.profiles_on(wishlist),
        "link": link if wishlist and wishlist.is_shared else "",
        "was_shared": bool(wishlist and wishlist.share_version),
        "removed": request.session.pop(REMOVED, None) if REMOVED in request.session else None,
        "note_length": NOTE_LENGTH,
    }
    return render(request, "favourites/list.html", context)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def act(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Add to the list or take off it; signed out, go to the login door and back.

    A heart on a page that is the same for everybody has no token of a form. Whoever is signed out changes nothing
    here; whoever is signed in got a page of their own, and must show the token.
    """
    if request.user.is_authenticated:
        return _act(request, kind=kind, pk=pk)
    back = _way_back(request)
    here = request.path + (f"?{urlencode({'wroc': back})}" if back else "")
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"login": f"{settings.LOGIN_URL}?{urlencode({'next': here})}"}, status=401)
    return redirect_to_login(here)


@csrf_protect
def _act(request: HttpRequest, *, kind: str, pk: int) -> HttpResponse:
    adds = request.POST.get("do") != "remove"
    thing = _thing_or_none(kind, pk)
    if thing is None and request.method == "POST" and not adds and pk <= BIGGEST_KEY:
        thing = queries.thing_on_list(request.user, kind, pk)
    if thing is None:
        raise Http404
    if request.method != "POST":
        context = {
            "thing": thing,
            "is_saved": queries.is_saved(request, pk=pk, is_offer=kind == "offer"),
            "back": _way_back(request),
        }
        return render(request, "favourites/act.html", context | {"title": _title(thing)})
    if not limits.allow(f"favourites:{request.user.pk}", ACTS, ACTS_PER):
        return limits.refused(request, ACTS_PER)
    words = _save(request, thing) if adds else _forget(request, kind, thing)
    if request.headers.get("Accept") == "application/json":
        saved = adds and bool(words)
        return JsonResponse({"saved": saved, "words": words or _full()}, status=200 if saved == adds else 409)
    if words and not (REMOVED in request.session and request.POST.get("z") == "listy"):
        messages.success(request, words)
    elif not words:
        messages.error(request, _full())
    return redirect(_way_back(request) or "favourites:list")


@require_POST
def note(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Keep a note by a favourite. Somebody else's favourite is not there."""
    key = {"product": pk} if kind == "offer" else {"profile": pk}
    model = Line if kind == "offer" else FavouriteProfile
    if pk > BIGGEST_KEY:
        raise Http404
    own = get_object_or_404(model, wishlist__owner=request.user, **key)
    services.write_note(own, " ".join(request.POST.get("note", "").replace("\x00", "").split()))
    messages.success(request, _("Note saved"))
    return redirect("favourites:list")


@require_POST
def remove_line(request: HttpRequest, pk: int) -> HttpResponse:
    """Take off a line whose offer was deleted: it has no offer to be named by."""
    if pk > BIGGEST_KEY:
        raise Http404
    services.forget_line(get_object_or_404(Line, pk=pk, wishlist__owner=request.user, product=None))
    return redirect("favourites:list")


@require_POST
def share(request: HttpRequest) -> HttpResponse:
    """Open the list by a new link, or close it."""
    if request.POST.get("do") == "close":
        services.close_list(request.user)
        messages.success(request, _("The link is closed: nobody else sees the list."))
    else:
        is_first = services.share_list(request.user).share_version == 1
        said = (
            _("Here is the link to your list.")
            if is_first
            else _("Here is a new link. An earlier one opens nothing any more.")
        )
        messages.success(request, said)
    return redirect(reverse("favourites:list") + "#link")


@require_safe
def shared(request: HttpRequest, token: str) -> HttpResponse:
    """The list for whoever has the link: what is in the shop now, without the owner's name and notes."""
    wishlist = shared_list(token[:200])
    if wishlist is None:
        raise Http404
    context = {
        "offers": [row.offer for row in queries.offers_on(wishlist) if row.offer],
        "profiles": [row.shown for row in queries.profiles_on(wishlist) if row.shown],
    }
    response = render(request, "favourites/shared.html", context)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _save(request: HttpRequest, thing: Product | Profile) -> str:
    """Return what to say; nothing when the list is full."""
    note = request.POST.get("note", "").replace("\x00", "")
    try:
        services.save_favourite(request.user, thing, note=note)
    except ListFullError:
        return ""
    return _("In your favourites: %(title)s") % {"title": _title(thing)}


def _forget(request: HttpRequest, kind: str, thing: Product | Profile) -> str:
    note = services.forget_favourite(request.user, thing)
    if request.POST.get("z") == "listy" and _thing_or_none(kind, thing.pk):
        request.session[REMOVED] = {"url": request.path, "title": _title(thing), "note": note}
    return _("No longer in your favourites: %(title)s") % {"title": _title(thing)}


def _thing_or_none(kind: str, pk: int) -> Product | Profile | None:
    if pk > BIGGEST_KEY:
        return None
    return queries.offer_to_save(pk) if kind == "offer" else queries.profile_to_save(pk)


def _title(thing: Product | Profile) -> str:
    return thing.title if isinstance(thing, Product) else thing.short_name


def _full() -> str:
    return _("The list is full (%(most)s). Take something off it first.") % {"most": services.MOST}


def _way_back(request: HttpRequest) -> str:
    """Return the page of the portal that the person came from, or nothing."""
    asked = request.POST.get("wroc") or request.GET.get("wroc") or request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(asked)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return path if path.startswith("/") and not path.startswith(("//", request.path)) else ""
