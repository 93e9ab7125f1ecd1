"""Pages that are the same for everybody who is nobody in particular: made once for each version, answered with a validator.

Kept is only what an anonymous visitor without a session got: no name, no message, no basket. The token of a form is
taken out before a page is kept and each visitor's own is put in when it is answered. Whoever carries a session or a
message to be read gets a page made for them, which no store may keep.
"""

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.translation import get_language

from operations import versions
from operations.clock import today

View = Callable[..., HttpResponse]

LONGEST_QUERY = 200
#: Not a letter of it can come from a person's text: those are escaped.
_PLACE = b"<csrf-token>"
_TOKEN = re.compile(rb'(?<=name="csrfmiddlewaretoken" value=")[A-Za-z0-9]{32,64}(?=")')


def public_page(*scopes: str) -> Callable[[View], View]:
    """Keep what a view answers to anonymous visitors, until something in the scopes changes."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if any(request.COOKIES.get(name) for name in (settings.SESSION_COOKIE_NAME, CookieStorage.cookie_name)):
                response = view(request, *args, **kwargs)
                patch_vary_headers(response, ["Cookie"])
                patch_cache_control(response, private=True, no_store=True)
                return response
            key = _key(request, scopes)
            if key is None:
                return view(request, *args, **kwargs)
            kept = _get(key)
            if kept is None:
                response = _rendered(view(request, *args, **kwargs))
                if not _may_be_kept(request, response):
                    return response
                kept = (_TOKEN.sub(_PLACE, response.content), response.headers["Content-Type"])
                _set(key, kept)
            return _answer(request, *kept)

        return wrapped

    return decorate


def _key(request: HttpRequest, scopes: tuple[str, ...]) -> str | None:
    query = request.META.get("QUERY_STRING", "")
    seconds = settings.OPES["PAGES_KEPT_FOR"]
    if request.method not in {"GET", "HEAD"} or "HX-Request" in request.headers or not seconds:
        return None
    version = versions.current(*scopes) if len(query) <= LONGEST_QUERY else None
    if version is None:
        return None
    # The day is part of it: breaks, seasons and dates of dispatch change at midnight without a write.
    parts = [version, get_language() or "", today().isoformat(), request.build_absolute_uri()]
    return "page:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _rendered(response: HttpResponse) -> HttpResponse:
    render = getattr(response, "render", None)
    return render() if callable(render) else response


def _may_be_kept(request: HttpRequest, response: HttpResponse) -> bool:
    if request.method != "GET" or response.status_code != 200 or response.streaming or response.cookies:
        return False
    control = response.headers.get("Cache-Control", "")
    session = getattr(request, "session", None)
    touched = session is not None and (session.modified or not session.is_empty())
    return "private" not in control and "no-store" not in control and not touched


def _answer(request: HttpRequest, body: bytes, kind: str) -> HttpResponse:
    """Answer with a kept page, or with 304 when the visitor has it already."""
    has_form = _PLACE in body
    token = get_token(request) if has_form else ""
    # A form's token belongs to the visitor's cookie: with another cookie it is another page.
    whose = request.META.get("CSRF_COOKIE", "") if has_form else ""
    mark = hashlib.sha256(body + str(whose).encode()).hexdigest()[:32]
    etag = f'W/"{mark}"'
    response = HttpResponse(body.replace(_PLACE, token.encode()) if has_form else body, content_type=kind)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache" if has_form else "public, no-cache"
    patch_vary_headers(response, ["Cookie"])
    return get_conditional_response(request, etag=etag, response=response) or response


def _get(key: str) -> tuple[bytes, str] | None:
    try:
        return versions.store().get(key)
    except versions.CACHE_FAULTS:
        return None


def _set(key: str, kept: tuple[bytes, str]) -> None:
    try:
        versions.store().set(key, kept, settings.OPES["PAGES_KEPT_FOR"])
    except versions.CACHE_FAULTS:
        versions.logger.warning("a page could not be kept", exc_info=True)
