"""Favourite offers and PES of a person."""

from oscar.apps.wishlists import apps


class WishlistsConfig(apps.WishlistsConfig):
    name = "shop.wishlists"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here; tell accounts what we know."""
        from shop.wishlists import people  # noqa: F401 -- registers itself once the apps are there
