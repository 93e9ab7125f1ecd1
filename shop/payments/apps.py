"""Money on its way to each seller."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    name = "shop.payments"
    label = "payments"

    def ready(self) -> None:
        from shop.payments import account_tasks, checks, tasks  # noqa: F401 -- they register themselves
