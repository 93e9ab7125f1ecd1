"""Who may knock at this room's doors."""

from operations.routes import ANYONE, declare

declare("search:results", roles=[ANYONE])
declare("ranking", roles=[ANYONE])
