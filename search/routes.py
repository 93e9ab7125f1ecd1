"""Who may knock at this room's doors."""

from operations.routes import ANYONE, PES_MEMBER, SIGNED_IN, declare

declare("search:results", roles=[ANYONE])
