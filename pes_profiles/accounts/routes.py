"""Who may knock at this room's doors. allauth's own (`account_…`, `mfa_…`) guard themselves."""

from operations.routes import SIGNED_IN, declare

declare("accounts:details", roles=[SIGNED_IN])
declare("accounts:export", roles=[SIGNED_IN])
declare("accounts:close", roles=[SIGNED_IN])
