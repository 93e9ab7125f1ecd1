"""Who may knock at this room's doors: anyone, and none of it is ever stored on the way."""

from operations.routes import ANYONE, declare

for name in ("start", "address", "delivery", "payment", "review", "place", "thanks", "status", "cancel", "reorder"):
    declare(f"checkout:{name}", roles=[ANYONE], private=True)
