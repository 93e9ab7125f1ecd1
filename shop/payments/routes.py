"""Who may knock at this room's doors: anyone, and behind each the view asks for the owner or the guest's key."""

from operations.routes import ANYONE, PES_MEMBER, ROPS, declare

declare("payments:notice", roles=[ANYONE], private=True)  # a machine; its signature is asked for
declare("payments:back", roles=[ANYONE], private=True)
declare("payments:pay", roles=[ANYONE], private=True)
declare("payments:qr", roles=[ANYONE], private=True)
declare("payments:sandbox", roles=[ANYONE], private=True)
declare("money_admin:list", roles=[ROPS])
declare("money_admin:retry", roles=[ROPS])
declare("money_admin:settle-notice", roles=[ROPS])
declare("money_admin:settle-incident", roles=[ROPS])
declare("payments_panel:account", roles=[PES_MEMBER])  # owners; a packer gets 404
declare("payments_panel:connect", roles=[PES_MEMBER])
declare("payments_panel:again", roles=[PES_MEMBER])
declare("payments_panel:back", roles=[PES_MEMBER])
declare("payments_panel:check", roles=[PES_MEMBER])
declare("payments_panel:stripe", roles=[PES_MEMBER])
