"""What is read about reviews: for the seller, for ROPS, for the buyer's order. Lists cost the same for one and for many."""

import hashlib
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.urls import reverse

from shop.catalogue.models import Question
from shop.catalogue.reviews.models import ProductReview
from shop.fulfilment.models import FulfilmentState
from shop.order.models import Line, Order
from shop.partner.models import Partner
from shop.voices.models import Decision, ReviewReport


@dataclass(frozen=True)
class ThingToReview:
    """A delivered thing of an order, with its review if there is one."""

    line: Line
    review: ProductReview | None
    url: str


def line_in_full() -> QuerySet[Line]:
    return Line.objects.select_related(
        "order__user", "product__parent", "product__partner__profile", "image", "partner"
    )


def things_to_review(order: Order, *, token: str = "") -> list[ThingToReview]:
    """Return the things of an order that have arrived, each with its review. Prefetch lines and shares."""
    arrived = {vo.partner_id for vo in order.vendor_orders.all() if vo.fulfilment_state == FulfilmentState.DELIVERED}
    lines = [line for line in order.lines.all() if line.partner_id in arrived and line.product_id]
    if not lines:
        return []
    prefetch_related_objects(lines, "image__renditions")
    written = {
        review.order_line_id: review
        for review in ProductReview.objects.filter(order_line_id__in=[line.pk for line in lines])
    }
    return [ThingToReview(line, written.get(line.pk), form_address(line, order, token=token)) for line in lines]


def form_address(line: Line, order: Order, *, token: str = "") -> str:
    """Return where a thing is reviewed: by the order's key, or in the account."""
    if token:
        return reverse("voices:write-link", args=[token, line.pk])
    return reverse("voices:write-own", args=[order.number, line.pk]) if order.user_id else ""


def review_of(line: Line) -> ProductReview | None:
    return ProductReview.objects.filter(order_line_id=line.pk).first()


def last_hiding(review: ProductReview) -> Decision | None:
    """Return why ROPS hid a review, for its author."""
    return review.decisions.filter(outcome=Decision.Outcome.HIDDEN).first()


def reviews_of_seller(partner: Partner, *, only: str = "") -> QuerySet[ProductReview]:
    """Return the shown reviews of a seller's offers; `only`: new ones, or those without a reply."""
    open_reports = ReviewReport.objects.filter(review=OuterRef("pk"), closed_at__isnull=True)
    found = ProductReview.objects.filter(product__partner=partner, status=ProductReview.APPROVED)
    if only == "new":
        found = found.filter(seen_at__isnull=True, reply="")
    if only == "unanswered":
        found = found.filter(reply="")
    return found.select_related("product").annotate(is_reported=Exists(open_reports)).order_by("-date_created", "-pk")


def new_reviews(partner: Partner) -> int:
    return reviews_of_seller(partner, only="new").count()


def reviews_for_rops(*, only: str) -> QuerySet[ProductReview]:
    """Return reviews that wait, that sellers reported, that are hidden, or all; the longest waiting first."""
    open_reports = ReviewReport.objects.filter(review=OuterRef("pk"), closed_at__isnull=True)
    found = ProductReview.objects.annotate(is_reported=Exists(open_reports))
    found = found.select_related("product__partner__profile")
    if only == "waiting":
        return found.filter(status=ProductReview.FOR_MODERATION).order_by("date_created", "pk")
    if only == "reported":
        return found.filter(is_reported=True).order_by("date_created", "pk")
    if only == "hidden":
        found = found.filter(status=ProductReview.REJECTED)
    return found.order_by("-date_created", "-pk")


def review_for_rops(pk: int) -> ProductReview | None:
    reports = ReviewReport.objects.select_related("reported_by")
    decisions = Decision.objects.select_related("decided_by")
    found = ProductReview.objects.select_related("product__partner__profile").prefetch_related(
        Prefetch("reports", queryset=reports), Prefetch("decisions", queryset=decisions)
    )
    return found.filter(pk=pk).first()


def questions_for_rops() -> QuerySet[Question]:
    """Return the public questions, the newest answer first."""
    found = Question.objects.filter(is_public=True).exclude(answer="")
    return found.select_related("product__partner__profile", "profile").order_by("-answered_at", "-pk")


def waiting_counts() -> dict[str, int]:
    """Return how many reviews wait for ROPS, and how many sellers' reports."""
    return {
        "waiting": ProductReview.objects.filter(status=ProductReview.FOR_MODERATION).count(),
        "reported": ReviewReport.objects.filter(closed_at__isnull=True).count(),
    }


def stamp_of(review: ProductReview) -> str:
    """Return a mark of the words that were on the screen: others are not decided on unseen."""
    seen: list[Any] = [review.body, review.score, review.name, review.status]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
