"""What collections hold, their public pages, and the room where editors keep them."""

from collections.abc import Sequence
from functools import partial
from itertools import islice

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from cms.media.models import Image, crops_of
from cms.pages.choosers import offer_chooser_viewset
from cms.pages.models import ChosenOffer, OfferCollection
from operations import versions
from operations.public_pages import public_page
from shop.catalogue.faces import Face, faces
from shop.catalogue.models import Product, ProductImage
from shop.catalogue.queries import at_hand, offers_below

#: so many offers a collection shows; a longer one is no choice
MOST = 48
#: so many collections that are over are still named
MOST_OVER = 24


def faces_of(*collections: OfferCollection, limit: int = MOST) -> list[list[Face]]:
    """Return public offers as cards for each collection: the chosen ones in the editor's order, then the newest by the rule.

    What cannot be had now comes last.
    """
    held = [
        versions.kept(f"held:{each.pk}:{limit}", partial(numbers_of, each, limit * 3), "shop", "words")
        for each in collections
    ]
    everything = {number for numbers in held for number in numbers}
    there = at_hand(everything)
    shown = [sorted((pk for pk in numbers if pk in there), key=lambda pk: not there[pk])[:limit] for numbers in held]
    made = {face.pk: face for face in faces(dict.fromkeys(pk for numbers in shown for pk in numbers))}
    return [[made[pk] for pk in numbers if pk in made] for numbers in shown]


def pictures_of(collections: Sequence[OfferCollection]) -> list[Image | None]:
    """Return the picture of each collection: its own, or that of the first chosen public offer that has one."""
    chosen = {each.pk: [row.offer_id for row in _in_order(each)] for each in collections if each.picture is None}
    offers = Product.objects.public().filter(pk__in={number for numbers in chosen.values() for number in numbers})
    rows = ProductImage.objects.filter(product__in=offers).order_by("-display_order", "-pk")
    found = {
        row.product_id: row.image for row in rows.select_related("image").prefetch_related(crops_of("image", "card"))
    }
    return [
        each.picture or next((found[number] for number in chosen[each.pk] if number in found), None)
        for each in collections
    ]


def _in_order(collection: OfferCollection) -> list[ChosenOffer]:
    return sorted(collection.chosen.all(), key=lambda each: (each.sort_order or 0, each.pk))


def numbers_of(collection: OfferCollection, most: int) -> list[int]:
    """Return the numbers of what a collection holds, public or not."""
    chosen = [each.offer_id for each in _in_order(collection)]
    ruled: list[int] = []
    if collection.category or collection.tags:
        found = offers_below(collection.category) if collection.category else Product.objects.public()
        rows = found.order_by("-published_at", "-pk").values_list("pk", "tags").iterator(chunk_size=200)
        # Stops at the last one shown: to read the tags of 20 000 offers takes most of a second.
        ruled = list(islice((pk for pk, tags in rows if _has_tag(tags, collection.tags)), most))
    return list(dict.fromkeys([*chosen, *ruled]))[:most]


def _has_tag(tags: list[str], wanted: list[str]) -> bool:
    return not wanted or bool({str(tag).lower() for tag in tags} & set(wanted))


@require_safe
@public_page("words", "shop")
def collection_index(request: HttpRequest) -> HttpResponse:
    """Show the collections of today, the first to end first, and lead to those that are over, the last one first."""
    begun = list(OfferCollection.objects.begun().select_related("picture").prefetch_related("chosen"))
    now = [each for each in begun if each.is_in_force]
    context = {
        "collections": list(zip(now, pictures_of(now), strict=True)),
        "over": [each for each in reversed(begun) if not each.is_in_force][:MOST_OVER],
        "ways": [(_t("Browse the shop"), reverse("shop:home"))],
        "crumbs": [(_t("Shop"), reverse("shop:home")), (_t("Collections"), "")],
    }
    return render(request, "pages/collection_index.html", context)


@require_safe
@public_page("words", "shop")
def collection_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a collection; one that is over keeps its page and says so, one that has not begun is not there."""
    collection = get_object_or_404(OfferCollection.objects.begun().select_related("picture", "category"), slug=slug)
    context = {
        "collection": collection,
        "offers": faces_of(collection)[0],
        "crumbs": [
            (_t("Shop"), reverse("shop:home")),
            (_t("Collections"), reverse("collections:index")),
            (collection.title, ""),
        ],
    }
    return render(request, "pages/collection.html", context)


class OfferCollectionsView(IndexView):
    """The list; Wagtail would put the name of the thing behind "Dodaj" in the wrong case."""

    add_item_label = _("Add a collection")


class OfferCollectionViewSet(ModelViewSet):
    """The editors' list of collections and the form of one."""

    model = OfferCollection
    index_view_class = OfferCollectionsView
    name = "offer_collections"
    url_prefix = "kolekcje-ofert"
    icon = "tag"
    menu_label = _("Collections")
    menu_order = 35
    add_to_admin_menu = True
    list_display = ("title", "shown_from", "shown_until")
    search_fields = ("title",)
    panels = (
        FieldPanel("title"),
        FieldPanel("slug", help_text=_("Leave it empty and it is made out of the title.")),
        FieldPanel("lead"),
        FieldPanel("picture"),
        MultiFieldPanel([FieldPanel("shown_from"), FieldPanel("shown_until")], heading=_("When it is shown")),
        InlinePanel(
            "chosen",
            [FieldPanel("offer", widget=offer_chooser_viewset.widget_class)],
            heading=_("Chosen offers"),
            label=_("Offer"),
        ),
        MultiFieldPanel([FieldPanel("category"), FieldPanel("words")], heading=_("Rule: what comes after them")),
    )


collection_viewset = OfferCollectionViewSet()
