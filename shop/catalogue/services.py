"""Sellers' changes of an offer.

Words, pictures and category go through a version that ROPS reviews; the approved one stays on sale meanwhile. Price,
stock and terms of sale hold at once. `create_offer` and `save_revision` take both kinds of fields, so that one form is
one call.
"""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Case, F, Value, When
from oscar.core.loading import get_model
from oscar.core.utils import slugify

from operations import audit, outbox
from operations.clock import now
from shop.catalogue.completeness import missing_parts
from shop.catalogue.exceptions import IncompleteOfferError, NotADraftError, NotEditableError, StaleRevisionError
from shop.catalogue.models import (
    Availability,
    OfferRevision,
    Product,
    ReviewState,
    RevisionPicture,
    SaleMode,
    SaleState,
    Structure,
)
from shop.catalogue.pictures import add_picture, describe_picture, move_picture, remove_picture
from shop.catalogue.variants import rows_of
from shop.partner.models import Partner, StockRecord
from shop.partner.services import reindex, set_price, set_stock

__all__ = [
    "add_picture",
    "create_offer",
    "describe_picture",
    "hold_product",
    "move_picture",
    "open_revision",
    "refresh_public",
    "remove_picture",
    "save_revision",
    "set_sale_state",
    "set_terms",
    "submit_revision",
]

#: reviewed by ROPS
REVISION_FIELDS = (
    "title",
    "description",
    "category",
    "facts",
    "tags",
    "legal",
    "withdrawal",
    "personalisation",
    "personalisation_signs",
    "takes_file",
    "personalisation_required",
    "net_quantity",
    "variant_axis",
    "variants",
)
#: hold at once
TERM_FIELDS = (
    "sale_mode",
    "availability",
    "capacity_per_month",
    "lead_days",
    "unit",
    "step",
    "min_quantity",
    "min_order_note",
    "vat_code",
    "vat_basis",
    "vat_parts",
    "season_months",
    "area_note",
)


@transaction.atomic
def create_offer(partner: Partner, *, by: Any, form_key: UUID | None = None, **fields: Any) -> OfferRevision:
    """Begin an offer: not public, with a stock record and a draft of its first version.

    Takes fields of the version, terms of sale, `price` and `stock`; none is required yet. A `form_key` that has begun
    an offer already is refused by the database (`IntegrityError`).
    """
    words, terms, numbers = _sorted(fields)
    category = words.get("category")
    if category is not None:
        terms.setdefault("unit", category.default_unit)
        terms.setdefault("vat_code", category.default_vat)
        terms.setdefault("sale_mode", category.default_sale_mode)
        words.setdefault("withdrawal", category.default_withdrawal)
    terms.setdefault("lead_days", partner.default_lead_days)
    kind, _created = get_model("catalogue", "ProductClass").objects.get_or_create(
        slug="oferta", defaults={"name": "Oferta"}
    )
    title = words.get("title", "")
    product = Product.objects.create(
        structure=Structure.STANDALONE,
        product_class=kind,
        partner=partner,
        title=title,
        slug=slug_of(title),
        description=words.get("description", ""),
        is_public=False,
        **terms,
    )
    record = StockRecord.objects.create(
        product=product, partner=partner, partner_sku=f"OPES-{product.pk}", num_allocated=0
    )
    revision = OfferRevision.objects.create(product=product, created_by=by, form_key=form_key, **words)
    audit.log("catalogue.offer.create", product, by=by, partner=partner)
    _set_numbers(record, numbers, by=by)
    return revision


@transaction.atomic
def open_revision(product: Product, *, by: Any) -> OfferRevision:
    """Return the version that is being worked on, or a draft copied from the approved one, pictures included."""
    found = OfferRevision.objects.open().filter(product=product).first()
    if found is not None:
        return found

    approved = product.approved_revision
    copied = {} if approved is None else {name: getattr(approved, name) for name in REVISION_FIELDS}
    copied |= {"variant_axis": product.variant_axis, "variants": rows_of(product) or None}
    try:
        with transaction.atomic():
            revision = OfferRevision.objects.create(product=product, created_by=by, **copied)
    except IntegrityError:  # the other tab, or a colleague, was quicker
        return OfferRevision.objects.open().get(product=product)
    if approved is not None:
        RevisionPicture.objects.bulk_create(
            RevisionPicture(revision=revision, image_id=each.image_id, alt=each.alt, display_order=each.display_order)
            for each in approved.pictures.all()
        )
    audit.log("catalogue.revision.open", revision, by=by, offer=product)
    return revision


@transaction.atomic
def save_revision(revision: OfferRevision, *, by: Any, version: int, **fields: Any) -> OfferRevision:
    """Save the form opened at `version`. A version that waits for ROPS becomes a draft until it is sent again.

    Pass `price` and `stock` only when the seller changed them: meanwhile parcels may have left the shelf.
    Raises `StaleRevisionError` when somebody saved meanwhile and `NotEditableError` when ROPS has approved it.
    """
    words, terms, numbers = _sorted(fields)
    saved = OfferRevision.objects.filter(pk=revision.pk, version=version, review_state__in=OfferRevision.OPEN).update(
        **words,
        version=F("version") + 1,
        submitted_at=None,
        review_state=Case(
            When(review_state=ReviewState.SUBMITTED, then=Value(ReviewState.DRAFT)), default=F("review_state")
        ),
    )
    revision.refresh_from_db()
    if not saved:
        raise NotEditableError if revision.review_state == ReviewState.APPROVED else StaleRevisionError

    audit.log("catalogue.revision.save", revision, by=by, offer=revision.product_id, version=revision.version)
    product = revision.product
    if product.approved_revision_id is None and "title" in words:  # its only name so far is the draft's
        product.title, product.slug = revision.title, slug_of(revision.title)
        Product.objects.filter(pk=product.pk).update(title=product.title, slug=product.slug)
    if terms:
        set_terms(product, by=by, **terms)
    record = product.stockrecords.first()
    if record is not None:
        _set_numbers(record, numbers, by=by)
    return revision


