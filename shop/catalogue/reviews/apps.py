"""Reviews that buyers write about what they bought."""

from oscar.apps.catalogue.reviews import apps


class CatalogueReviewsConfig(apps.CatalogueReviewsConfig):
    name = "shop.catalogue.reviews"

    def ready(self) -> None:
        """Skip Oscar's own start-up: it would import views that are not routed here."""
