"""Offers in all their states, with prices, stock and pictures: a few large writes instead of thousands of small ones."""

import re
from decimal import Decimal
from typing import Any

from anyascii import anyascii
from django.utils.text import slugify
from oscar.core.loading import get_model

from cms.media.models import Image
from config.demo import people, sources
from config.demo.anchor import Days
from pes_profiles.accounts.models import User
from shop.catalogue.models import (
    Availability,
    Category,
    OfferRevision,
    Product,
    ProductImage,
    ReviewState,
    RevisionPicture,
    SaleMode,
    SaleState,
    Structure,
    Withdrawal,
)
from shop.partner.models import Partner, PriceLog, StockRecord

ProductCategory = get_model("catalogue", "ProductCategory")
ProductClass = get_model("catalogue", "ProductClass")

#: offers whose sellers have switched them off for a while
PAUSED = frozenset({"dzban-kompot", "latawce-warsztat"})
REASON_CODES = {"alkohol": "FORBIDDEN"}


def load_offers(days: Days, pictures: dict[str, Image]) -> int:
    """Make the offers that are missing."""
    known = set(Product.objects.exclude(demo_key="").values_list("demo_key", flat=True))
    entries = [entry for entry in sources.offers() if entry["key"] not in known]
    partners = {partner.profile.slug: partner for partner in Partner.objects.select_related("profile")}
    kind, _made = ProductClass.objects.get_or_create(slug="oferta", defaults={"name": "Oferta"})
    categories = {category.slug: category for category in Category.objects.all()}

    offers = Product.objects.bulk_create(
        _offer(entry, partners[entry["pes"]], kind, categories[entry["category"]], days) for entry in entries
    )
    pairs = list(zip(entries, offers, strict=True))
    _approve(pairs, categories, days, pictures)
    children = _variants(pairs)
    _prices(pairs, children, days)
    ProductCategory.objects.bulk_create(
        ProductCategory(product=offer, category=categories[entry["category"]]) for entry, offer in pairs
    )
    return len(offers)


def _offer(entry: dict[str, Any], partner: Partner, kind: Any, category: Category, days: Days) -> Product:
    net = entry.get("net_quantity") or {}
    capacity = entry["availability"].get("capacity_per_month")
    return Product(
        product_class=kind,
        partner=partner,
        structure=Structure.PARENT if entry.get("variants") else Structure.STANDALONE,
        title=entry["title"],
        slug=slugify(anyascii(entry["title"]))[:200],
        description=entry["description"],
        is_public=False,
        sale_state=SaleState.PAUSED if entry["key"] in PAUSED else SaleState.ACTIVE,
        sale_mode=entry["sale_mode"],
        availability=entry["availability"]["type"],
        capacity_per_month=capacity,
        lead_days=entry["lead_days"],
        unit=entry["unit"],
        min_quantity=_smallest(entry),
        min_order_note=entry["min_order"] or "",
        vat_code=entry["vat"],
        vat_basis=entry.get("vat_basis") or "",
        vat_parts=_vat_parts(entry),
        withdrawal=entry["withdrawal"],
        legal=entry["legal"],
        facts=entry["attributes"],
        tags=entry["tags"],
        net_quantity={"amount": str(net["amount"]), "unit": net["unit"]} if net else {},
        season_months=entry.get("season_months") or [],
        personalisation=_personalisation(entry),
        personalisation_signs=(entry.get("personalisation") or {}).get("max_length"),
        takes_file=(entry.get("personalisation") or {}).get("kind") == "FILE",
        personalisation_required=bool(entry.get("personalisation")) and entry["withdrawal"] == Withdrawal.CUSTOM_MADE,
        area_note=", ".join(entry.get("area_served") or [])[:200],
        variant_axis=entry.get("variant_axis") or "",
        from_price=_lowest(entry),
        published_at=days.at(entry["published_day"], "08:30") if _is_approved(entry) else None,
        demo_key=entry["key"],
    )


def _approve(
    pairs: list[tuple[dict[str, Any], Product]],
    categories: dict[str, Category],
    days: Days,
    pictures: dict[str, Image],
) -> None:
    """Give every offer its version and pictures, then publish the approved ones."""
    everybody = {user.email: user for user in User.objects.filter(demo=True)}
    revisions = OfferRevision.objects.bulk_create(
        _revision(entry, offer, categories[entry["category"]], everybody, days) for entry, offer in pairs
    )
    RevisionPicture.objects.bulk_create(
        RevisionPicture(revision=revision, image=pictures[offer.demo_key], alt=pictures[offer.demo_key].alt)
        for revision, (_entry, offer) in zip(revisions, pairs, strict=True)
    )
    approved = []
    for revision, (entry, offer) in zip(revisions, pairs, strict=True):
        if _is_approved(entry):
            offer.approved_revision = revision
            offer.is_public = True
            approved.append(offer)
    Product.objects.bulk_update(approved, ["approved_revision", "is_public"], batch_size=100)
    ProductImage.objects.bulk_create(
        ProductImage(product=offer, image=pictures[offer.demo_key], alt=pictures[offer.demo_key].alt, display_order=0)
        for offer in approved
    )


