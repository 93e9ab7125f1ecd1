"""Complaints, and messages about an order: a thread of buyer and seller, and of ROPS when it is called in."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "shop.cases"
    label = "cases"

    def ready(self) -> None:
        from shop.cases import people, rules, tasks  # noqa: F401 -- they register themselves
