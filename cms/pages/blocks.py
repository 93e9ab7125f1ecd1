"""Eight blocks that show what other rooms have today. With the plain ones of `cms.base.blocks` they are sixteen in all.

A block keeps keys only and reads again each time: what ROPS suspended or a seller archived is gone from the page at
once, and a block with nothing to show leaves no heading behind. Each block costs a fixed number of queries.
"""

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from cms.base.blocks import LINE_FEATURES, ContentStream, LinkBlock
from cms.pages.choosers import OfferChooserBlock, ProfileChooserBlock
from events import queries as fairs
from pes_profiles.models import Profile
from pes_profiles.region.models import Powiat
from shop.catalogue.faces import Face, faces
from shop.catalogue.models import Category, Product
from shop.catalogue.queries import newest_numbers, offers_below


def category_choices() -> list[tuple[str, str]]:
    return list(Category.objects.filter(is_public=True).order_by("path").values_list("slug", "name"))


class _KeysOfText:
    """Choices that are text already: Wagtail would ask the database for all of them at every value it reads."""

    def normalize_choice(self, value: str) -> str:
        return value


class CategoryBlock(_KeysOfText, blocks.ChoiceBlock):
    """One category, by its slug."""


class CategoriesBlock(_KeysOfText, blocks.MultipleChoiceBlock):
    """Some categories, by their slugs."""


class SectionsBlock(blocks.StructBlock):
    """The groups of the shop as a row of dyed eggs."""

    class Meta:
        label = _("Sections of the shop")
        icon = "tag"
        template = "blocks/sections.html"


class OffersBlock(blocks.StructBlock):
    """Offers as cards: chosen ones, or the newest, of the whole shop or of one category."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    offers = blocks.ListBlock(
        OfferChooserBlock(),
        label=_("Chosen offers"),
        required=False,
        default=[],
        help_text=_("Leave empty to show the newest."),
    )
    category = CategoryBlock(
        choices=category_choices,
        label=_("or the newest of a category"),
        required=False,
    )
    limit = blocks.IntegerBlock(label=_("How many"), default=8, min_value=2, max_value=24)
    more = LinkBlock(label=_("Link to more"), required=False)

    class Meta:
        label = _("Offers")
        icon = "tag"
        template = "blocks/offers.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context=parent_context)
        context["offers"] = self.shown(value)
        return context

    def shown(self, value: blocks.StructValue) -> list[Face]:
        chosen = [offer.pk for offer in value["offers"] if offer is not None]
        if chosen:
            return faces(dict.fromkeys(chosen))[: value["limit"]]
        if not value["category"]:
            return faces(newest_numbers(value["limit"]))
        category = Category.objects.filter(slug=value["category"]).first()
        if category is None:
            return []
        newest = offers_below(category).order_by("-published_at", "-pk")
        return faces(newest.values_list("pk", flat=True)[: value["limit"]])


class ServicesBlock(blocks.StructBlock):
    """Categories as lines: from how much, and how many PES do it."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    categories = CategoriesBlock(choices=category_choices, label=_("Categories"))
    more = LinkBlock(label=_("Link to more"), required=False)
    ask = blocks.RichTextBlock(label=_("Sentence below"), required=False, features=LINE_FEATURES)
    ask_button = LinkBlock(label=_("Button below"), required=False)

    class Meta:
        label = _("Services by category")
        icon = "list-ul"
        template = "blocks/services.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context=parent_context)
        offered = Q(
            product__is_public=True,
            product__partner__profile__is_listed=True,
        ) & ~Q(product__structure="child")
        lowest = (
            Product.objects.public()
            .filter(categories=OuterRef("pk"), from_price__isnull=False)
            .exclude(structure="child")
            .order_by("from_price", "pk")
        )
        found = {
            category.slug: category
            for category in Category.objects.filter(slug__in=value["categories"], is_public=True).annotate(
                sellers=Count("product__partner", filter=offered, distinct=True),
                cheapest=Min("product__from_price", filter=offered),
                unit=Subquery(lowest.values("unit")[:1]),
            )
        }
        context["categories"] = [found[slug] for slug in value["categories"] if slug in found and found[slug].sellers]
        return context


