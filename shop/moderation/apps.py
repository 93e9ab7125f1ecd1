"""What ROPS decides about offers."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    name = "shop.moderation"
    label = "moderation"