def _revision(
    entry: dict[str, Any],
    offer: Product,
    category: Category,
    people_by_email: dict[str, User],
    days: Days,
) -> OfferRevision:
    review = entry["moderation"]
    state = review["state"]
    decided = state in {ReviewState.APPROVED, ReviewState.SENT_BACK}
    return OfferRevision(
        product=offer,
        review_state=state,
        title=offer.title,
        description=offer.description,
        category=category,
        facts=offer.facts,
        tags=offer.tags,
        legal=offer.legal,
        withdrawal=offer.withdrawal,
        personalisation=offer.personalisation,
        personalisation_signs=offer.personalisation_signs,
        takes_file=offer.takes_file,
        personalisation_required=offer.personalisation_required,
        net_quantity=offer.net_quantity,
        created_by=people_by_email[people.owner_email(entry["pes"])],
        submitted_at=None if state == ReviewState.DRAFT else days.at(review["day"] - decided, "12:10"),
        decided_by=people_by_email[people.MODERATOR.email] if decided else None,
        decided_at=days.at(review["day"], "14:45") if decided else None,
        reason_code=_reason_code(review) if state == ReviewState.SENT_BACK else "",
        reason=review["reason"] or "",
    )


def _reason_code(review: dict[str, Any]) -> str:
    found = (code for word, code in REASON_CODES.items() if word in review["reason"].lower())
    return next(found, OfferRevision.ReasonCode.LEGAL)


def _variants(pairs: list[tuple[dict[str, Any], Product]]) -> list[tuple[dict[str, Any], Product]]:
    wanted = [(variant, offer) for entry, offer in pairs for variant in entry.get("variants") or []]
    children = Product.objects.bulk_create(
        Product(
            structure=Structure.CHILD,
            parent=offer,
            title=variant["label"],
            slug=variant["key"],
            is_public=offer.is_public,
            net_quantity={name: str(value) for name, value in (variant.get("net_quantity") or {}).items()},
            demo_key=variant["key"],
        )
        for variant, offer in wanted
    )
    return [(variant, child) for (variant, _offer), child in zip(wanted, children, strict=True)]


def _prices(
    pairs: list[tuple[dict[str, Any], Product]], children: list[tuple[dict[str, Any], Product]], days: Days
) -> None:
    """Write stock, prices, and the history that the lowest price of 30 days is read from."""
    things = [(entry, offer, offer, entry) for entry, offer in pairs if not entry.get("variants")]
    parents = {offer.pk: (offer, entry) for entry, offer in pairs}
    things += [(variant, child, *parents[child.parent_id]) for variant, child in children]
    records = StockRecord.objects.bulk_create(
        StockRecord(
            product=product,
            partner=offer.partner,
            partner_sku=f"OPES-{product.pk}",
            price_currency="PLN",
            price=_price(entry),
            num_in_stock=_stock(entry, offer),
            num_allocated=0,
        )
        for entry, product, offer, _whole in things
    )
    log = []
    for record, (_thing, _product, _offer, entry) in zip(records, things, strict=True):
        past = entry.get("price_history") or [
            {
                "day": entry["published_day"] or entry["moderation"]["day"] or -1,
                "gross": record.price,
                "kind": PriceLog.Kind.REGULAR,
            }
        ]
        log += [
            PriceLog(
                stockrecord=record,
                gross=Decimal(step["gross"]),
                kind=step["kind"],
                at=days.at(step["day"], "08:00"),
            )
            for step in past
        ]
    PriceLog.objects.bulk_create(log)


def _is_approved(entry: dict[str, Any]) -> bool:
    return entry["moderation"]["state"] == ReviewState.APPROVED


def _price(entry: dict[str, Any]) -> Decimal | None:
    gross = entry.get("price_gross") or entry.get("price_from_gross")
    return Decimal(gross) if gross else None


def _lowest(entry: dict[str, Any]) -> Decimal | None:
    prices = [price for variant in entry.get("variants") or [] if (price := _price(variant)) is not None]
    return min(prices, default=_price(entry))


def _stock(entry: dict[str, Any], offer: Product) -> int | None:
    if offer.availability != Availability.STOCK:
        return None
    return entry["stock"] if "stock" in entry else entry["availability"]["stock"]


def _smallest(entry: dict[str, Any]) -> int:
    """Return the smallest quantity to buy, when the words begin with a number of the offer's own unit."""
    words = re.match(r"(\d+) (.+)$", entry["min_order"] or "")
    if entry["sale_mode"] != SaleMode.BUY_NOW or not words or words[2] not in {entry["unit"], "szt.", "sztuki"}:
        return 1
    return int(words[1])


def _vat_parts(entry: dict[str, Any]) -> list[dict[str, str]]:
    if entry["vat"] != "MIXED":
        return []
    return [
        {"title": part["name"], "rate": part["vat"], "gross": part["gross"]} for part in entry["legal"]["bundle_items"]
    ]


def _personalisation(entry: dict[str, Any]) -> str:
    asked = entry.get("personalisation")
    return asked["label"] if asked else ""
