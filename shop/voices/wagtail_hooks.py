"""Reviews and questions in the back office's menu, and how many wait, on its first page."""

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component

from shop.voices import backoffice, queries

PERMISSION = "voices.decide"


class ReviewsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm(PERMISSION)


class ReviewsPanel(Component):
    """How many reviews wait for ROPS, and how many reports of sellers."""

    name = "reviews_inbox"
    template_name = "voices/office/panel.html"
    order = 66

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"counts": queries.waiting_counts()}


@hooks.register("register_admin_urls")
def register_review_urls() -> list[URLResolver]:
    patterns = [
        path("", backoffice.ReviewsView.as_view(), name="reviews"),
        path("<int:pk>/", backoffice.ReviewView.as_view(), name="review"),
        path("pytania/", backoffice.QuestionsView.as_view(), name="questions"),
        path("pytania/<int:pk>/", backoffice.QuestionView.as_view(), name="question"),
        path("pytania/<int:question>/plik/<int:pk>/", backoffice.QuestionFileView.as_view(), name="question-file"),
    ]
    return [path("moderacja/opinie/", include((patterns, "voices_admin")))]


@hooks.register("register_admin_menu_item")
def reviews_item() -> MenuItem:
    return ReviewsMenuItem(
        _("Reviews and questions"), reverse("voices_admin:reviews"), name="reviews", icon_name="comment", order=222
    )


@hooks.register("construct_homepage_panels")
def add_reviews_panel(request: HttpRequest, panels: list[Component]) -> None:
    if request.user.has_perm(PERMISSION):
        panels.append(ReviewsPanel())
