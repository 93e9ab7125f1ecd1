"""Oscar's payment sources; money moves in shop.payments."""

from oscar.apps.payment import apps


class PaymentConfig(apps.PaymentConfig):
    name = "shop.payment"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
