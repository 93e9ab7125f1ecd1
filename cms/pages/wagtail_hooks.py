"""The editors' back office: choosers, the order of the menu, and what must not be moved."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from cms.base.reserved import RESERVED_ROOT_SLUGS
from cms.pages.choosers import offer_chooser_viewset, profile_chooser_viewset
from cms.pages.collections import collection_viewset
from cms.pages.legal_guard import (  # noqa: F401 -- its hooks register themselves
    keep_accepted_words,
    keep_accepted_words_in_a_list,
    keep_accepted_words_in_place,
)

#: what ROPS does daily comes first; names not listed keep their own place
MENU_ORDER = {
    "pes-inbox": 10,
    "offers-inbox": 12,
    "illegal-content-notices": 14,
    "reviews": 16,
    "complaints": 18,
    "money": 20,
    "stands": 22,
    "explorer": 30,
    "images": 40,
    "documents": 50,
    "reports": 800,
    "settings": 900,
    "help": 1000,
}
#: Wagtail's own help leads to its makers' pages
HIDDEN_MENU = frozenset({"help"})


@hooks.register("register_admin_viewset")
def register_offer_chooser():
    return offer_chooser_viewset


@hooks.register("register_admin_viewset")
def register_collections():
    return collection_viewset


@hooks.register("register_admin_viewset")
def register_profile_chooser():
    return profile_chooser_viewset


@hooks.register("construct_main_menu")
def order_menu(request: HttpRequest, items: list[MenuItem]) -> None:
    items[:] = [item for item in items if item.name not in HIDDEN_MENU]
    for item in items:
        item.order = MENU_ORDER.get(item.name, item.order)
    items.sort(key=lambda item: item.order)


@hooks.register("before_move_page")
def keep_reserved_addresses_free(request: HttpRequest, page: Page, destination: Page) -> HttpResponse | None:
    """Refuse to move a page to where another room's address begins; moving does not pass the page's form."""
    if page.slug in RESERVED_ROOT_SLUGS and destination.is_site_root():
        messages.error(
            request,
            _("The address “%(slug)s” belongs to another part of the portal. Choose a different one.")
            % {"slug": page.slug},
        )
        return redirect("wagtailadmin_pages:edit", page.pk)
    return None
