"""Fill a stock Oscar with the portal's offers: titles, descriptions, categories, prices; with pictures when they are asked for."""

import shutil
from decimal import Decimal
from pathlib import Path

import oscar
from django.conf import settings
from django.core.management import call_command
from oscar.apps.address.models import Country
from oscar.apps.catalogue.models import Category, Product, ProductCategory, ProductClass, ProductImage
from oscar.apps.partner.models import Partner, StockRecord
from PIL import Image

PICTURES = 8


def fill(offers: list[dict], *, with_pictures: bool = False) -> None:
    call_command("migrate", verbosity=0)
    country = {"printable_name": "Polska", "name": "Polska", "is_shipping_country": True}
    Country.objects.get_or_create(iso_3166_1_a2="PL", defaults=country)
    kind, partner = ProductClass.objects.create(name="Towar"), Partner.objects.create(name="PES")
    categories = {name: Category.add_root(name=name) for name in sorted({offer["category"] for offer in offers})}
    products = Product.objects.bulk_create(
        [
            Product(
                title=offer["title"], slug=offer["slug"], description=offer["description"], product_class=kind,
                upc=offer["key"] or None,
            )
            for offer in offers
        ],
        batch_size=500,
    )  # fmt: skip
    pairs = list(zip(products, offers, strict=True))
    ProductCategory.objects.bulk_create(
        [ProductCategory(product=product, category=categories[offer["category"]]) for product, offer in pairs],
        batch_size=500,
    )
    StockRecord.objects.bulk_create(
        [
            StockRecord(
                product=product, partner=partner, partner_sku=str(product.pk), num_in_stock=1000,
                price_currency="PLN", price=Decimal(offer["price"]),
            )
            for product, offer in pairs
        ],
        batch_size=500,
    )  # fmt: skip
    media = Path(settings.MEDIA_ROOT)
    media.mkdir(exist_ok=True)
    shutil.copy(next(Path(oscar.__file__).parent.glob("static/**/image_not_found.jpg")), media)
    if with_pictures:
        for number in range(PICTURES):
            Image.effect_noise((900, 675), 40 + number).convert("RGB").save(media / f"{number}.jpg", quality=80)
        ProductImage.objects.bulk_create(
            [ProductImage(product=product, original=f"{product.pk % PICTURES}.jpg") for product in products],
            batch_size=500,
        )
