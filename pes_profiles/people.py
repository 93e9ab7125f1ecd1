"""What this room keeps about a person, told to the room of accounts."""

from typing import Any

from django.utils.translation import gettext as _

from pes_profiles.accounts import services as accounts
from pes_profiles.accounts.models import User
from pes_profiles.models import Membership, VerificationState

#: states in which a PES has business with the portal and needs somebody who answers for it
IN_BUSINESS = (VerificationState.SUBMITTED, VerificationState.VERIFIED)


@accounts.exports("pes")
def memberships_of(user: User) -> list[dict[str, Any]]:
    """Return for which PES the person acts, since when and as what."""
    return [
        {
            "pes": membership.profile.name,
            "role": membership.role,
            "active": membership.is_active,
            "since": membership.created_at.isoformat(),
        }
        for membership in Membership.objects.filter(user=user).select_related("profile").order_by("pk")
    ]


@accounts.keeps_account
def last_owner_of(user: User) -> list[str]:
    """Return a sentence for each PES in business that would be left without an owner."""
    owned = Membership.objects.filter(
        user=user, role=Membership.Role.OWNER, is_active=True, profile__verification_state__in=IN_BUSINESS
    ).select_related("profile")
    alone = [
        membership.profile
        for membership in owned
        if not Membership.objects.filter(
            profile=membership.profile, role=Membership.Role.OWNER, is_active=True, user__is_active=True
        )
        .exclude(user=user)
        .exists()
    ]
    return [
        _("You are the only owner of “%(name)s”. Add another owner first.") % {"name": profile.short_name}
        for profile in alone
    ]


@accounts.erases
def leave_every_pes(user: User) -> None:
    """End the person's memberships."""
    Membership.objects.filter(user=user).delete()
