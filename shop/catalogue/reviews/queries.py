"""What reviews say together. Only those that are shown count."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet, Window

from pes_profiles.models import Profile
from shop.catalogue.models import Product
from shop.catalogue.reviews.models import ProductReview

STARS = (5, 4, 3, 2, 1)


@dataclass(frozen=True)
class Summary:
    """How many reviews gave how many stars: `counts` from five stars down to one."""

    counts: tuple[int, int, int, int, int]

    @property
    def number(self) -> int:
        return sum(self.counts)

    @property
    def average(self) -> float:
        return sum(stars * count for stars, count in zip(STARS, self.counts, strict=True)) / max(1, self.number)

    @property
    def bars(self) -> list[dict[str, int]]:
        """A row for each number of stars, with its share in hundredths."""
        return [
            {"stars": stars, "count": count, "percent": round(100 * count / max(1, self.number))}
            for stars, count in zip(STARS, self.counts, strict=True)
        ]

    def __bool__(self) -> bool:
        return bool(self.number)


NOTHING = Summary((0, 0, 0, 0, 0))


def shown_reviews(product: Product) -> QuerySet[ProductReview]:
    """Return the reviews of an offer that anybody may read, the newest first."""
    return ProductReview.objects.filter(product=product, status=ProductReview.APPROVED).order_by("-date_created", "-pk")


def latest_with_summary(product: Product, limit: int) -> tuple[list[ProductReview], Summary]:
    """Return the newest reviews of an offer and what all of them say together, in one query."""
    counted: dict[str, Any] = {f"with_{n}": Window(Count("pk", filter=Q(score=n))) for n in STARS}
    rows = list(shown_reviews(product).annotate(**counted)[:limit])
    if not rows:
        return [], NOTHING
    first: Any = rows[0]
    return rows, Summary(tuple(getattr(first, f"with_{n}") for n in STARS))


def summary_of(reviews: QuerySet[ProductReview]) -> Summary:
    """Return what these reviews say together, in one query."""
    counts = dict(reviews.order_by().values("score").annotate(number=Count("pk")).values_list("score", "number"))
    return Summary(tuple(counts.get(n, 0) for n in STARS))


def rating_of_seller(profile: Profile) -> tuple[float | None, int]:
    """Return the average over all reviews of a PES's public offers, and their number, in one query."""
    found = ProductReview.objects.filter(
        status=ProductReview.APPROVED, product__partner__profile=profile, product__is_public=True
    )
    row = found.aggregate(average=Avg("score"), number=Count("pk"))
    return row["average"], row["number"]


def refresh_rating(product: Product) -> None:
    """Write the average of the shown reviews to the offer, as Oscar keeps it. Call it with the offer's row held."""
    average = ProductReview.objects.filter(product=product, status=ProductReview.APPROVED).aggregate(a=Avg(F("score")))
    Product.objects.filter(pk=product.pk).update(rating=average["a"])
