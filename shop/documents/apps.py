"""Papers of a seller's share: confirmations, pro formas, invoices and their KSeF files."""

from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "shop.documents"
    label = "documents"

    def ready(self) -> None:
        from shop.documents import people, receivers, tasks  # noqa: F401 -- they register themselves
