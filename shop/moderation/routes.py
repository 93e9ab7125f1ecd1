"""Who may knock at this room's doors."""

from operations.routes import ANYONE, ROPS, declare

declare("moderation_admin:inbox", roles=[ROPS])
declare("moderation_admin:offers", roles=[ROPS])
declare("moderation_admin:offer", roles=[ROPS])
declare("moderation_admin:revision", roles=[ROPS])

declare("moderation:notice", roles=[ANYONE], private=True)
declare("moderation:notice-status", roles=[ANYONE], private=True)
declare("notices_admin:list", roles=[ROPS])
declare("notices_admin:notice", roles=[ROPS])
