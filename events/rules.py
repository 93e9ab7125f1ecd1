"""Who may decide about stands."""

import rules

from pes_profiles.accounts.rules import is_admin, is_editor, is_rops

rules.add_perm("events.decide_applications", is_rops | is_editor | is_admin)
