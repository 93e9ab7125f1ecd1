"""Price rules across a basket."""

from oscar.apps.offer import apps


class OfferConfig(apps.OfferConfig):
    name = "shop.offer"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
