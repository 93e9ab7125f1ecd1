"""Baskets that become no order, and what was typed on the way to one, are kept for thirty days (privacy policy)."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Coalesce, Greatest

from operations.clock import now
from shop.basket.models import Basket
from shop.basket.personal_files import drop_of_baskets

KEPT = timedelta(seconds=settings.OSCAR_BASKET_COOKIE_LIFETIME)
AT_ONCE = 500
NO_ORDER = (Basket.OPEN, Basket.SAVED, Basket.MERGED)


def forget_baskets() -> int:
    """Delete baskets in which nothing was done for thirty days, with their files and the answers of the checkout."""
    kept_since = now() - KEPT
    old = (
        Basket.objects.filter(status__in=NO_ORDER, date_created__lt=kept_since)
        .annotate(
            last_done=Greatest(
                "date_created",
                Coalesce("last_seen_at", "date_created"),
                Coalesce(Max("lines__date_updated"), "date_created"),
                Coalesce("checkout_draft__updated_at", "date_created"),
            )
        )
        .filter(last_done__lt=kept_since)
    )
    found = list(old.values_list("pk", flat=True)[:AT_ONCE])
    baskets = Basket.objects.filter(pk__in=found, status__in=NO_ORDER)  # none that has just become an order
    drop_of_baskets(baskets)
    baskets.delete()
    return len(found)
