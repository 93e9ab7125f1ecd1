"""Editors' pages in the portal as set-up leaves it, which is there in every test."""

from typing import Any

from cms.pages.models import ArticleIndexPage, ArticlePage, HomePage, NewsIndexPage, NewsPage, StandardPage
from operations.clock import today

_numbers = iter(range(1, 1_000_000))


def make_home() -> HomePage:
    """Return the Polish home page that every test has."""
    return HomePage.objects.get(locale__language_code="pl")


def make_news(**fields: Any) -> NewsPage:
    """Publish a piece of news."""
    number = next(_numbers)
    values = {
        "title": f"Wiadomość {number}",
        "lead": "Coś się wydarzyło i warto o tym wiedzieć.",
        "date": today(),
        "body": [("text", "<p>Treść.</p>")],
    } | fields
    return _publish(NewsIndexPage.objects.get(), NewsPage(**values))


def make_article(**fields: Any) -> ArticlePage:
    values = {"title": f"Poradnik {next(_numbers)}", "lead": "Krok po kroku."} | fields
    return _publish(ArticleIndexPage.objects.get(), ArticlePage(**values))


def make_page(**fields: Any) -> StandardPage:
    values = {"title": f"Strona {next(_numbers)}"} | fields
    return _publish(make_home(), StandardPage(**values))


def _publish(parent: Any, page: Any) -> Any:
    parent.add_child(instance=page)
    page.save_revision().publish()
    return type(page).objects.get(pk=page.pk)
