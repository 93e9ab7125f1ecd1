"""Who decides on offers."""

import rules

from pes_profiles.accounts.rules import is_admin, is_rops

rules.add_perm("moderation.decide_offers", is_rops | is_admin)
