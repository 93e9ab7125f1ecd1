"""One letter when something comes back, and news of saved searches."""

from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "shop.alerts"
    label = "alerts"

    def ready(self) -> None:
        from shop.alerts import people, tasks  # noqa: F401 -- they register themselves
