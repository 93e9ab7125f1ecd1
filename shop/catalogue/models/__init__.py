"""Offers: Oscar's product with three independent states, its revisions, pictures and categories."""

from shop.catalogue.models.capacity import MonthCapacity
from shop.catalogue.models.category import Category
from shop.catalogue.models.product import (
    Availability,
    Product,
    ProductImage,
    SaleMode,
    SaleState,
    Structure,
    Withdrawal,
)
from shop.catalogue.models.question import Question
from shop.catalogue.models.revision import OfferRevision, ReviewState, RevisionPicture

__all__ = [
    "Availability",
    "Category",
    "MonthCapacity",
    "OfferRevision",
    "Product",
    "ProductImage",
    "Question",
    "ReviewState",
    "RevisionPicture",
    "SaleMode",
    "SaleState",
    "Structure",
    "Withdrawal",
]

from oscar.apps.catalogue.models import *
