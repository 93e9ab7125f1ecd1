"""Fill a stock Oscar with the portal's offers and time its search pages, in this process: `measure.py offers.json`.

Prints one JSON object: seconds and megabytes of the rebuild, milliseconds of each page, keys of each question's first ten.
"""

import json
import logging
import os
import resource
import shutil
import sys
import time
import warnings
from decimal import Decimal
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
warnings.simplefilter("ignore")

import django

django.setup()
logging.disable(logging.WARNING)

import oscar
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from oscar.apps.catalogue.models import Category, Product, ProductCategory, ProductClass
from oscar.apps.partner.models import Partner, StockRecord


def fill(offers: list[dict]) -> None:
    """Make the same offers: titles, descriptions, categories, prices."""
    call_command("migrate", verbosity=0)
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
        [ProductCategory(product=product, category=categories[offer["category"]]) for product, offer in pairs]
    )
    StockRecord.objects.bulk_create(
        [
            StockRecord(
                product=product, partner=partner, partner_sku=str(product.pk), num_in_stock=10,
                price_currency="PLN", price=Decimal(offer["price"]),
            )
            for product, offer in pairs
        ],
        batch_size=500,
    )  # fmt: skip
    media = Path(settings.MEDIA_ROOT)
    media.mkdir()
    shutil.copy(next(Path(oscar.__file__).parent.glob("static/**/image_not_found.jpg")), media)


def main() -> None:
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    fill(told["offers"])
    started = time.perf_counter()
    call_command("rebuild_index", interactive=False, verbosity=0)
    rebuild = time.perf_counter() - started
    visitor, times = Client(), []
    for typed in [*told["queries"][:3], *told["queries"]]:
        started = time.perf_counter()
        answer = visitor.get("/search/", {"q": typed})
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    setup_test_environment()  # only now: it tells what a page was made from, and costs time
    answers = {typed: found(visitor.get("/search/", {"q": typed})) for typed in told["queries"]}
    print(json.dumps({"seconds": rebuild, "megabytes": peak, "search": times[3:], "answers": answers}))


def found(answer) -> list[str]:
    return [str(result.object.upc or "") for result in answer.context["page"].object_list][:10]


main()
