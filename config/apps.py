"""The portal as an application: its commands and start-up."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "config"
    label = "config"

    def ready(self) -> None:
        from config import kept

        kept.watch()
