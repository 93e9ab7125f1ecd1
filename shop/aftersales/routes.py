"""Who may knock at this room's doors: anyone may withdraw; the panel is for the people of a PES."""

from operations.routes import ANYONE, PES_MEMBER, SIGNED_IN, declare

declare("aftersales:start", roles=[ANYONE], private=True)
declare("aftersales:order", roles=[SIGNED_IN])
declare("aftersales:link", roles=[ANYONE], private=True)
declare("aftersales:confirm", roles=[ANYONE], private=True)
declare("aftersales:receipt", roles=[ANYONE], private=True)
declare("aftersales_panel:statements", roles=[PES_MEMBER])
declare("aftersales_panel:statement", roles=[PES_MEMBER])
declare("aftersales_panel:refund", roles=[PES_MEMBER])
declare("aftersales_panel:refuse", roles=[PES_MEMBER])
declare("aftersales_panel:accept", roles=[PES_MEMBER])
declare("aftersales_panel:money", roles=[PES_MEMBER])
declare("aftersales_panel:returned", roles=[PES_MEMBER])
declare("aftersales:cancel", roles=[SIGNED_IN])
declare("aftersales:cancel-link", roles=[ANYONE], private=True)
declare("aftersales_panel:cancel", roles=[PES_MEMBER])
declare("aftersales:proposal", roles=[ANYONE], private=True)
declare("aftersales_panel:propose", roles=[PES_MEMBER])
declare("aftersales_panel:propose-day", roles=[PES_MEMBER])
declare("aftersales_panel:take-back", roles=[PES_MEMBER])
