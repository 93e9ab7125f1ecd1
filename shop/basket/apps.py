"""One basket across sellers."""

from oscar.apps.basket import apps


class BasketConfig(apps.BasketConfig):
    name = "shop.basket"

    def ready(self) -> None:
        """Register what is done at night. Oscar's own start-up is skipped: it would import views not routed here."""
        from shop.basket import tasks  # noqa: F401 -- models are ready only now
