"""The books of every share: what the buyer owes, what came, what went back."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "shop.ledger"
    label = "ledger"

    def ready(self) -> None:
        from shop.ledger import receivers  # noqa: F401 -- they register themselves
