"""The editors' room."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "cms_pages"

    def ready(self) -> None:
        from cms.pages.queries import address_of_legal_version, current_legal_version
        from operations import legal

        legal.answer_from(current_legal_version, addresses=address_of_legal_version)
