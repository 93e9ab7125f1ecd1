"""Who may knock at this room's doors."""

from operations.routes import ANYONE, declare

declare("search:results", roles=[ANYONE])
declare("ranking", roles=[ANYONE])
declare("api:search", roles=[ANYONE])
declare("api:suggest", roles=[ANYONE])
declare("api:schema", roles=[ANYONE])
