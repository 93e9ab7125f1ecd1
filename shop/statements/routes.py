"""Who may knock at this room's doors: owners of a PES (a packer gets 404)."""

from operations.routes import PES_MEMBER, declare

declare("statements:list", roles=[PES_MEMBER])
declare("statements:statement", roles=[PES_MEMBER])
