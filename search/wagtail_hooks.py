"""The words of the search in the back office: synonyms in the menu, phrases among the reports."""

from django.http import HttpRequest
from django.urls import include, path, reverse
from django.urls.resolvers import URLResolver
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from search import backoffice, backoffice_phrases


class WordsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.has_perm("portal_search.edit_words")


@hooks.register("register_admin_urls")
def register_words() -> list[URLResolver]:
    patterns = [
        path("synonimy/", backoffice.SynonymsView.as_view(), name="synonyms"),
        path("synonimy/nowy/", backoffice.SynonymView.as_view(), name="synonym-add"),
        path("synonimy/<int:pk>/", backoffice.SynonymView.as_view(), name="synonym"),
        path("synonimy/<int:pk>/usun/", backoffice.DeleteSynonymView.as_view(), name="synonym-delete"),
        path("frazy/owes/", backoffice_phrases.TellOwesView.as_view(), name="tell-owes"),
        path("frazy/", backoffice_phrases.PhrasesView.as_view(), name="phrases"),
    ]
    return [path("wyszukiwarka/", include((patterns, "search_admin")))]


@hooks.register("register_settings_menu_item")
def synonyms_item() -> MenuItem:
    return WordsMenuItem(_("Synonyms of the search"), reverse("search_admin:synonyms"), icon_name="search", order=300)


@hooks.register("register_reports_menu_item")
def phrases_item() -> MenuItem:
    return WordsMenuItem(_("What people ask"), reverse("search_admin:phrases"), icon_name="search", order=1400)
