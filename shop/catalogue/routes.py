"""Who may knock at this room's doors."""

from operations.routes import ANYONE, PES_MEMBER, SIGNED_IN, declare

declare("shop:home", roles=[ANYONE])
declare("shop:category", roles=[ANYONE])
declare("shop:offer", roles=[ANYONE])
