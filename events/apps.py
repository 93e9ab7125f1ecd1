"""Fairs and their exhibitors."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EventsConfig(AppConfig):
    name = "events"
    label = "events"
    verbose_name = _("Fairs")

    def ready(self) -> None:
        from events import receivers  # noqa: F401
