"""Who may knock at this room's doors: the people of a PES. Which PES, and owner or packer, is the views' business."""

from operations.routes import PES_MEMBER, SIGNED_IN, declare

declare("seller:choose", roles=[SIGNED_IN])
declare("seller:home", roles=[PES_MEMBER])
declare("seller:more", roles=[PES_MEMBER])
declare("seller:orders", roles=[PES_MEMBER])
declare("seller:order", roles=[PES_MEMBER])
declare("seller:order-act", roles=[PES_MEMBER])
declare("seller:packing-list", roles=[PES_MEMBER])
declare("seller:personal-file", roles=[PES_MEMBER])
# --- owners only; a packer gets 404 ---
declare("seller:offers", roles=[PES_MEMBER])
declare("seller:prices", roles=[PES_MEMBER])
declare("seller:offer-add", roles=[PES_MEMBER])
declare("seller:offer-edit", roles=[PES_MEMBER])
declare("seller:offer-preview", roles=[PES_MEMBER])
declare("seller:offer-state", roles=[PES_MEMBER])
declare("seller:questions", roles=[PES_MEMBER])
declare("seller:question-file", roles=[PES_MEMBER])
declare("seller:delivery", roles=[PES_MEMBER])
declare("seller:page", roles=[PES_MEMBER])
