"""ROPS decides. Each decision claims its row, so that two moderators decide once; each is kept in words and logged."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Coalesce

from operations import audit, outbox
from operations.clock import now
from shop.catalogue.models import OfferRevision, Product, ProductImage, ReviewState
from shop.catalogue.services import hold_product, refresh_public, slug_of
from shop.catalogue.variants import apply_variants
from shop.moderation.exceptions import (
    AlreadySuspendedError,
    NotAwaitingReviewError,
    NotSuspendedError,
    ReasonMissingError,
)
from shop.moderation.models import OfferDecision, OfferSuspension
from shop.partner.services import begin_price_log


@transaction.atomic
def approve_revision(revision: OfferRevision, *, by: Any) -> Product:
    """Make a submitted version what the public sees, and tell its seller.

    `revision.version` is the version the moderator looked at: a newer one is not approved unseen.
    """
    _decide(revision, review_state=ReviewState.APPROVED, decided_by=by, reason_code="", reason="")
    product = revision.product
    hold_product(product)
    first = not Product.objects.filter(pk=product.pk, published_at__isnull=False).exists()
    _publish(revision, product)
    apply_variants(product, revision, by=by)
    if first:
        begin_price_log(product, by=by)
    refresh_public(product)

    decision = _keep(revision, OfferDecision.Outcome.APPROVED, by=by)
    audit.log("moderation.offer.approve", product, by=by, revision=revision)
    outbox.put("mail.offer_approved", decision, dedupe_key=f"mail.offer_approved:{decision.pk}")
    return product


@transaction.atomic
def send_back_revision(revision: OfferRevision, *, reason_code: str, reason: str, by: Any) -> OfferDecision:
    """Ask the seller for a correction, with a reason chosen and written. What is on sale stays on sale."""
    reason = reason.strip()
    if not reason or reason_code not in OfferRevision.ReasonCode.values:
        raise ReasonMissingError
    _decide(revision, review_state=ReviewState.SENT_BACK, decided_by=by, reason_code=reason_code, reason=reason)

    decision = _keep(revision, OfferDecision.Outcome.SENT_BACK, by=by)
    audit.log("moderation.offer.send_back", revision.product, by=by, revision=revision, code=reason_code)
    outbox.put("mail.offer_sent_back", decision, dedupe_key=f"mail.offer_sent_back:{decision.pk}")
    return decision


@transaction.atomic
def suspend_offer(
    product: Product, *, reason: str, legal_basis: str = "", until: datetime | None = None, by: Any
) -> OfferSuspension:
    """Take an offer down at once, from shop, search and baskets; open orders go on. It comes back as it was."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissingError
    hold_product(product)
    try:
        with transaction.atomic():
            suspension = OfferSuspension.objects.create(
                product=product,
                reason=reason,
                legal_basis=legal_basis.strip(),
                since=now(),
                until=until,
                suspended_by=by,
            )
    except IntegrityError as error:
        raise AlreadySuspendedError from error
    refresh_public(product)

    audit.log("moderation.offer.suspend", product, by=by, suspension=suspension)
    outbox.put("mail.offer_suspended", suspension, dedupe_key=f"mail.offer_suspended:{suspension.pk}")
    return suspension


@transaction.atomic
def lift_suspension(product: Product, *, by: Any | None) -> OfferSuspension:
    """End the open suspension: the offer is again what its version and its seller's switch make it."""
    hold_product(product)
    suspension = OfferSuspension.objects.filter(product=product, lifted_at__isnull=True).first()
    if suspension is None:
        raise NotSuspendedError
    lifted = OfferSuspension.objects.filter(pk=suspension.pk, lifted_at__isnull=True).update(
        lifted_at=now(), lifted_by=by
    )
    if not lifted:
        raise NotSuspendedError
    suspension.refresh_from_db()
    refresh_public(product)

    audit.log("moderation.offer.lift", product, by=by, suspension=suspension)
    outbox.put("mail.offer_restored", suspension, dedupe_key=f"mail.offer_restored:{suspension.pk}")
    return suspension


def lift_ended_suspensions() -> int:
    """Lift every suspension whose time is over and return how many there were. Run by the worker."""
    ended = OfferSuspension.objects.filter(lifted_at__isnull=True, until__lte=now()).select_related("product")
    lifted = 0
    for suspension in ended.order_by("pk"):
        try:
            lift_suspension(suspension.product, by=None)
        except NotSuspendedError:  # a moderator was quicker
            continue
        lifted += 1
    return lifted


def _decide(revision: OfferRevision, **decision: Any) -> None:
    """Claim a waiting version, the very one that was looked at."""
    claimed = OfferRevision.objects.filter(
        pk=revision.pk, review_state=ReviewState.SUBMITTED, version=revision.version
    ).update(**decision, decided_at=now())
    revision.refresh_from_db()
    if not claimed:
        raise NotAwaitingReviewError


def _publish(revision: OfferRevision, product: Product) -> None:
    Product.objects.filter(pk=product.pk).update(
        approved_revision=revision,
        title=revision.title,
        slug=slug_of(revision.title),
        description=revision.description,
        facts=revision.facts,
        tags=revision.tags,
        legal=revision.legal,
        withdrawal=revision.withdrawal,
        personalisation=revision.personalisation,
        personalisation_signs=revision.personalisation_signs,
        takes_file=revision.takes_file,
        personalisation_required=revision.personalisation_required,
        net_quantity=revision.net_quantity,
        published_at=Coalesce("published_at", now()),
    )
    if revision.category is not None:
        product.categories.set([revision.category])
    ProductImage.objects.filter(product=product).delete()
    ProductImage.objects.bulk_create(
        ProductImage(product=product, image_id=each.image_id, alt=each.alt, display_order=order)
        for order, each in enumerate(revision.pictures.order_by("display_order", "pk"))
    )
    product.refresh_from_db()


def _keep(revision: OfferRevision, outcome: str, *, by: Any) -> OfferDecision:
    return OfferDecision.objects.create(
        product_id=revision.product_id,
        revision=revision,
        outcome=outcome,
        reason_code=revision.reason_code,
        reason=revision.reason,
        decided_by=by,
        decided_at=revision.decided_at,
    )
