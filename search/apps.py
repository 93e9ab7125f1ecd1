"""Finding things: the label keeps clear of Oscar's own search."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "search"
    label = "portal_search"

    def ready(self) -> None:
        from search import checks, log, receivers, rules, saved, tasks  # noqa: F401 -- they register themselves
        from search.engines import choose  # noqa: F401 -- its probe too
