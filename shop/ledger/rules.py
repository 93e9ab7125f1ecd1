"""Who may see what of the books; a seller's own are its owners' business (views)."""

import rules

from pes_profiles.accounts.rules import is_admin, is_rops

rules.add_perm("ledger.see_dac7", is_rops | is_admin)
