"""Who may knock at this room's doors. Whoever is signed out is led to the login door by the act itself, and back."""

from operations.routes import ANYONE, SIGNED_IN, declare

declare("favourites:list", roles=[SIGNED_IN])
declare("favourites:offer", roles=[ANYONE], private=True)
declare("favourites:pes", roles=[ANYONE], private=True)
declare("favourites:offer-note", roles=[SIGNED_IN])
declare("favourites:pes-note", roles=[SIGNED_IN])
declare("favourites:remove-line", roles=[SIGNED_IN])
declare("favourites:share", roles=[SIGNED_IN])
declare("favourites:shared", roles=[ANYONE], private=True)
