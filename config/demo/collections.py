"""Two collections of example offers: one of today, one that has not begun."""

from cms.media.models import Image
from cms.pages.models import OfferCollection
from config.demo.anchor import Days
from shop.catalogue.models import Category

#: address, title, sentence, days from the anchor: first and last; category; tags; picture
COLLECTIONS = (
    (
        "na-swieta",
        "Na święta",
        "Ozdoby, pierniczki i prezenty, które powstały blisko. Zamów wcześniej, bo wiele rzeczy robimy na zamówienie.",
        (-14, 30),
        "ozdoby-swiateczne",
        "",
        "pes-wstazka-i-wiklina",
    ),
    (
        "dozynki",
        "Na dożynki",
        "Wieńce, chleb i kosze upominkowe na święto plonów w gminie.",
        (180, 240),
        "",
        "wieniec, chleb, kosz upominkowy",
        "editorial-kosz-sezonowy",
    ),
)


def load_collections(days: Days, pictures: dict[str, Image]) -> int:
    """Make them anew; return how many there are."""
    OfferCollection.objects.filter(demo=True).delete()
    for slug, title, lead, (first, last), category, words, picture in COLLECTIONS:
        OfferCollection.objects.create(
            slug=slug,
            title=title,
            lead=lead,
            shown_from=days.day(first),
            shown_until=days.day(last),
            category=Category.objects.filter(slug=category).first() if category else None,
            words=words,
            picture=pictures[picture],
            demo=True,
        )
    return len(COLLECTIONS)
