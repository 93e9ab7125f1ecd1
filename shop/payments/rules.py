"""Who settles what operators could not tell us."""

import rules

from pes_profiles.accounts.rules import is_admin, is_rops

rules.add_perm("payments.settle", is_rops | is_admin)
