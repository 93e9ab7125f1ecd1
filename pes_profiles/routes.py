"""Who may knock at this room's doors."""

from operations.routes import ANYONE, ROPS, SIGNED_IN, declare

declare("pes:directory", roles=[ANYONE])
declare("pes:profile", roles=[ANYONE])
declare("pes:join", roles=[SIGNED_IN])
declare("pes:join-resume", roles=[SIGNED_IN])
declare("pes:join-status", roles=[SIGNED_IN])
declare("pes:join-step", roles=[SIGNED_IN])
declare("pes_admin:inbox", roles=[ROPS])
declare("pes_admin:profile", roles=[ROPS])
declare("pes_admin:verify", roles=[ROPS])
declare("pes_admin:send-back", roles=[ROPS])
declare("pes_admin:refuse", roles=[ROPS])
declare("pes_admin:suspend", roles=[ROPS])
declare("pes_admin:restore", roles=[ROPS])
declare("pes_admin:certificate", roles=[ROPS])
declare("pes_admin:certificate-end", roles=[ROPS])
declare("pes_admin:status", roles=[ROPS])
declare("pes_admin:status-loss", roles=[ROPS])
