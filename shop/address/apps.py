"""Postal addresses of buyers."""

from oscar.apps.address import apps


class AddressConfig(apps.AddressConfig):
    name = "shop.address"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
