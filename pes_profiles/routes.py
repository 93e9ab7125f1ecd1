"""Who may knock at this room's doors."""

from operations.routes import ANYONE, SIGNED_IN, declare

declare("pes:directory", roles=[ANYONE])
declare("pes:profile", roles=[ANYONE])
declare("pes:join", roles=[SIGNED_IN])
