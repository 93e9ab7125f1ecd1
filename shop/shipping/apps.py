"""Oscar's flat shipping charges; sellers' delivery ways live in shop.partner."""

from oscar.apps.shipping import apps


class ShippingConfig(apps.ShippingConfig):
    name = "shop.shipping"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
