"""What a buyer placed in one go."""

from oscar.apps.order import apps


class OrderConfig(apps.OrderConfig):
    name = "shop.order"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
