"""Slots of services: a day and hours with places, and who comes."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    name = "shop.booking"
    label = "booking"

    def ready(self) -> None:
        from shop.booking import people, tasks  # noqa: F401 -- they register themselves
