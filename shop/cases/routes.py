"""Who may knock at this room's doors: buyers with an account or the order's key, the people of a PES, ROPS."""

from operations.routes import ANYONE, PES_MEMBER, ROPS, SIGNED_IN, declare

declare("cases:inbox", roles=[SIGNED_IN])
for name in ("complain", "message", "case", "withdraw", "call-in", "reopen", "file"):
    declare(f"cases:{name}", roles=[SIGNED_IN])
    declare(f"cases_link:{name}", roles=[ANYONE], private=True)

declare("cases_panel:complaints", roles=[PES_MEMBER])
declare("cases_panel:messages", roles=[PES_MEMBER])
declare("cases_panel:message", roles=[PES_MEMBER])
declare("cases_panel:case", roles=[PES_MEMBER])
declare("cases_panel:answer", roles=[PES_MEMBER])
declare("cases_panel:call-in", roles=[PES_MEMBER])
declare("cases_panel:reopen", roles=[PES_MEMBER])
declare("cases_panel:file", roles=[PES_MEMBER])

declare("cases_admin:list", roles=[ROPS])
declare("cases_admin:case", roles=[ROPS])
declare("cases_admin:file", roles=[ROPS])
