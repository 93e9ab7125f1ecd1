"""Money that a person has to look at: in the back office's menu, and how much waits, on its first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import pgettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from shop.payments import backoffice, queries

PERMISSION = "payments.settle"


class MoneyMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class MoneyPanel(Component):
    """How many notices were given up, and how many incidents nobody has settled."""

    name = "money"
    template_name = "payments/office_panel.html"
    order = 67

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"notices": queries.dead_notices().count(), "incidents": queries.open_incidents().count()}


@hooks.register("register_admin_urls")
def register_money_urls() -> list[URLResolver]:
    patterns = [
        path("", backoffice.MoneyView.as_view(), name="list"),
        path("powiadomienie/<int:pk>/ponow/", backoffice.RetryView.as_view(), name="retry"),
        path(
            "powiadomienie/<int:pk>/zalatwione/",
            backoffice.SettleView.as_view(kind="notice"),
            name="settle-notice",
        ),
        path(
            "zdarzenie/<int:pk>/zalatwione/",
            backoffice.SettleView.as_view(kind="incident"),
            name="settle-incident",
        ),
    ]
    return [path("wplaty/", include((patterns, "money_admin")))]


@hooks.register("register_admin_menu_item")
def money_item() -> MenuItem:
    return MoneyMenuItem(
        pgettext_lazy("menu", "Payments"), reverse("money_admin:list"), name="money", icon_name="warning", order=224
    )


@hooks.register("construct_homepage_panels")
def add_money_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(PERMISSION) and (queries.dead_notices().exists() or queries.open_incidents().exists()):
        panels.append(MoneyPanel())
