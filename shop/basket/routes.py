"""Who may knock at this room's doors."""

from operations.routes import ANYONE, declare

declare("basket:view", roles=[ANYONE], private=True)
declare("basket:add", roles=[ANYONE], private=True)
declare("basket:update", roles=[ANYONE], private=True)
declare("basket:remove", roles=[ANYONE], private=True)
declare("basket:file", roles=[ANYONE], private=True)
declare("basket:mini", roles=[ANYONE], private=True)
