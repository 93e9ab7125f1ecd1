"""Who tells the search about words and reads what people asked."""

import rules

from pes_profiles.accounts.rules import is_admin, is_rops

rules.add_perm("portal_search.edit_words", is_rops | is_admin)
