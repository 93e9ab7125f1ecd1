"""Favourite offers of a buyer."""

from oscar.apps.wishlists import apps


class WishlistsConfig(apps.WishlistsConfig):
    name = "shop.wishlists"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
