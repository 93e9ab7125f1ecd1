"""Who may knock at this room's doors."""

from operations.routes import ANYONE, SIGNED_IN, declare

declare("alerts:list", roles=[SIGNED_IN])
declare("alerts:end", roles=[SIGNED_IN])
declare("alerts:letters", roles=[SIGNED_IN])
declare("alerts:save-search", roles=[SIGNED_IN])
for name in ("offer", "pes", "sent", "confirm", "stop"):
    declare(f"alerts:{name}", roles=[ANYONE], private=True)
