"""Who may knock at this room's doors."""

from operations.routes import ANYONE, declare

declare("checkout:start", roles=[ANYONE], private=True)
declare("checkout:status", roles=[ANYONE], private=True)
