"""ROPS decides on reviews, replies and questions. Nothing is deleted; each decision is kept in words and told."""

from typing import Any

from django.db import transaction

from operations import audit, outbox
from operations.clock import now
from shop.catalogue.models import Question
from shop.catalogue.reviews.models import ProductReview
from shop.catalogue.reviews.queries import refresh_rating
from shop.catalogue.services import hold_product
from shop.voices.exceptions import AlreadyDecidedError, ReasonMissingError
from shop.voices.models import Decision, Reason, ReviewReport

Outcome = Decision.Outcome


@transaction.atomic
def publish(review: ProductReview, *, by: Any) -> Decision:
    """Show a review that waited or was hidden, and tell the buyer; the seller learns of a new review now."""
    _set_status(review, ProductReview.APPROVED)
    decision = _keep(Outcome.PUBLISHED, by=by, review=review)
    outbox.put("mail.review_new", review, dedupe_key=f"mail.review_new:{review.pk}")
    return decision


@transaction.atomic
def hide(review: ProductReview, *, reason_code: str, reason: str, by: Any) -> Decision:
    """Take a review off the page, or refuse one that waited, with a statement of reasons to the buyer (DSA, art. 17)."""
    code, reason = _reasons(reason_code, reason)
    _set_status(review, ProductReview.REJECTED)
    return _keep(Outcome.HIDDEN, by=by, review=review, reason_code=code, reason=reason)


@transaction.atomic
def keep(review: ProductReview, *, reason: str, by: Any) -> Decision:
    """Answer a seller's report: the review stays."""
    reason = reason.strip()
    if not reason:
        raise ReasonMissingError
    if not ReviewReport.objects.filter(review=review, closed_at__isnull=True).exists():
        raise AlreadyDecidedError
    return _keep(Outcome.KEPT, by=by, review=review, reason=reason)


@transaction.atomic
def hide_reply(review: ProductReview, *, reason_code: str, reason: str, by: Any) -> Decision:
    """Take the seller's reply off the page; it cannot be changed any more."""
    code, reason = _reasons(reason_code, reason)
    shown = ProductReview.objects.filter(pk=review.pk, reply_hidden_at__isnull=True).exclude(reply="")
    if not shown.update(reply_hidden_at=now()):
        raise AlreadyDecidedError
    return _keep(Outcome.REPLY_HIDDEN, by=by, review=review, reason_code=code, reason=reason)


@transaction.atomic
def hide_question(question: Question, *, reason_code: str, reason: str, by: Any) -> Decision:
    """Take a public question with its answer off the page and tell the seller."""
    code, reason = _reasons(reason_code, reason)
    if not Question.objects.public().filter(pk=question.pk).update(hidden_at=now()):
        raise AlreadyDecidedError
    decision = Decision.objects.create(
        question=question, outcome=Outcome.HIDDEN, reason_code=code, reason=reason, decided_by=by, decided_at=now()
    )
    audit.log("voices.question.hide", question, by=by, code=code)
    outbox.put("mail.question_hidden", decision, dedupe_key=f"mail.question_hidden:{decision.pk}")
    return decision


def _set_status(review: ProductReview, status: int) -> None:
    """Decide on the words that were on the screen: a review changed meanwhile is not decided unseen."""
    hold_product(review.product)
    claimed = ProductReview.objects.filter(pk=review.pk, body=review.body, score=review.score).exclude(status=status)
    if not claimed.update(status=status, held_for=""):
        raise AlreadyDecidedError
    review.refresh_from_db()
    refresh_rating(review.product)


def _keep(outcome: str, *, by: Any, review: ProductReview, reason_code: str = "", reason: str = "") -> Decision:
    moment = now()
    decision = Decision.objects.create(
        review=review, outcome=outcome, reason_code=reason_code, reason=reason, decided_by=by, decided_at=moment
    )
    audit.log(f"voices.review.{outcome.lower()}", review, by=by, code=reason_code)
    outbox.put("mail.review_decided", decision, dedupe_key=f"mail.review_decided:{decision.pk}")
    if outcome != Outcome.REPLY_HIDDEN:
        closed = ReviewReport.objects.filter(review=review, closed_at__isnull=True).update(closed_at=moment)
        if closed:
            outbox.put("mail.review_report_decided", decision, dedupe_key=f"mail.review_report_decided:{decision.pk}")
    return decision


def _reasons(code: str, reason: str) -> tuple[str, str]:
    reason = reason.strip()
    if not reason or code not in Reason.values:
        raise ReasonMissingError
    return code, reason
