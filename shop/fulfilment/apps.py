"""Each seller's share of a purchase, and how far it got."""

from django.apps import AppConfig


class FulfilmentConfig(AppConfig):
    name = "shop.fulfilment"
    label = "fulfilment"

    def ready(self) -> None:
        from shop.fulfilment import tasks  # noqa: F401 -- they register themselves
