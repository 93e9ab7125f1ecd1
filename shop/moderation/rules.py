"""Who decides on offers and answers notices of illegal content."""

import rules

from pes_profiles.accounts.rules import is_admin, is_rops

rules.add_perm("moderation.decide_offers", is_rops | is_admin)
rules.add_perm("moderation.decide_notices", is_rops | is_admin)
