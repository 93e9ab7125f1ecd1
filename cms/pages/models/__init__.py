"""The editors' pages."""

from cms.pages.models.collections import ChosenOffer, OfferCollection
from cms.pages.models.home import HomePage
from cms.pages.models.legal import LegalIndexPage, LegalPage, LegalVersionPage
from cms.pages.models.news import (
    ArticleIndexPage,
    ArticlePage,
    NewsIndexPage,
    NewsPage,
)
from cms.pages.models.standard import AccessibilityDeclarationPage, StandardPage

__all__ = [
    "AccessibilityDeclarationPage",
    "ArticleIndexPage",
    "ArticlePage",
    "ChosenOffer",
    "HomePage",
    "LegalIndexPage",
    "LegalPage",
    "LegalVersionPage",
    "NewsIndexPage",
    "NewsPage",
    "OfferCollection",
    "StandardPage",
]
