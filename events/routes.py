"""Who may knock at the doors of the fairs."""

from operations.routes import ANYONE, EDITOR, ROPS, SIGNED_IN, declare

declare("events:calendar", roles=[ANYONE])
declare("events:apply", roles=[SIGNED_IN])
declare("events:application", roles=[SIGNED_IN])
declare("events:withdraw", roles=[SIGNED_IN])
declare("events_admin:applications", roles=[ROPS, EDITOR])
declare("events_admin:application", roles=[ROPS, EDITOR])
