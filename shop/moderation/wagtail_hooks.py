"""Offers and notices in the back office's menu, and how many wait, on its first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from shop.moderation import backoffice, notice_backoffice, notice_queries, queries

PERMISSION = "moderation.decide_offers"
NOTICES_PERMISSION = "moderation.decide_notices"


class InboxMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class NoticesMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(NOTICES_PERMISSION)


class InboxPanel(Component):
    """How many offers wait for a decision, and since when the oldest does."""

    name = "offers_inbox"
    template_name = "moderation/panel.html"
    order = 60

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"counts": queries.waiting_counts()}


class NoticesPanel(Component):
    """How many notices of illegal content wait for an answer."""

    name = "notices_inbox"
    template_name = "moderation/notices_panel.html"
    order = 65

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"waiting": notice_queries.waiting_notices()}


@hooks.register("register_admin_urls")
def register_inbox_urls() -> list[URLResolver]:
    patterns = [
        path("", backoffice.InboxView.as_view(), name="inbox"),
        path("wszystkie/", backoffice.OffersView.as_view(), name="offers"),
        path("oferta/<int:pk>/", backoffice.OfferView.as_view(), name="offer"),
        path("wersja/<int:pk>/", backoffice.RevisionView.as_view(), name="revision"),
    ]
    notices = [
        path("", notice_backoffice.NoticesView.as_view(), name="list"),
        path("<int:pk>/", notice_backoffice.NoticeView.as_view(), name="notice"),
    ]
    return [
        path("moderacja/oferty/", include((patterns, "moderation_admin"))),
        path("moderacja/zgloszenia/", include((notices, "notices_admin"))),
    ]


@hooks.register("register_admin_menu_item")
def inbox_item() -> MenuItem:
    return InboxMenuItem(
        pgettext_lazy("menu", "Offers"),
        reverse("moderation_admin:inbox"),
        name="offers-inbox",
        icon_name="clipboard-list",
        order=220,
    )


@hooks.register("register_admin_menu_item")
def notices_item() -> MenuItem:
    return NoticesMenuItem(
        pgettext_lazy("menu", "Illegal content"),
        reverse("notices_admin:list"),
        name="illegal-content-notices",
        icon_name="warning",
        order=221,
    )


@hooks.register("construct_homepage_panels")
def add_inbox_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(PERMISSION):
        panels.append(InboxPanel())
    if request.user.has_perm(NOTICES_PERMISSION):
        panels.append(NoticesPanel())
