"""What buyers say: reviews tied to a line they received, and questions with answers."""

from config.demo import sources
from config.demo.anchor import Days
from config.demo.orders import PREFIX
from operations.clock import local_day
from shop.catalogue.models import Product, Question
from shop.catalogue.reviews.models import ProductReview
from shop.fulfilment.models import FulfilmentState, VendorOrder
from shop.order.models import Line

TITLE_LENGTH = 60
TITLES = {5: "Polecam", 4: "Dobry zakup", 3: "W porządku", 2: "Poniżej oczekiwań", 1: "Nie polecam"}


def load_reviews(days: Days) -> int:
    """Write the reviews that are missing, of goods that were delivered."""
    known = set(ProductReview.objects.exclude(demo_key="").values_list("demo_key", flat=True))
    offers = {offer.demo_key: offer for offer in Product.objects.offers().exclude(demo_key="")}
    lines = _delivered_lines()
    rows = []
    for entry in _content()["reviews"]:
        key = entry["offer"].split("/")[1]
        line = lines.get((entry["order"], key))
        if entry["key"] in known or line is None:
            continue
        reply = entry.get("reply") or {}
        title, body = _told(entry["text"], entry["rating"])
        rows.append(
            ProductReview(
                product=offers[key],
                score=entry["rating"],
                title=title,
                body=body,
                user=None,
                name=entry["author"],
                status=ProductReview.APPROVED,
                order_line_id=line.pk,
                bought_on=local_day(line.order.date_placed),
                reply=reply.get("text", ""),
                replied_at=days.at(reply["day"], "12:30") if reply else None,
                demo_key=entry["key"],
            )
        )
    made = ProductReview.objects.bulk_create(rows)
    dates = {entry["key"]: days.at(entry["day"], "19:05") for entry in _content()["reviews"]}
    for review in made:
        review.date_created = dates[review.demo_key]
    ProductReview.objects.bulk_update(made, ["date_created"])
    for offer in {review.product for review in made}:
        offer.update_rating()
    return len(made)


def load_questions(days: Days) -> int:
    """Write the questions that are missing."""
    known = set(Question.objects.exclude(demo_key="").values_list("demo_key", flat=True))
    offers = {offer.demo_key: offer for offer in Product.objects.offers().exclude(demo_key="")}
    made = Question.objects.bulk_create(
        Question(
            product=offers[entry["offer"].split("/")[1]],
            text=entry["question"],
            asked_at=days.at(entry["day"], "17:40"),
            answer=entry["answer"],
            answered_at=days.at(entry["answered_day"], "09:20"),
            is_public=entry["public"],
            demo_key=entry["key"],
        )
        for entry in _content()["questions"]
        if entry["key"] not in known
    )
    return len(made)


def _content() -> dict:
    return sources.read_yaml(sources.CATALOGUE / "reviews_questions.yaml")


def _delivered_lines() -> dict[tuple[str, str], Line]:
    """Return lines that were delivered, by the keys of order and offer."""
    delivered = set(
        VendorOrder.objects.filter(demo=True, fulfilment_state=FulfilmentState.DELIVERED).values_list(
            "order_id", "partner_id"
        )
    )
    lines = Line.objects.filter(order__placement_key__startswith=PREFIX).select_related("order", "product__parent")
    return {
        (line.order.placement_key.removeprefix(PREFIX), line.product.offer.demo_key): line
        for line in lines
        if (line.order_id, line.partner_id) in delivered
    }


def _told(text: str, rating: int) -> tuple[str, str]:
    """Return title and text of a review: its first sentence stands above the rest, unless it is all there is."""
    first, _point, rest = text.partition(". ")
    if rest and len(first) <= TITLE_LENGTH:
        return first, rest
    return TITLES[rating], text
