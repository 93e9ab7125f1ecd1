"""Who may knock at this room's doors."""

from operations.routes import ANYONE, PES_MEMBER, ROPS, SIGNED_IN, declare

declare("voices:ask-offer", roles=[ANYONE], private=True)
declare("voices:ask-profile", roles=[ANYONE], private=True)
declare("voices:sent", roles=[ANYONE], private=True)
declare("voices:question", roles=[ANYONE], private=True)
declare("voices:question-file", roles=[ANYONE], private=True)
declare("voices:own-question", roles=[SIGNED_IN])
declare("voices:own-question-file", roles=[SIGNED_IN])
declare("voices:reviews", roles=[ANYONE])
declare("voices:write-own", roles=[SIGNED_IN])
declare("voices:write-link", roles=[ANYONE], private=True)
declare("voices:no-invitations", roles=[ANYONE], private=True)
# --- owners only; a packer gets 404 ---
declare("voices_panel:reviews", roles=[PES_MEMBER])

declare("voices_admin:reviews", roles=[ROPS])
declare("voices_admin:review", roles=[ROPS])
declare("voices_admin:questions", roles=[ROPS])
declare("voices_admin:question", roles=[ROPS])
declare("voices_admin:question-file", roles=[ROPS])
