"""What is read about offers. Cards come in a fixed number of queries, whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Prefetch, Q

from pes_profiles.models import Profile
from shop.catalogue.managers import ProductQuerySet
from shop.catalogue.models import Category, Product, Question, SaleMode, SaleState
from shop.catalogue.reviews.models import ProductReview

STEPLEN = Category.steplen


@dataclass(frozen=True)
class Place:
    """A category with its surroundings: the section it is in and the kinds of that section."""

    category: Category
    section: Category
    kinds: list[Category]

    @property
    def is_section(self) -> bool:
        return self.category.pk == self.section.pk


def public_categories() -> list[Category]:
    """Return sections and kinds, each section before its kinds."""
    return list(Category.objects.filter(is_public=True).order_by("path"))


def place_of(slug: str) -> Place | None:
    """Find a category by the word in its address. One query for the whole tree: it has about thirty rows."""
    tree = public_categories()
    category = next((each for each in tree if each.slug == slug), None)
    if category is None:
        return None
    root = category.path[:STEPLEN]
    section = next((each for each in tree if each.path == root), category)
    kinds = [each for each in tree if each.path.startswith(root) and each.depth > 1]
    return Place(category, section, kinds)


def offers_below(category: Category) -> ProductQuerySet:
    """Return the public offers of a category and of the kinds below it."""
    inside = Category.objects.filter(path__startswith=category.path)
    return Product.objects.public().filter(
        pk__in=Product.categories.through.objects.filter(category__in=inside).values("product")
    )


def cards(numbers: Iterable[int]) -> list[Product]:
    """Return public offers with what cards show, in the order asked for."""
    numbers = list(numbers)
    if not numbers:
        return []
    found = Product.objects.public().for_cards().in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def newest(limit: int, *, services: bool = False) -> list[Product]:
    """Return the newest things to buy at once, or the newest things done on request."""
    offers = Product.objects.public().filter(sale_state=SaleState.ACTIVE)
    at_once = Q(sale_mode=SaleMode.BUY_NOW)
    offers = offers.exclude(at_once) if services else offers.filter(at_once)
    return list(offers.for_cards().order_by("-published_at", "-pk")[:limit])


def selling_profiles(limit: int) -> list[Profile]:
    """Return PES that have offers, those with the newest first, each with `offers_number`."""
    shown = Q(partner__offers__is_public=True) & ~Q(partner__offers__structure="child")
    return list(
        Profile.objects.listed()
        .annotate(
            offers_number=Count("partner__offers", filter=shown),
            newest_offer=Max("partner__offers__published_at", filter=shown),
        )
        .filter(offers_number__gt=0)
        .select_related("gmina__powiat")
        .order_by("-newest_offer", "pk")[:limit]
    )


def offers_of(profile: Profile) -> ProductQuerySet:
    """Return the public offers of a PES as cards, the newest first."""
    return Product.objects.public().filter(partner__profile=profile).for_cards().order_by("-published_at", "-pk")


def offer_in_full(number: int) -> Product | None:
    """Return a public offer with everything its page shows, or nothing."""
    return (
        Product.objects.public()
        .for_cards()
        .select_related("product_class")
        .prefetch_related(
            "partner__delivery_ways__powiats",
            "month_capacities",
            Prefetch(
                "questions",
                queryset=Question.objects.filter(is_public=True).exclude(answer="").order_by("asked_at", "pk"),
                to_attr="public_questions",
            ),
            Prefetch(
                "reviews",
                queryset=ProductReview.objects.filter(status=ProductReview.APPROVED).order_by("-date_created", "-pk"),
                to_attr="shown_reviews",
            ),
        )
        .filter(pk=number)
        .first()
    )


def more_of_seller(offer: Product, limit: int = 4) -> list[Product]:
    """Return other offers of the same PES, of the same kind first."""
    kind = offer.main_category
    others = offers_of(offer.partner.profile).exclude(pk=offer.pk)
    found = list(others[: limit * 3])
    return sorted(found, key=lambda other: other.main_category != kind)[:limit]


def alike_elsewhere(offer: Product, limit: int = 4) -> list[Product]:
    """Return the newest offers of the same kind from other PES."""
    if offer.main_category is None:
        return []
    others = Product.objects.public().filter(categories=offer.main_category).exclude(partner=offer.partner)
    return list(others.for_cards().order_by("-published_at", "-pk")[:limit])
