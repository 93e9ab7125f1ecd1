"""What is read about offers. Cards come in a fixed number of queries, whatever their number."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    Max,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce

from cms.media.models import Image
from cms.media.sizes import specs
from operations import versions
from operations.clock import today
from pes_profiles.models import Profile
from shop.catalogue.managers import ProductQuerySet
from shop.catalogue.models import (
    Availability,
    Category,
    Product,
    ProductImage,
    Question,
    SaleMode,
    SaleState,
)
from shop.catalogue.reviews.queries import latest_with_summary
from shop.partner.models import StockRecord

STEPLEN = Category.steplen
#: reviews on the page of an offer; the rest has a page of its own
REVIEWS_SHOWN = 4


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
    tree = versions.kept("categories", lambda: list(Category.objects.filter(is_public=True).order_by("path")), "words")
    return list(tree)


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
    found = Product.objects.public().with_seller().in_bulk(numbers)
    bring_card_facts(found.values())
    return [found[number] for number in numbers if number in found]


def bring_card_facts(offers: Iterable[Product]) -> None:
    """Bring what cards show to offers already read: at most six queries for things and variants together."""
    offers = list(offers)
    parents = [offer for offer in offers if offer.is_parent]
    prefetch_related_objects(parents, "children")
    children = [child for parent in parents for child in parent.children.all()]
    records = StockRecord.objects.prefetch_related("price_log")
    prefetch_related_objects([*offers, *children], Prefetch("stockrecords", queryset=records))
    images = ProductImage.objects.select_related("image").prefetch_related("image__renditions")
    prefetch_related_objects(offers, Prefetch("images", queryset=images), "categories")


def newest(limit: int) -> list[Product]:
    """Return the newest things to buy at once, as cards."""
    return cards(newest_numbers(limit))


def newest_numbers(limit: int, *, services: bool = False) -> list[int]:
    """Return the numbers of the newest things to buy at once, or of the newest things done on request."""
    offers = Product.objects.public().filter(sale_state=SaleState.ACTIVE)
    at_once = Q(sale_mode=SaleMode.BUY_NOW)
    offers = offers.exclude(at_once) if services else offers.filter(at_once)
    return list(offers.order_by("-published_at", "-pk").values_list("pk", flat=True)[:limit])


def at_hand(numbers: Iterable[int]) -> dict[int, bool]:
    """Return the public ones of these offers, and whether each can be had: neither sold out nor of a seller on a break."""
    day = today()
    free = StockRecord.objects.filter(
        Q(num_in_stock__isnull=True) | Q(num_in_stock__gt=Coalesce(F("num_allocated"), 0))
    )

    def of_offer(records: QuerySet) -> Q:
        # Two questions, an index for each; one with "or" reads every stock record for every offer.
        of_variants = records.filter(product__parent=OuterRef("pk"), product__removed_at__isnull=True)
        return Q(Exists(records.filter(product=OuterRef("pk"))) | Exists(of_variants))

    on_break = Q(partner__profile__break_from__lte=day) & (
        Q(partner__profile__break_until__isnull=True) | Q(partner__profile__break_until__gte=day)
    )
    gone = Q(sale_mode=SaleMode.BUY_NOW) & of_offer(StockRecord.objects.all()) & ~of_offer(free)
    found = Product.objects.public().filter(pk__in=list(numbers)).order_by()
    return dict(found.annotate(there=Case(When(on_break | gone, then=False), default=True)).values_list("pk", "there"))


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
        .prefetch_related(Prefetch("cover", queryset=Image.objects.prefetch_renditions(*specs("card", avif=True))))
        .order_by("-newest_offer", "pk")[:limit]
    )


def offers_of(profile: Profile) -> ProductQuerySet:
    """Return the public offers of a PES as cards, the newest first."""
    return Product.objects.public().filter(partner__profile=profile).for_cards().order_by("-published_at", "-pk")


def bring_what_the_page_shows(offer: Product) -> None:
    """Bring what only the page of an offer shows to one that has what cards show: at most four queries."""
    answered = Question.objects.public().order_by("asked_at", "pk")
    prefetch_related_objects(
        [offer],
        "partner__delivery_ways",
        Prefetch("questions", queryset=answered, to_attr="public_questions"),
        *(["month_capacities"] if offer.availability == Availability.CAPACITY else []),
    )
    offer.shown_reviews, offer.review_summary = latest_with_summary(offer, REVIEWS_SHOWN)


def numbers_beside(number: int, limit: int = 4) -> tuple[list[int], list[int]] | None:
    """Return which offers stand beside a public one, in one query; None when it is not public.

    First of the same PES, of the same kind before others; then of the same kind from other PES; the newest first.
    """
    public = Product.objects.public()
    links = Product.categories.through.objects
    # One value each, not "in": PostgreSQL then begins with the offers of the kind, not with all there are.
    kind = Subquery(links.filter(product=number).order_by("category__path").values("category")[:1])
    partner = Subquery(Product.objects.filter(pk=number).values("partner")[:1])
    same_kind = Exists(links.filter(product=OuterRef("pk"), category=kind))
    # "Nulls last" is not the order of the index on all newest offers: walking it until four of a kind are met takes long.
    newest = (F("published_at").desc(nulls_last=True), "-pk")
    more = public.filter(partner=partner).exclude(pk=number).order_by(same_kind.desc(), *newest).values("pk")[:limit]
    alike = public.filter(categories=kind).exclude(partner=partner).order_by(*newest).values("pk")[:limit]

    def rows(offers: ProductQuerySet, group: str) -> QuerySet:
        ranked = offers.annotate(group=Value(group), same=same_kind)
        return ranked.order_by().values_list("group", "same", "published_at", "pk")

    found = rows(public.filter(pk=number), "self").union(
        rows(Product.objects.filter(pk__in=more), "more"),
        rows(Product.objects.filter(pk__in=alike), "alike"),
        all=True,
    )
    groups: dict[str, list[tuple]] = {"self": [], "more": [], "alike": []}
    for group, same, published, pk in found:
        groups[group].append((bool(same), published.timestamp() if published else 0.0, pk))
    if not groups["self"]:
        return None
    return tuple([pk for *_order, pk in sorted(groups[name], reverse=True)] for name in ("more", "alike"))
