"""One basket across sellers."""

from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    name = "shop.basket"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