class ProfilesBlock(blocks.StructBlock):
    """Chosen PES."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    profiles = blocks.ListBlock(ProfileChooserBlock(), label=_("PES"), min_num=1, max_num=12)

    class Meta:
        label = _("PES")
        icon = "group"
        template = "blocks/profiles.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context=parent_context)
        chosen = [profile.pk for profile in value["profiles"] if profile is not None]
        found = Profile.objects.listed().select_related("gmina__powiat").in_bulk(chosen)
        context["profiles"] = [found[pk] for pk in chosen if pk in found]
        return context


class FairsBlock(blocks.StructBlock):
    """The next fair, or the next few, as dyed bands."""

    limit = blocks.IntegerBlock(label=_("How many"), default=1, min_value=1, max_value=4)
    empty = blocks.CharBlock(
        label=_("When there is none"),
        required=False,
        max_length=200,
        help_text=_("Leave empty to show nothing then."),
    )

    class Meta:
        label = _("Next fair")
        icon = "date"
        template = "blocks/fairs.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context=parent_context)
        context["fairs"] = fairs.next_fairs(value["limit"])
        return context


class StoryBlock(blocks.StructBlock):
    """One story, large: a picture and the beginning."""

    kicker = blocks.CharBlock(label=_("Line above"), required=False, max_length=120)
    heading = blocks.CharBlock(
        label=_("Heading"), required=False, max_length=120, help_text=_("Empty: the title of the page.")
    )
    page = blocks.PageChooserBlock(label=_("Story"), page_type="cms_pages.NewsPage")
    image = ImageChooserBlock(label=_("Picture"), required=False)
    link = blocks.CharBlock(label=_("Words of the link"), required=False, max_length=80)

    class Meta:
        label = _("Story")
        icon = "doc-full-inverse"
        template = "blocks/story.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context=parent_context)
        page = value["page"]
        context["story"] = page.specific if page is not None and page.live else None
        return context


class NewsBlock(blocks.StructBlock):
    """The latest news."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    limit = blocks.IntegerBlock(label=_("How many"), default=3, min_value=1, max_value=12)

    class Meta:
        label = _("News")
        icon = "doc-full"
        template = "blocks/news.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict:
        from cms.pages.queries import latest_news, news_index

        context = super().get_context(value, parent_context=parent_context)
        context["news"] = latest_news(value["limit"])
        context["index"] = news_index()
        return context


class PowiatyBlock(blocks.StructBlock):
    """The powiaty of the region, each with the number of PES that work there or come."""

    heading = blocks.CharBlock(label=_("Heading"), max_length=120)
    text = blocks.CharBlock(label=_("Sentence"), required=False, max_length=300)

    class Meta:
        label = _("Powiaty")
        icon = "site"
        template = "blocks/powiaty.html"

    def get_context(self, value: blocks.StructValue, parent_context: dict | None = None) -> dict:
        context = super().get_context(value, parent_context=parent_context)
        present: dict[int, set[int]] = {}
        listed = Profile.objects.listed().selling()
        for powiat, profile in [
            *listed.values_list("gmina__powiat_id", "pk"),
            *listed.values_list("served_powiats", "pk"),
        ]:
            present.setdefault(powiat, set()).add(profile)
        context["powiaty"] = [
            {"name": powiat.name, "slug": powiat.slug, "count": len(present.get(powiat.pk, ()))}
            for powiat in Powiat.objects.all()
        ]
        return context


class PortalStream(ContentStream):
    """Everything an editor may put on a page of the portal."""

    sections = SectionsBlock()
    offers = OffersBlock()
    services = ServicesBlock()
    profiles = ProfilesBlock()
    fairs = FairsBlock()
    story = StoryBlock()
    news = NewsBlock()
    powiaty = PowiatyBlock()
