"""Who may knock at which address: declared once per route, enforced by one middleware, proven by one matrix of tests.

Each room declares its routes in its `routes.py`. A named route of ours that nobody declared fails a system check, and
asking for it is an error: nothing is public by oversight. Roles open the door of a page; whose things are behind it is
the view's business (every query starts from the person, a stranger's object is 404).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.apps import apps
from django.conf import settings
from django.urls import ResolverMatch, URLPattern, URLResolver
from django.utils.module_loading import autodiscover_modules


class Role(StrEnum):
    ANYONE = "ANYONE"
    SIGNED_IN = "SIGNED_IN"
    PES_MEMBER = "PES_MEMBER"
    OWES_ADVISER = "OWES_ADVISER"
    EDITOR = "EDITOR"
    ROPS = "ROPS"
    ADMIN = "ADMIN"
    DEV = "DEV"  # a machine, not a person: anyone, but never on a server


ANYONE = Role.ANYONE
SIGNED_IN = Role.SIGNED_IN
PES_MEMBER = Role.PES_MEMBER
OWES_ADVISER = Role.OWES_ADVISER
EDITOR = Role.EDITOR
ROPS = Role.ROPS
ADMIN = Role.ADMIN
DEV = Role.DEV
ROLES = tuple(Role)

# An administrator passes where these do; members' rooms and developers' pages stay closed to him too.
_OPEN_TO_ADMIN = frozenset({OWES_ADVISER, EDITOR, ROPS})


class UndeclaredRouteError(Exception):
    """A page was asked for whose room does not say who may see it."""


class RouteTakenError(Exception):
    """One route is declared twice."""


@dataclass(frozen=True)
class Route:
    """A route of ours and who may use it. A private one is never stored by a browser or proxy."""

    name: str
    roles: frozenset[Role]
    private: bool


@dataclass(frozen=True)
class Foreign:
    """A library's routes, told by the beginning of their names or addresses, which guard themselves."""

    guard: str
    names: str
    below: str
    private: bool

    def covers(self, name: str, address: str) -> bool:
        return bool((self.names and name.startswith(self.names)) or (self.below and address.startswith(self.below)))


_routes: dict[str, Route] = {}
_foreign: list[Foreign] = []
_tests: dict[Role, Callable[[Any], bool]] = {
    ANYONE: lambda user: True,
    SIGNED_IN: lambda user: user.is_authenticated,
    PES_MEMBER: lambda user: user.is_authenticated,
    OWES_ADVISER: lambda user: getattr(user, "is_owes_adviser", False),
    EDITOR: lambda user: getattr(user, "is_editor", False),
    ROPS: lambda user: getattr(user, "is_rops", False),
    ADMIN: lambda user: getattr(user, "is_admin", user.is_active and user.is_superuser),
    DEV: lambda user: settings.ENVIRONMENT != "production",
}


def declare(name: str, *, roles: Iterable[Role], private: bool | None = None) -> None:
    """Say who may use a route. It is private unless anyone may; a basket is for anyone and private, so say so."""
    if name in _routes:
        raise RouteTakenError(name)
    allowed = frozenset(Role(role) for role in roles)
    if not allowed:
        raise ValueError(f"{name} is open to nobody")
    if private is None:
        private = not allowed & {ANYONE, DEV}
    _routes[name] = Route(name=name, roles=allowed, private=private)


def declare_foreign(*, guard: str, names: str = "", below: str = "", private: bool = True) -> None:
    """Say which library's routes guard themselves, and how: by the beginning of the name or of the address."""
    if not names and not below:
        raise ValueError("say the beginning of the names or of the addresses")
    _foreign.append(Foreign(guard=guard, names=names, below=below, private=private))


def recognise(role: Role, test: Callable[[Any], bool]) -> None:
    """Tell how a role is known from a person. The room that keeps people says it; the test must not query twice."""
    _tests[role] = test


def has_role(user: Any, role: Role) -> bool:
    """Say whether a person (or nobody) has a role."""
    if _tests[role](user):
        return True
    return role in _OPEN_TO_ADMIN and _tests[ADMIN](user)


def may_use(user: Any, route: Route) -> bool:
    """Say whether a person may knock at a route."""
    return any(has_role(user, role) for role in route.roles)


def find(match: ResolverMatch) -> Route | Foreign | None:
    """Return what was declared for a resolved address; our own word goes before a library's area."""
    return lookup(match.view_name if match.url_name else "", match.route)


def lookup(name: str, address: str) -> Route | Foreign | None:
    if name in _routes:
        return _routes[name]
    return next((area for area in _foreign if area.covers(name, address)), None)


def must_be_declared(name: str, view: Callable[..., Any]) -> bool:
    """Say whether a route is ours to declare: it has a name, or its view is in one of our rooms."""
    return bool(name) or view.__module__.partition(".")[0] in _our_packages()


def declared() -> dict[str, Route]:
    """Return all declared routes by name: what the permission tests walk through."""
    return dict(_routes)


def walk(resolver: URLResolver) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Yield (full name or "", address pattern, view) of every route below a resolver."""
    yield from _walk(resolver, namespaces=(), address="")


def discover() -> None:
    """Import the `routes` module of every room."""
    autodiscover_modules("routes")


def _walk(
    resolver: URLResolver, *, namespaces: tuple[str, ...], address: str
) -> Iterator[tuple[str, str, Callable[..., Any]]]:
    for entry in resolver.url_patterns:
        here = address + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inside = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from _walk(entry, namespaces=inside, address=here)
        elif isinstance(entry, URLPattern):
            name = ":".join((*namespaces, entry.name)) if entry.name else ""
            yield name, here, entry.callback


def _our_packages() -> frozenset[str]:
    rooms = {config.name.partition(".")[0] for config in apps.get_app_configs() if "site-packages" not in config.path}
    return frozenset(rooms | {settings.ROOT_URLCONF.partition(".")[0]})


declare("operations:live", roles=[ANYONE], private=True)
declare("operations:ready", roles=[ANYONE], private=True)
declare("operations:mailbox", roles=[DEV], private=True)
declare("operations:letter-samples", roles=[DEV], private=True)
declare("operations:letter-sample", roles=[DEV], private=True)
declare("operations:letter-sample-html", roles=[DEV], private=True)
declare("operations:letter", roles=[DEV], private=True)
declare("operations:letter-html", roles=[DEV], private=True)
declare("operations_admin:outbox", roles=[ROPS])
declare("operations_admin:outbox-results", roles=[ROPS])
declare("operations_admin:outbox-retry", roles=[ROPS])
declare("operations_admin:mail-log", roles=[ROPS])
declare("operations_admin:mail-log-results", roles=[ROPS])
declare("operations_admin:audit-log", roles=[ROPS])
declare("operations_admin:audit-log-results", roles=[ROPS])
