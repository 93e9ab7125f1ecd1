"""Multiply the demo's public offers for the bench: same sellers, categories, prices and pictures, other titles.

`bench_offers.py 20000` makes them, `bench_offers.py --tell offers.json` writes down what another shop needs of them all.
"""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")

import django

django.setup()

from django.core.management import call_command
from django.db import models, transaction
from oscar.core.loading import get_model

BATCH = 1000
#: pieces of what is counted: no bench sells out
ENOUGH = 10_000
Product = get_model("catalogue", "Product")
OfferRevision = get_model("catalogue", "OfferRevision")
ProductCategory = get_model("catalogue", "ProductCategory")
ProductImage = get_model("catalogue", "ProductImage")
StockRecord = get_model("partner", "StockRecord")


def copy(row: models.Model, **changes: object) -> models.Model:
    """Return an unsaved copy of a row with other values."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    return type(row)(**(values | changes))


@transaction.atomic
def multiply(originals: list, numbers: range) -> None:
    """Make one copy of an original for each number, with everything a public offer has."""
    pairs = [(originals[number % len(originals)], number) for number in numbers]
    products = Product.objects.bulk_create(
        copy(
            original,
            title=f"{original.title} {number}",
            slug=f"{original.slug[:200]}-{number}",
            upc=None,
            demo_key="",
            is_public=False,
            approved_revision_id=None,
        )
        for original, number in pairs
    )
    revisions = OfferRevision.objects.bulk_create(
        copy(original.approved_revision, product_id=product.pk)
        for (original, _), product in zip(pairs, products, strict=True)
    )
    for product, revision in zip(products, revisions, strict=True):
        product.approved_revision, product.is_public = revision, True
    Product.objects.bulk_update(products, ["approved_revision", "is_public"])
    StockRecord.objects.bulk_create(
        copy(
            (record := original.stockrecords.all()[0]),
            product_id=product.pk,
            partner_sku=f"bench-{number}",
            num_in_stock=None if record.num_in_stock is None else ENOUGH,
            num_allocated=None,
        )
        for (original, number), product in zip(pairs, products, strict=True)
    )
    ProductCategory.objects.bulk_create(
        ProductCategory(product_id=product.pk, category_id=category.pk)
        for (original, _), product in zip(pairs, products, strict=True)
        for category in original.categories.all()
    )
    ProductImage.objects.bulk_create(
        copy(image, product_id=product.pk)
        for (original, _), product in zip(pairs, products, strict=True)
        for image in original.images.all()
    )


def tell(path: Path) -> None:
    """Write down titles, descriptions, categories and prices of all public offers."""
    offers = Product.objects.public().prefetch_related("stockrecords", "children__stockrecords", "categories")
    told = [
        {
            "key": offer.demo_key,
            "title": offer.title,
            "slug": offer.slug,
            "description": offer.description,
            "category": next((category.name for category in offer.categories.all()), "inne"),
            "price": str(next((record.price for record in offer.records if record.price), "1.00")),
        }
        for offer in offers.order_by("pk").iterator(chunk_size=500)
    ]
    path.write_text(json.dumps(told), encoding="utf-8")


def main() -> None:
    if sys.argv[1] == "--tell":
        tell(Path(sys.argv[2]))
        return
    wanted = int(sys.argv[1])
    originals = list(
        Product.objects.public()
        .filter(structure="standalone", stockrecords__isnull=False)
        .select_related("approved_revision")
        .prefetch_related("stockrecords", "categories", "images")
    )
    for start in range(0, wanted, BATCH):
        multiply(originals, range(start, min(start + BATCH, wanted)))
    call_command("search_index", "rebuild")


main()
