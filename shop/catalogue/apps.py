"""Offers, their categories and revisions."""

from oscar.apps.catalogue import apps


class CatalogueConfig(apps.CatalogueConfig):
    name = "shop.catalogue"

    def ready(self) -> None:
        """Keep Oscar's receivers, skip its views: they import Haystack and are not routed here."""
        from oscar.apps.catalogue import receivers  # noqa: F401 -- models must be loaded first
