"""Offers named by their keys: side by side for a buyer who hesitates, and as cards for what a browser remembers."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from operations.public_pages import public_page
from shop.catalogue.compare import MOST, asked_numbers, offers_to_compare, rows_of
from shop.catalogue.queries import cards as cards_of

#: so many things a browser remembers
REMEMBERED = 12


@require_safe
@public_page("words", "shop")
def compare(request: HttpRequest) -> HttpResponse:
    """Up to four offers in a table; the address can be sent to somebody."""
    asked = asked_numbers(request.GET.getlist("o"))
    offers = offers_to_compare(asked[:MOST])
    kept = [offer.pk for offer in offers]
    without = {pk: "?" + urlencode([("o", other) for other in kept if other != pk]) for pk in kept}
    context = {
        "columns": [{"offer": offer, "without": without[offer.pk]} for offer in offers],
        "rows": rows_of(offers),
        "is_cut": len(asked) > MOST,
        "is_missing": len(offers) < min(len(asked), MOST),
        "most": MOST,
    }
    return render(request, "shop/compare.html", context)


@require_safe
@public_page("words", "shop")
def cards(request: HttpRequest) -> HttpResponse:
    """Cards of the offers asked for, in that order, without a page around them; what is gone is left out."""
    numbers = asked_numbers(request.GET.getlist("o"))[:REMEMBERED]
    return render(request, "shop/parts/cards.html", {"offers": cards_of(numbers), "level": "h3", "css": "cards-4"})
