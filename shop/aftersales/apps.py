"""What may follow a purchase: withdrawing from the contract."""

from django.apps import AppConfig


class AftersalesConfig(AppConfig):
    name = "shop.aftersales"
    label = "aftersales"

    def ready(self) -> None:
        from shop.aftersales import people, receivers, tasks  # noqa: F401 -- they register themselves
