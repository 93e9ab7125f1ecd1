"""Who decides on reviews and questions."""

import rules

from pes_profiles.accounts.rules import is_admin, is_rops

rules.add_perm("voices.decide", is_rops | is_admin)
