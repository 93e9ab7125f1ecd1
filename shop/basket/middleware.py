"""Gives every request its basket, lazily: a page that does not ask costs no query, a look at an empty one no row."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from oscar.apps.basket import middleware as oscar

from shop.basket.models import Basket
from shop.basket.services import cap_to_stock, merge_basket


class BasketMiddleware(oscar.BasketMiddleware):
    """Oscar's middleware, but no template gets a basket it did not ask for and no row is made by looking."""

    def process_template_response(self, request, response):
        """Leave pages without a basket cacheable."""
        return response

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Keep a guest's basket for thirty days from its last change, not from its first."""
        response = super().process_response(request, response)
        key, basket = self.get_cookie_key(request), request._basket_cache
        is_changed = request.method == "POST" and basket is not None and basket.pk and basket.status == Basket.OPEN
        if is_changed and key in request.COOKIES and key not in response.cookies and not request.user.is_authenticated:
            response.set_cookie(
                key,
                request.COOKIES[key],
                max_age=settings.OSCAR_BASKET_COOKIE_LIFETIME,
                secure=settings.OSCAR_BASKET_COOKIE_SECURE,
                httponly=True,
            )
        return response

    def apply_offers_to_basket(self, request, basket):
        """There are no vouchers or offers across sellers; each seller's threshold is counted in its own part."""

    def get_basket(self, request: HttpRequest) -> Basket:
        """Return the visitor's open basket, or an unsaved one; what a guest chose joins the person who signs in."""
        if request._basket_cache is not None:
            return request._basket_cache
        key = self.get_cookie_key(request)
        guest = self.get_cookie_basket(key, request, Basket.open)
        if request.user.is_authenticated:
            basket = self.own_basket(request, guest)
            if guest:
                request.cookies_to_delete.append(key)
        else:
            basket = guest or Basket()
        request._basket_cache = basket
        return basket

    def own_basket(self, request: HttpRequest, guest: Basket | None) -> Basket:
        """Return the person's one basket, with everything that was chosen before signing in."""
        own = list(Basket.open.filter(owner=request.user).order_by("pk"))
        if not own and guest:
            Basket.objects.filter(pk=guest.pk, owner=None, status=Basket.OPEN).update(owner=request.user)
            guest.owner = request.user
            own, guest = [guest], None
        basket = own[0] if own else Basket(owner=request.user)
        basket.owner = request.user
        others = [*own[1:], *([guest] if guest else [])]
        for other in others:
            merge_basket(basket, other)
        if others:
            self.tell(request, cap_to_stock(basket))
        return basket

    @staticmethod
    def tell(request: HttpRequest, lowered: list[str]) -> None:
        """Say what was lowered: nothing in a basket changes in silence."""
        for title in lowered:
            messages.warning(
                request, _("We lowered the quantity of “%(title)s”: that is all there is") % {"title": title}
            )