def submit_revision(revision: OfferRevision, *, by: Any) -> OfferRevision:
    """Send a complete draft to ROPS.

    Every sending raises the version: a moderator decides on what was on the screen and nothing newer.
    Raises `IncompleteOfferError` with a sentence for each missing thing, `NotADraftError` and `StaleRevisionError`.
    """
    try:
        with transaction.atomic():
            _submit(revision, by=by)
    except IncompleteOfferError:
        revision.refresh_from_db()
        raise
    return revision


@transaction.atomic
def set_terms(product: Product, *, by: Any, **terms: Any) -> None:
    """Change terms of sale (lead time, VAT, unit, season …). They hold at once and are written down."""
    _words, known, numbers = _sorted(terms)
    if _words or numbers:
        raise TypeError(f"not terms of sale: {', '.join([*_words, *numbers])}")
    hold_product(product)
    before = Product.objects.filter(pk=product.pk).values(*TERM_FIELDS).get()
    changed = [name for name, value in known.items() if before[name] != value]
    if not changed:
        return
    Product.objects.filter(pk=product.pk).update(**{name: known[name] for name in changed})
    for name in changed:
        setattr(product, name, known[name])
    if product.availability != Availability.STOCK or product.sale_mode != SaleMode.BUY_NOW:
        for record in StockRecord.objects.filter(product=product, num_in_stock__isnull=False):
            set_stock(record, None, by=by)

    audit.log("catalogue.offer.terms", product, by=by, changed=changed)
    reindex(product)


@transaction.atomic
def set_sale_state(product: Product, state: str, *, by: Any) -> None:
    """Turn the seller's switch: on sale, paused (still visible) or archived (gone from the shop). Holds at once."""
    state = SaleState(state)
    hold_product(product)
    values: dict[str, Any] = {"sale_state": state}
    if state == SaleState.ARCHIVED:
        values["is_public"] = False
    turned = Product.objects.offers().filter(pk=product.pk).exclude(sale_state=state).update(**values)
    product.sale_state = state
    if not turned:
        return

    refresh_public(product)
    audit.log("catalogue.offer.sale_state", product, by=by, state=state)


@transaction.atomic
def refresh_public(product: Product) -> bool:
    """Let `is_public` of an offer and its variants follow from the three states; tell search. Return it.

    Public: approved, not archived, and ROPS has nothing against it now. Call it with the offer's row held.
    """
    state = Product.objects.filter(pk=product.pk).values("approved_revision_id", "sale_state").get()
    suspended = Product.objects.filter(
        pk=product.pk, suspensions__isnull=False, suspensions__lifted_at__isnull=True
    ).exists()
    public = bool(state["approved_revision_id"]) and state["sale_state"] != SaleState.ARCHIVED and not suspended
    Product.objects.filter(pk=product.pk).update(is_public=public)
    Product.objects.filter(parent=product, removed_at__isnull=True).update(is_public=public)
    product.is_public = public
    product.__dict__.pop("can_be_bought_now", None)

    reindex(product)
    return public


def hold_product(product: Product) -> None:
    """Take the offer's row until commit: decisions about one offer follow one another, on both databases."""
    Product.objects.filter(pk=product.pk).update(date_updated=now())


def slug_of(title: str) -> str:
    """Return the readable part of an offer's address."""
    return slugify(title)[:200].strip("-") or "oferta"


def _submit(revision: OfferRevision, *, by: Any) -> None:
    sent = OfferRevision.objects.filter(
        pk=revision.pk,
        version=revision.version,
        review_state__in=[ReviewState.DRAFT, ReviewState.SENT_BACK],
    ).update(review_state=ReviewState.SUBMITTED, submitted_at=now(), version=F("version") + 1)
    revision.refresh_from_db()
    if not sent:
        waits = revision.review_state in {ReviewState.DRAFT, ReviewState.SENT_BACK}
        raise StaleRevisionError if waits else NotADraftError

    missing = missing_parts(revision)  # asked once the row is held, so that nothing can go missing in between
    if missing:
        raise IncompleteOfferError(missing)

    audit.log("catalogue.revision.submit", revision, by=by, offer=revision.product_id, version=revision.version)
    outbox.put(
        "mail.offer_submitted",
        revision,
        dedupe_key=f"mail.offer_submitted:{revision.pk}:{revision.version}",
        payload={"version": revision.version},
    )


def _sorted(fields: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Tell words for review, terms of sale and numbers apart; refuse what is none of them."""
    words = {name: fields[name] for name in REVISION_FIELDS if name in fields}
    terms = {name: fields[name] for name in TERM_FIELDS if name in fields}
    numbers = {name: fields[name] for name in ("price", "stock") if name in fields}
    strange = set(fields) - set(words) - set(terms) - set(numbers)
    if strange:
        raise TypeError(f"an offer has no {', '.join(sorted(strange))}")
    for name in ("title", "personalisation"):
        if name in words:
            words[name] = " ".join(words[name].split())
    if "description" in words:
        words["description"] = words["description"].replace("\r\n", "\n").strip()
    return words, terms, numbers


def _set_numbers(record: StockRecord, numbers: dict[str, Any], *, by: Any) -> None:
    if numbers.get("price") is not None:
        set_price(record, numbers["price"], by=by)
    if "stock" in numbers and numbers["stock"] != record.num_in_stock:
        set_stock(record, numbers["stock"], by=by)
