"""What buyers say: reviews of what they received, and questions."""

from django.apps import AppConfig


class VoicesConfig(AppConfig):
    name = "shop.voices"
    label = "voices"

    def ready(self) -> None:
        from shop.voices import people, rules, tasks  # noqa: F401 -- they register themselves
