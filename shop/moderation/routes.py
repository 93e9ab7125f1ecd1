"""Who may knock at this room's doors."""

from operations.routes import ROPS, declare

declare("moderation_admin:inbox", roles=[ROPS])
declare("moderation_admin:offers", roles=[ROPS])
declare("moderation_admin:offer", roles=[ROPS])
declare("moderation_admin:revision", roles=[ROPS])
