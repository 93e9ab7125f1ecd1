"""What is read about the editors' pages."""

from datetime import date

from django.db.models import Q
from wagtail.models import Page

from cms.pages.models import LegalPage, LegalVersionPage, NewsIndexPage, NewsPage
from operations.clock import today


class NoLegalVersionError(LookupError):
    """No version of this document is in force."""


def latest_news(limit: int) -> list[NewsPage]:
    return list(NewsPage.objects.live().newest().select_related("picture")[:limit])


def news_index() -> NewsIndexPage | None:
    return NewsIndexPage.objects.live().first()


def versions_in_force(kind: str, *, on: date | None = None) -> list[LegalVersionPage]:
    """Return published versions of a legal document that are or were in force on a day, the newest first."""
    documents = LegalPage.objects.live().filter(kind=kind)
    below = Q(pk__in=[])
    for document in documents:
        below |= Q(path__startswith=document.path, depth=document.depth + 1)
    return list(
        LegalVersionPage.objects.live().filter(below, valid_from__lte=on or today()).order_by("-valid_from", "-pk")
    )


def version_to_keep(page: Page) -> LegalVersionPage | None:
    """Return a version at or below a page that somebody may have accepted: published once, and its day has come."""
    return LegalVersionPage.objects.descendant_of(page, inclusive=True).kept().in_order().first()


def current_legal_version(kind: str, *, on: date | None = None) -> str:
    """Return the number of the version in force ("1.0"); `kind` is one of `LegalPage.Kind`.

    Orders keep it as a snapshot. Raises `NoLegalVersionError` when nothing was published yet.
    """
    versions = versions_in_force(kind, on=on)
    if not versions:
        raise NoLegalVersionError(kind)
    return versions[0].version


def address_of_legal_version(kind: str, version: str) -> str:
    """Return where one version of a legal document can be read, in force or not any more.

    Raises `NoLegalVersionError` when it was not published.
    """
    found = next((page for page in versions_in_force(kind) if page.version == version), None)
    parts = found.get_url_parts() if found else None
    if not parts or not parts[2]:
        raise NoLegalVersionError(kind, version)
    return parts[2]
