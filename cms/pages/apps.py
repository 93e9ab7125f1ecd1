"""The editors' room."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "cms.pages"
    label = "cms_pages"

    def ready(self) -> None:
        from cms.pages.queries import current_legal_version
        from operations import legal

        legal.answer_from(current_legal_version)
