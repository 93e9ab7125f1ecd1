"""What makes a new version of the public pages: which tables belong to which scope of `operations.versions`."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model

from operations import versions

#: What editors write; and the categories, which the header of every page shows.
WORDS = (
    *("wagtailcore.Page", "wagtailcore.Site", "wagtailcore.Locale", "wagtailcore.PageViewRestriction"),
    *("cms_pages", "cms_base", "cms_media.Image", "cms_media.Document", "catalogue.Category"),
)
#: What sellers, buyers and ROPS change: offers, prices, stock, slots, breaks, marks, suspensions, reviews, fairs.
SHOP = (
    *("partner", "reviews", "pes_profiles", "region", "events", "moderation.OfferSuspension"),
    *("catalogue.Product", "catalogue.ProductImage", "catalogue.ProductCategory", "catalogue.MonthCapacity"),
    *("catalogue.Question", "booking.BookingSlot"),
)


def watch() -> None:
    versions.watch("shop", tables(SHOP))
    versions.watch("words", tables(WORDS))


def tables(names: tuple[str, ...]) -> Iterator[str]:
    """Return the tables of models named one by one or by their application, with those of their many-to-many fields."""
    for name in names:
        found: list[type[Model]] = (
            [apps.get_model(name)] if "." in name else list(apps.get_app_config(name).get_models())
        )
        for model in found:
            yield model._meta.db_table
            yield from (field.m2m_db_table() for field in model._meta.local_many_to_many)
