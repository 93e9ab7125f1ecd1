"""What every request passes: an id for the logs, the door of roles, no stored private page, a calm word when busy."""

import logging
import re
import secrets
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control

from operations import routes
from operations.logs import request_id
from operations.routes import Foreign, Role, UndeclaredRouteError

logger = logging.getLogger("requests")

GetResponse = Callable[[HttpRequest], HttpResponse]
View = Callable[..., HttpResponse]

_ACCEPTED_ID = re.compile(r"[\w-]{8,64}")
# A person without the role must not learn from the answer that these doors exist.
_HIDDEN_ROLES = frozenset({Role.DEV, Role.PES_MEMBER})
# PostgreSQL: lock timeout, deadlock, statement timeout, too many connections, restart.
_BUSY_STATES = frozenset({"55P03", "40P01", "57014", "53300", "57P01", "57P03"})
PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(self), payment=(), usb=(), interest-cohort=()"


class RequestIdMiddleware:
    """Give each request an id that its log lines, audit entries and answer share, and log its outcome.

    The log names the route, not the address: addresses of guests' orders and password resets are secrets.
    Comes first in MIDDLEWARE.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        own = given if _ACCEPTED_ID.fullmatch(given) else secrets.token_hex(8)
        token, started = request_id.set(own), time.monotonic()
        try:
            response = self.get_response(request)
            match = request.resolver_match
            logger.info(
                "request",
                extra={
                    "method": request.method,
                    "route": match.route if match else "",
                    "status": response.status_code,
                    "milliseconds": round((time.monotonic() - started) * 1000),
                },
            )
        finally:
            request_id.reset(token)

        response["X-Request-ID"] = own
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response


class RouteGuardMiddleware:
    """Open the door of a route to its roles only, and keep private pages out of every store.

    Signed out: to the login door and back. Signed in without the role: 403, or 404 where the door itself is nobody's
    business. Comes after the authentication middleware.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if self._is_private(request):
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        route = routes.find(match)
        if route is None:
            if routes.must_be_declared(match.url_name or "", view):
                raise UndeclaredRouteError(f"{match.view_name} ({match.route}) is not declared in its room's routes.py")
            return None
        if isinstance(route, Foreign) or Role.ANYONE in route.roles:
            return None

        if routes.may_use(request.user, route):
            return None
        if Role.DEV in route.roles:
            raise Http404
        if not request.user.is_authenticated:
            way_back = request.get_full_path() if request.method == "GET" else ""
            return redirect_to_login(way_back) if way_back else redirect_to_login("/")
        if route.roles & _HIDDEN_ROLES:
            raise Http404
        raise PermissionDenied

    @staticmethod
    def _is_private(request: HttpRequest) -> bool:
        match = request.resolver_match
        route = routes.find(match) if match else None
        if route is not None and route.private:
            return True
        # A public page that greeted somebody by name is that person's page.
        session = getattr(request, "session", None)
        return bool(session is not None and session.accessed and request.user.is_authenticated)


class PreviewMiddleware:
    """Let the back office frame the page that is being written there; no other page of ours stands in a frame.

    Wagtail asks for a preview inside a request of its own. Comes below the policy, which reads what is said here.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if getattr(request, "is_preview", False):
            response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]
        return response


class BusyMiddleware:
    """Answer 503 with a calm sentence when the database is locked or restarting, instead of an error page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError) or not is_busy(error):
            return None
        logger.error("database busy", exc_info=error)
        again = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
        response = HttpResponse(render_to_string("operations/busy.html", {"again": again}), status=503)
        response["Retry-After"] = "5"
        return response


def is_busy(error: OperationalError) -> bool:
    """Say whether trying again may help: a lock that did not come, a deadlock, a database that restarts."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state in _BUSY_STATES if state else "locked" in str(error)


def private_page(view: View) -> View:
    """Keep a page out of browsers' and proxies' stores although its route is open to anyone."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    return wrapped
