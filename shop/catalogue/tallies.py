"""How many offers of a list are alike in all that its filters ask about: counted by the database, one row for each kind.

What sellers bring to their offers (county, kind, mark, pickup, a break) is read beside them, once for each seller, so that what
reaches Python grows with sellers and categories and not with offers.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import BooleanField, Case, CharField, Count, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce

from operations import versions
from operations.clock import today
from pes_profiles.models import Certificate
from shop.catalogue.filters import MODES, Filters, Row, kind_slug
from shop.catalogue.managers import ProductQuerySet
from shop.catalogue.models import Category, SaleState
from shop.partner.models import DeliveryWay, Partner, StockRecord

_SLUG_OF_MODE = {code: slug for slug, code in MODES.items()}
_ORDERS = {
    "": ("newest", "-pk"),
    "cena": ("cheapest", "newest", "-pk"),
    "-cena": ("dearest", "newest", "-pk"),
}
_KEYS = {
    "newest": F("published_at").desc(nulls_last=True),
    "cheapest": F("from_price").asc(nulls_last=True),
    "dearest": F("from_price").desc(nulls_last=True),
}


@dataclass(frozen=True)
class Seller:
    """What a seller brings to each of its offers."""

    powiat: str
    powiat_name: str
    rodzaj: str
    znak: bool
    odbior: bool
    on_break: bool


def sellers() -> dict[int, Seller]:
    """Return the listed sellers by number. One query, kept until the shop changes."""
    found: dict[int, Seller] = versions.kept(f"sellers:{today().isoformat()}", _read_sellers, "shop")
    return found


def _read_sellers() -> dict[int, Seller]:
    day = today()
    certificates = Certificate.objects.filter(profile__partner=OuterRef("pk"), granted_on__lte=day, valid_to__gte=day)
    pickups = DeliveryWay.objects.filter(partner=OuterRef("pk"), code=DeliveryWay.Code.PICKUP, is_active=True)
    rows = (
        Partner.objects.filter(profile__is_listed=True)
        .annotate(znak=Exists(certificates), odbior=Exists(pickups))
        .values_list(
            *("pk", "profile__gmina__powiat__slug", "profile__gmina__powiat__name", "profile__kind"),
            *("znak", "odbior", "profile__break_from", "profile__break_until"),
        )
    )
    return {
        pk: Seller(
            powiat or "", name or "", kind_slug(kind), znak, odbior,
            on_break=begins is not None and begins <= day and (ends is None or ends >= day),
        )
        for pk, powiat, name, kind, znak, odbior, begins, ends in rows
    }  # fmt: skip


def tallies(offers: ProductQuerySet, *, low: Decimal | None = None, high: Decimal | None = None) -> list[Row]:
    """Count the offers that are alike: `n` of them in each row, `fits` when their price is within the limits. One query."""
    by_number, month = sellers(), today().month
    return [
        {
            "n": number,
            "fits": fits,
            "kategoria": category or "",
            "powiat": seller.powiat,
            "powiat_name": seller.powiat_name,
            "sposob": _SLUG_OF_MODE[mode],
            "rodzaj": seller.rodzaj,
            "znak": seller.znak,
            "odbior": seller.odbior,
            "season": season,
            "in_season": (is_in_season := _is_in_season(season, month)),
            "dostepne": on_sale and is_in_season and not seller.on_break,
        }
        for partner, mode, category, on_sale, season, fits, number in (
            _with_facts(offers, low, high)
            .order_by()
            .values("partner", "sale_mode", "kind", "on_sale", "season", "fits")
            .annotate(number=Count("pk"))
            .values_list("partner", "sale_mode", "kind", "on_sale", "season", "fits", "number")
        )
        if (seller := by_number.get(partner))
    ]


def numbers(offers: ProductQuerySet, filters: Filters, *, seasons: Iterable[str], start: int, stop: int) -> list[int]:
    """Return the numbers of the offers that pass, in the order asked for, in one query. `seasons` are those of today."""
    found = _with_facts(offers, filters.low, filters.high).filter(fits=True)
    asked = filters.chosen
    if "kategoria" in asked:
        found = found.filter(kind__in=asked["kategoria"])
    if "sposob" in asked:
        found = found.filter(sale_mode__in=[MODES[slug] for slug in asked["sposob"]])
    if "dostepne" in asked:
        found = found.filter(on_sale=True, season__in=list(seasons))
    if not asked.keys().isdisjoint({"powiat", "rodzaj", "znak", "odbior", "dostepne"}):
        found = found.filter(partner__in=[pk for pk, seller in sellers().items() if _passes(seller, filters)])
    order = [_KEYS.get(key, key) for key in _ORDERS[filters.sort]]
    return list(found.order_by(*order).values_list("pk", flat=True)[start:stop])


def _with_facts(offers: ProductQuerySet, low: Decimal | None, high: Decimal | None) -> ProductQuerySet:
    free = StockRecord.objects.filter(
        Q(num_in_stock__isnull=True) | Q(num_in_stock__gt=Coalesce(F("num_allocated"), 0))
    )
    # Two questions, an index for each; one with "or" reads every stock record for every offer.
    in_stock = Exists(free.filter(product=OuterRef("pk"))) | Exists(free.filter(product__parent=OuterRef("pk")))
    within = Q() if low is None else Q(from_price__gte=low)
    within &= Q() if high is None else Q(from_price__lte=high)
    return offers.annotate(
        kind=Subquery(Category.objects.filter(product=OuterRef("pk")).order_by("path").values("slug")[:1]),
        on_sale=Case(When(in_stock & Q(sale_state=SaleState.ACTIVE), then=True), default=False),
        season=Cast("season_months", CharField()),
        fits=Case(When(within, then=True), default=False) if within else Value(True, BooleanField()),
    )


def _is_in_season(season: str, month: int) -> bool:
    months = json.loads(season)
    return not months or month in months


def _passes(seller: Seller, filters: Filters) -> bool:
    asked = filters.chosen
    return (
        ("powiat" not in asked or seller.powiat in asked["powiat"])
        and ("rodzaj" not in asked or seller.rodzaj in asked["rodzaj"])
        and ("znak" not in asked or seller.znak)
        and ("odbior" not in asked or seller.odbior)
        and ("dostepne" not in asked or not seller.on_break)
    )
