"""Who may knock at this room's doors."""

from operations.routes import PES_MEMBER, SIGNED_IN, declare

declare("seller:choose", roles=[SIGNED_IN])
declare("seller:home", roles=[PES_MEMBER])
declare("seller:orders", roles=[PES_MEMBER])
declare("seller:offers", roles=[PES_MEMBER])
declare("seller:delivery", roles=[PES_MEMBER])
