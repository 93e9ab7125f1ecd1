"""Roles as sentences: the words that every room's rules are made of."""

import rules

from pes_profiles.accounts.models import User


@rules.predicate
def is_rops(user: User) -> bool:
    return getattr(user, "is_rops", False)


@rules.predicate
def is_editor(user: User) -> bool:
    return getattr(user, "is_editor", False)


@rules.predicate
def is_owes_adviser(user: User) -> bool:
    return getattr(user, "is_owes_adviser", False)


@rules.predicate
def is_admin(user: User) -> bool:
    return getattr(user, "is_admin", False)


@rules.predicate
def is_staff_of_portal(user: User) -> bool:
    """Whether the person works in the back office."""
    return any(getattr(user, role, False) for role in ("is_rops", "is_editor", "is_admin"))
