"""What ROPS decides about offers."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "shop.moderation"
    label = "moderation"

    def ready(self) -> None:
        from shop.moderation import rules, tasks  # noqa: F401
