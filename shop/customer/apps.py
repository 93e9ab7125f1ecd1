"""A buyer's own pages."""

from oscar.apps.customer import apps


class CustomerConfig(apps.CustomerConfig):
    name = "shop.customer"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here; tell accounts what we know."""
        from shop.customer import people, tasks  # noqa: F401 -- they register themselves once the apps are there
