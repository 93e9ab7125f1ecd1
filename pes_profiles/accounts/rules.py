"""Roles as sentences: the words that every room's rules are made of."""

import rules
from django.conf import settings

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


@rules.predicate
def is_pes_member(user: User) -> bool:
    """Whether the person acts for some PES."""
    return getattr(user, "is_pes_member", False)


@rules.predicate
def may_enter_back_office(user: User) -> bool:
    """Whether Wagtail's admin opens for the person."""
    return user.is_active and user.has_perm("wagtailadmin.access_admin")


@rules.predicate
def must_use_second_factor(user: User) -> bool:
    """Whether the person signs in in two steps: everybody in the back office, where the portal asks for it."""
    return settings.OPES["REQUIRE_MFA"] and (is_staff_of_portal(user) or may_enter_back_office(user))
