"""Back-in-stock alerts of buyers."""

from oscar.apps.customer import apps


class CustomerConfig(apps.CustomerConfig):
    name = "shop.customer"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
