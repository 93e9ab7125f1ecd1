"""Reviews: written by whoever received the goods, answered and reported by the seller.

A review appears at once, unless its words are of the kind that waits for ROPS (`screening`) or the portal checks every
review first (setting `REVIEWS_CHECKED_FIRST`). What is not shown does not count.
"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce

from operations import audit, outbox
from operations.clock import local_day, now
from pes_profiles.models import Membership
from shop.catalogue.reviews.models import ProductReview
from shop.catalogue.reviews.queries import refresh_rating
from shop.catalogue.services import hold_product
from shop.fulfilment.models import FulfilmentState, VendorOrder
from shop.order.models import Line
from shop.voices.exceptions import (
    AlreadyReportedError,
    NotDeliveredError,
    OwnGoodsError,
    ReasonMissingError,
    ReplyClosedError,
    TooLateToChangeError,
)
from shop.voices.models import Reason, ReviewReport
from shop.voices.screening import held_for

HeldFor = ProductReview.HeldFor
CHANGE_WITHIN = timedelta(days=30)


@transaction.atomic
def write(line: Line, *, score: int, text: str, name: str, by: Any | None) -> ProductReview:
    """Keep the one review of a thing bought, or change it.

    Raises:
        NotDeliveredError: it has not arrived, or it is not sold here any more.
        OwnGoodsError: who ordered works for the seller.
        TooLateToChangeError: it was written more than 30 days ago.
    """
    check_may_review(line)
    product = line.product.offer
    hold_product(product)  # the reviews of one offer follow one another, so that its rating is right
    words = {"score": score, "body": text.replace("\r\n", "\n").strip(), "name": " ".join(name.split())}
    review = ProductReview.objects.filter(order_line_id=line.pk).first()
    if review is None:
        review = _begin(line, product, words, by=by)
    else:
        _change(review, words, by=by)
    refresh_rating(product)
    return review


@transaction.atomic
def reply(review: ProductReview, *, text: str, by: Any) -> None:
    """Answer a review in public, or correct the answer, until ROPS hides it. The buyer gets one letter.

    Raises:
        ReplyClosedError: the review is not shown, or ROPS hid the reply.
    """
    own = ProductReview.objects.filter(pk=review.pk, status=ProductReview.APPROVED, reply_hidden_at__isnull=True)
    moment = now()
    if not own.update(
        reply=text.replace("\r\n", "\n").strip(),
        replied_at=Coalesce("replied_at", moment),
        seen_at=Coalesce("seen_at", moment),
    ):
        raise ReplyClosedError
    review.refresh_from_db()

    audit.log("voices.review.reply", review, by=by, offer=review.product_id)
    outbox.put("mail.review_replied", review, dedupe_key=f"mail.review_replied:{review.pk}")


def mark_seen(review: ProductReview) -> None:
    """Take a review off the list of new ones."""
    ProductReview.objects.filter(pk=review.pk, seen_at__isnull=True).update(seen_at=now())


@transaction.atomic
def report(review: ProductReview, *, code: str, text: str, by: Any) -> ReviewReport:
    """Tell ROPS that a review breaks the terms. It stays where it is until ROPS decides.

    Raises:
        AlreadyReportedError: a report waits already, or the review is not shown.
    """
    text = text.strip()
    if code not in Reason.values or not text:
        raise ReasonMissingError
    mark_seen(review)
    shown = ProductReview.objects.filter(pk=review.pk, status=ProductReview.APPROVED).exists()
    if not shown:
        raise AlreadyReportedError
    try:
        with transaction.atomic():
            made = ReviewReport.objects.create(review=review, code=code, text=text, reported_by=by, reported_at=now())
    except IntegrityError as error:
        raise AlreadyReportedError from error
    audit.log("voices.review.report", review, by=by, code=code, report=made)
    return made


def check_may_review(line: Line) -> None:
    """Raise what stands against a review of this thing."""
    arrived = VendorOrder.objects.filter(
        order_id=line.order_id, partner_id=line.partner_id, fulfilment_state=FulfilmentState.DELIVERED
    ).exists()
    if not arrived or line.product is None:
        raise NotDeliveredError
    order = line.order
    colleagues = Membership.objects.filter(profile__partner=line.partner_id, is_active=True)
    if colleagues.filter(Q(user=order.user_id) | Q(user__email__iexact=order.email)).exists():
        raise OwnGoodsError


def may_be_changed(review: ProductReview) -> bool:
    return now() < review.date_created + CHANGE_WITHIN


def _begin(line: Line, product: Any, words: dict[str, Any], *, by: Any | None) -> ProductReview:
    held = _held(words)
    ProductReview.objects.bulk_create(
        [
            ProductReview(
                product=product,
                user=by,
                order_line_id=line.pk,
                bought_on=local_day(line.order.date_placed),
                status=ProductReview.FOR_MODERATION if held else ProductReview.APPROVED,
                held_for=held,
                **words,
            )
        ],
        ignore_conflicts=True,
    )
    review = ProductReview.objects.get(order_line_id=line.pk)

    audit.log("voices.review.write", review, by=by, offer=product, held=held)
    if not held:
        outbox.put("mail.review_new", review, dedupe_key=f"mail.review_new:{review.pk}")
    return review


def _change(review: ProductReview, words: dict[str, Any], *, by: Any | None) -> None:
    if all(getattr(review, name) == value for name, value in words.items()):
        return
    held = _held(words)
    if review.status == ProductReview.REJECTED or review.held_for == HeldFor.MENDED:
        held = HeldFor.MENDED
    moment = now()
    changed = ProductReview.objects.filter(pk=review.pk, date_created__gt=moment - CHANGE_WITHIN).update(
        **words,
        edited_at=moment,
        status=ProductReview.FOR_MODERATION if held else ProductReview.APPROVED,
        held_for=held,
    )
    if not changed:
        raise TooLateToChangeError
    review.refresh_from_db()

    audit.log("voices.review.change", review, by=by, offer=review.product_id, held=held)
    if not held:
        outbox.put("mail.review_new", review, dedupe_key=f"mail.review_new:{review.pk}")


def _held(words: dict[str, Any]) -> str:
    if settings.OPES["REVIEWS_CHECKED_FIRST"]:
        return HeldFor.ALL
    return held_for(words["body"], words["name"])
