"""Who may knock at these doors: anyone, also a machine."""

from operations.routes import ANYONE, declare

declare("collections:index", roles=[ANYONE])
declare("collections:collection", roles=[ANYONE])
declare("pages:feed", roles=[ANYONE])
declare("pages:sitemap", roles=[ANYONE])
declare("pages:robots", roles=[ANYONE])
