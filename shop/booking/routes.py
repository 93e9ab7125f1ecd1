"""Who may knock at this room's doors."""

from operations.routes import ANYONE, PES_MEMBER, SIGNED_IN, declare

declare("booking:slots", roles=[ANYONE], private=True)
declare("booking:book", roles=[ANYONE], private=True)
declare("booking:status", roles=[ANYONE], private=True)
declare("booking:own", roles=[SIGNED_IN])
# --- owners only; a packer gets 404 ---
declare("booking_panel:bookings", roles=[PES_MEMBER])
declare("booking_panel:slots", roles=[PES_MEMBER])
