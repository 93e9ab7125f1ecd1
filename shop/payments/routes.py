"""Who may knock at this room's doors: anyone, and behind each the view asks for the owner or the guest's key."""

from operations.routes import ANYONE, declare

declare("payments:notice", roles=[ANYONE], private=True)  # a machine; its signature is asked for
declare("payments:back", roles=[ANYONE], private=True)
declare("payments:pay", roles=[ANYONE], private=True)
declare("payments:qr", roles=[ANYONE], private=True)
declare("payments:sandbox", roles=[ANYONE], private=True)
