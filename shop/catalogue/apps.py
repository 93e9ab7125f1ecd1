"""Offers, their categories and revisions."""

from typing import TYPE_CHECKING

from oscar.apps.catalogue import apps

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from cms.media.models import Image


class CatalogueConfig(apps.CatalogueConfig):
    name = "shop.catalogue"

    def ready(self) -> None:
        """Keep Oscar's receivers, skip its views: they import Haystack and are not routed here."""
        from oscar.apps.catalogue import receivers  # noqa: F401 -- models must be loaded first

        from cms.media.shown import show_as

        show_as("card", "big", "thumb", images=_on_sale)


def _on_sale() -> "QuerySet[Image]":
    """Pictures of offers that anybody may see."""
    from cms.media.models import Image
    from shop.catalogue.models import Product, ProductImage

    return Image.objects.filter(
        pk__in=ProductImage.objects.filter(product__in=Product.objects.public()).values("image")
    )
