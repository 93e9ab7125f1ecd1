"""Who may knock at this room's doors."""

from operations.routes import ANYONE, declare

declare("voices:ask-offer", roles=[ANYONE], private=True)
declare("voices:ask-profile", roles=[ANYONE], private=True)
declare("voices:sent", roles=[ANYONE], private=True)
declare("voices:question", roles=[ANYONE], private=True)
