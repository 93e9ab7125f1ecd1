"""What delivery of an offer costs at an address, before anything is in the basket."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from pes_profiles.numbers import clean_postcode
from pes_profiles.region.models import Gmina
from pes_profiles.region.queries import gmina_named
from shop.catalogue.models import Product, SaleMode
from shop.partner.areas import LOCAL, is_in_region, reaches
from shop.partner.models import DeliveryWay

LONGEST_PLACE = 60
BIGGEST_KEY = 2**63 - 1


@require_safe
def delivery(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Each way of the seller with its price, and whether it goes to the postcode or gmina asked for."""
    offers = Product.objects.public().with_seller().filter(sale_mode=SaleMode.BUY_NOW)
    offer = get_object_or_404(
        offers.prefetch_related("partner__delivery_ways__powiats"), pk=min(pk, BIGGEST_KEY), slug=slug
    )
    typed = " ".join(request.GET.get("gdzie", "").replace("\0", "").split())[:LONGEST_PLACE]
    postcode, gmina = _place(typed)
    is_known = bool(postcode or gmina)
    context = {
        "offer": offer,
        "profile": offer.partner.profile,
        "typed": typed,
        "error": _what_to_enter(typed) if typed and not is_known else "",
        "rows": [
            {
                "way": way,
                "free_from": offer.partner.free_delivery_from if way.code in DeliveryWay.FREE_FROM else None,
                "answer": _answer(way, postcode, gmina) if is_known else "",
            }
            for way in offer.partner.ways_of_goods
        ],
    }
    return render(request, "shop/delivery.html", context)


def _place(typed: str) -> tuple[str, Gmina | None]:
    try:
        return clean_postcode(typed), None
    except ValidationError:
        return "", gmina_named(typed) if typed else None


def _what_to_enter(typed: str) -> str:
    """Say what is missing. The portal knows the 71 gminy and no villages, so it names what a village's buyer can enter."""
    if any(letter.isdigit() for letter in typed):
        return _("Enter a postcode, for example 45-001, or the name of a gmina of the Opole region")
    return _(
        "We know gminy of the Opole region, not villages, and “%(place)s” is none of them. Enter the name of the gmina it "
        "lies in, or its postcode"
    ) % {"place": typed}


def _answer(way: DeliveryWay, postcode: str, gmina: Gmina | None) -> str:
    """Say yes, no, or ask: a postcode alone does not tell the powiat."""
    if way.code not in LOCAL:
        return "yes"
    if gmina is None and is_in_region(postcode):
        return "ask" if way.powiats.all() else "yes"
    return "yes" if reaches(way, gmina) else "no"
