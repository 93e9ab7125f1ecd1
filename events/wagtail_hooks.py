"""The stands in the back office's menu, and how many wait, on its first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from events import backoffice, queries

PERMISSION = "events.decide_applications"


class StandsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class StandsPanel(Component):
    """How many applications for a stand wait for a decision."""

    name = "stands"
    template_name = "events/admin/panel.html"
    order = 68

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"waiting": queries.applications_to_decide()}


@hooks.register("register_admin_urls")
def register_stand_urls() -> list[URLResolver]:
    patterns = [
        path("", backoffice.ApplicationsView.as_view(), name="applications"),
        path("<int:pk>/", backoffice.ApplicationDecisionView.as_view(), name="application"),
    ]
    return [path("targi/stoiska/", include((patterns, "events_admin")))]


@hooks.register("register_admin_menu_item")
def stands_item() -> MenuItem:
    return StandsMenuItem(
        _("Stands at fairs"),
        reverse("events_admin:applications"),
        name="stands",
        icon_name="group",
        order=250,
    )


@hooks.register("construct_homepage_panels")
def add_stands_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(PERMISSION):
        panels.append(StandsPanel())
