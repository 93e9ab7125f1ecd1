"""Who may knock at this room's doors: owners of a PES (a packer gets 404); the yearly figures are ROPS's."""

from operations.routes import PES_MEMBER, ROPS, declare

declare("ledger:month", roles=[PES_MEMBER])
declare("ledger:file", roles=[PES_MEMBER])
declare("ledger:return", roles=[PES_MEMBER])
declare("dac7_admin:year", roles=[ROPS])
