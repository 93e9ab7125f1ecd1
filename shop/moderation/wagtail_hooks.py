"""Offers in the back office's menu, and how many wait, on its first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from shop.moderation import backoffice, queries

PERMISSION = "moderation.decide_offers"


class InboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class InboxPanel(Component):
    """How many offers wait for a decision, and since when the oldest does."""

    name = "offers_inbox"
    template_name = "moderation/panel.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"counts": queries.waiting_counts()}


@hooks.register("register_admin_urls")
def register_inbox_urls() -> list[URLResolver]:
    patterns = [
        path("", backoffice.InboxView.as_view(), name="inbox"),
        path("wszystkie/", backoffice.OffersView.as_view(), name="offers"),
        path("oferta/<int:pk>/", backoffice.OfferView.as_view(), name="offer"),
        path("wersja/<int:pk>/", backoffice.RevisionView.as_view(), name="revision"),
    ]
    return [path("moderacja/oferty/", include((patterns, "moderation_admin")))]


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return InboxMenuItem(
        _("Offers to review"),
        reverse("moderation_admin:inbox"),
        name="offers-inbox",
        icon_name="clipboard-list",
        order=220,
    )


@hooks.register("construct_homepage_panels")
def add_inbox_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(PERMISSION):
        panels.append(InboxPanel())
