"""Who may knock at this room's doors."""

from operations.routes import ANYONE, declare

declare("shop:home", roles=[ANYONE])
declare("shop:category", roles=[ANYONE])
declare("shop:offer", roles=[ANYONE])
declare("shop:delivery", roles=[ANYONE])
declare("shop:compare", roles=[ANYONE])
declare("shop:cards", roles=[ANYONE])
