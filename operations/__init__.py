"""What keeps the portal running, at the very bottom of the house: it knows nobody, everybody may use it."""
