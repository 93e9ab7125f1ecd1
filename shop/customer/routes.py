"""Who may knock at this room's doors: people who are signed in, and each finds only what is theirs."""

from operations.routes import SIGNED_IN, declare

declare("account:home", roles=[SIGNED_IN])
declare("account:orders", roles=[SIGNED_IN])
declare("account:order", roles=[SIGNED_IN])
declare("account:cancel", roles=[SIGNED_IN])
declare("account:reorder", roles=[SIGNED_IN])
declare("account:renew-key", roles=[SIGNED_IN])
declare("account:personal-file", roles=[SIGNED_IN])
declare("account:letters", roles=[SIGNED_IN])
declare("account:addresses", roles=[SIGNED_IN])
declare("account:address-add", roles=[SIGNED_IN])
declare("account:address", roles=[SIGNED_IN])
declare("account:address-usual", roles=[SIGNED_IN])
declare("account:address-remove", roles=[SIGNED_IN])
declare("account:join", roles=[SIGNED_IN])
