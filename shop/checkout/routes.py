"""Who may knock at this room's doors: anyone, and none of it is ever stored on the way."""

from operations.routes import ANYONE, declare

STEPS = ("start", "address", "delivery", "payment", "review", "place", "thanks")
for name in (
    *STEPS,
    "find",
    "find-sent",
    "key-renewed",
    "renew-key",
    "status",
    "cancel",
    "reorder",
    "personal-file",
    "letters",
):
    declare(f"checkout:{name}", roles=[ANYONE], private=True)
