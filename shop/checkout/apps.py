"""From the basket to a placed order."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    name = "shop.checkout"
    label = "checkout"

    def ready(self) -> None:
        """Register the letters."""
        from shop.checkout import tasks  # noqa: F401 -- models are ready only now
