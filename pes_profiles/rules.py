"""Who may decide about a PES, and who acts for one."""

import rules

from pes_profiles.accounts.models import User
from pes_profiles.accounts.rules import is_admin, is_rops
from pes_profiles.completeness import OPEN_STATES
from pes_profiles.models import Membership, Profile


@rules.predicate
def is_member(user: User, profile: Profile) -> bool:
    """Whether the person acts for the PES."""
    return Membership.objects.filter(profile=profile, user_id=user.pk, is_active=True).exists()


@rules.predicate
def is_owner(user: User, profile: Profile) -> bool:
    """Whether the person manages the PES."""
    return Membership.objects.filter(
        profile=profile, user_id=user.pk, is_active=True, role=Membership.Role.OWNER
    ).exists()


@rules.predicate
def is_open_for_changes(user: User, profile: Profile) -> bool:
    """Whether the PES's own people may still change what ROPS checks."""
    return profile.verification_state in OPEN_STATES


rules.add_perm("pes_profiles.decide_profiles", is_rops | is_admin)
rules.add_perm("pes_profiles.join_profile", is_owner & is_open_for_changes)
